#include "clients/cli/face_picture.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "fmt/format.h"

namespace portcullis::cli {
namespace {

constexpr Rgb kBoxColour = {80, 220, 120};
constexpr Rgb kPointColour = {255, 210, 60};
/// Of the box, on each side of it.
constexpr double kSurroundings = 0.35;

/// In pixels of a bitmap.
struct Region {
  double left;
  double top;
  double width;
  double height;
};

/// From the image that a report speaks of to the bitmap.
double ScaleOf(const Bitmap& upright, const v1::FaceReport& face) {
  return face.source().width_px() > 0
             ? static_cast<double>(upright.width) / face.source().width_px()
             : 1.0;
}

Region Within(const Region& wanted, const Bitmap& bitmap) {
  const double left = std::clamp(wanted.left, 0.0, bitmap.width - 1.0);
  const double top = std::clamp(wanted.top, 0.0, bitmap.height - 1.0);
  const double right = std::clamp(wanted.left + wanted.width, left + 1.0, 1.0 * bitmap.width);
  const double bottom = std::clamp(wanted.top + wanted.height, top + 1.0, 1.0 * bitmap.height);
  return {left, top, right - left, bottom - top};
}

Region RegionOf(const Bitmap& upright, const v1::FaceReport& face) {
  const Region all = {0, 0, 1.0 * upright.width, 1.0 * upright.height};
  if (!face.has_box()) return all;
  const double scale = ScaleOf(upright, face);
  const v1::FaceBox& box = face.box();
  const Region wanted = {scale * (box.left() - kSurroundings * box.width()),
                         scale * (box.top() - kSurroundings * box.height()),
                         scale * box.width() * (1 + 2 * kSurroundings),
                         scale * box.height() * (1 + 2 * kSurroundings)};
  // Numbers from the wire: those that are none leave the whole image.
  const bool is_sound = std::isfinite(wanted.left + wanted.top + wanted.width + wanted.height);
  return is_sound ? Within(wanted, upright) : all;
}

/// The mean of the pixels that one pixel of the picture stands for.
Rgb MeanOf(const Bitmap& bitmap, const Region& region) {
  const int left = static_cast<int>(region.left);
  const int top = static_cast<int>(region.top);
  const int right =
      std::clamp(static_cast<int>(region.left + region.width), left + 1, bitmap.width);
  const int bottom =
      std::clamp(static_cast<int>(region.top + region.height), top + 1, bitmap.height);
  std::array<long, 3> sums{};
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x) {
      for (std::size_t c = 0; c < sums.size(); ++c) sums[c] += bitmap.At(x, y)[c];
    }
  }
  const long count = static_cast<long>(right - left) * (bottom - top);
  Rgb mean{};
  for (std::size_t c = 0; c < sums.size(); ++c) {
    mean[c] = static_cast<std::uint8_t>(sums[c] / count);
  }
  return mean;
}

Bitmap Scaled(const Bitmap& bitmap, const Region& region, int columns, int rows) {
  Bitmap picture(columns, rows);
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < columns; ++x) {
      const double width = region.width / columns;
      const double height = region.height / rows;
      const double left = std::min(region.left + x * width, bitmap.width - 1.0);
      const double top = std::min(region.top + y * height, bitmap.height - 1.0);
      picture.At(x, y) = MeanOf(bitmap, {left, top, width, height});
    }
  }
  return picture;
}

/// Draws on a picture of `region`, in coordinates of the image that the report speaks of.
class Overlay {
 public:
  Overlay(Bitmap& picture, const Region& region, double scale)
      : picture_(picture), region_(region), scale_(scale) {}

  void Dot(double x, double y, Rgb colour) const { Set(Column(x), Row(y), colour); }

  void Box(const v1::FaceBox& box) const {
    const int left = Column(box.left());
    const int right = Column(box.left() + box.width());
    const int top = Row(box.top());
    const int bottom = Row(box.top() + box.height());
    for (int x = std::max(left, 0); x <= std::min(right, picture_.width - 1); ++x) {
      Set(x, top, kBoxColour);
      Set(x, bottom, kBoxColour);
    }
    for (int y = std::max(top, 0); y <= std::min(bottom, picture_.height - 1); ++y) {
      Set(left, y, kBoxColour);
      Set(right, y, kBoxColour);
    }
  }

 private:
  /// Beyond the picture for what is far outside it, or no number.
  static int Whole(double value) {
    return std::isfinite(value) ? static_cast<int>(std::floor(std::clamp(value, -1.0, 1e6))) : -1;
  }
  int Column(double x) const {
    return Whole((x * scale_ - region_.left) * picture_.width / region_.width);
  }
  int Row(double y) const {
    return Whole((y * scale_ - region_.top) * picture_.height / region_.height);
  }
  void Set(int x, int y, Rgb colour) const {
    if (x < 0 || y < 0 || x >= picture_.width || y >= picture_.height) return;
    picture_.At(x, y) = colour;
  }

  Bitmap& picture_;
  const Region region_;
  const double scale_;
};

/// The nearest colour of the 6 x 6 x 6 cube of xterm.
int CubeIndex(Rgb colour) {
  const auto level = [](int value) {
    return (value < 48) ? 0 : (value < 115) ? 1 : (value - 35) / 40;
  };
  return 16 + 36 * level(colour[0]) + 6 * level(colour[1]) + level(colour[2]);
}

/// "38;2;r;g;b" or "38;5;n"; 48 for the background.
std::string Sgr(int layer, Rgb colour, PictureColours colours) {
  if (colours == PictureColours::k24Bit) {
    return fmt::format("{};2;{};{};{}", layer, colour[0], colour[1], colour[2]);
  }
  return fmt::format("{};5;{}", layer, CubeIndex(colour));
}

}  // namespace

Bitmap FacePicture(const Bitmap& upright, const v1::FaceReport& face, int columns, int rows) {
  if (upright.width < 1 || upright.height < 1) return {};
  const Region region = RegionOf(upright, face);
  const double shrink = std::min(columns / region.width, rows / region.height);
  const auto side = [shrink](double length) {
    return std::max(1, static_cast<int>(std::lround(length * shrink)));
  };
  Bitmap picture = Scaled(upright, region, std::min(side(region.width), columns),
                          std::min(side(region.height), rows));
  const Overlay overlay(picture, region, ScaleOf(upright, face));
  if (face.has_box()) overlay.Box(face.box());
  if (face.has_points()) {
    const v1::FacePoints& points = face.points();
    for (const v1::ImagePoint* point :
         {&points.right_eye(), &points.left_eye(), &points.nose_tip(), &points.right_mouth_corner(),
          &points.left_mouth_corner()}) {
      overlay.Dot(point->x(), point->y(), kPointColour);
    }
  }
  return picture;
}

std::vector<std::string> HalfBlocks(const Bitmap& picture, PictureColours colours) {
  std::vector<std::string> lines;
  for (int y = 0; y < picture.height; y += 2) {
    std::string line;
    for (int x = 0; x < picture.width; ++x) {
      line += fmt::format("\033[{}", Sgr(38, picture.At(x, y), colours));
      // The last row of an odd number has nothing below it.
      if (y + 1 < picture.height)
        line += fmt::format(";{}", Sgr(48, picture.At(x, y + 1), colours));
      line += "m▀";
      if (y + 1 >= picture.height) line += "\033[0m";
    }
    lines.push_back(line + "\033[0m");
  }
  return lines;
}

}  // namespace portcullis::cli
