#include "matcher/core/quality/face_patch.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <optional>

namespace portcullis {
namespace {

constexpr float kMissing = -1;
constexpr int kFewSubsamples = 3;   // with so few, the nearest pixel would be a rough guess
constexpr int kMostSubsamples = 8;  // a side; more would cost time and tell nothing new

// Written so that NaN is outside too.
bool IsInside(const Image& image, Point point) {
  return point.x >= -0.5F && point.y >= -0.5F &&
         point.x < static_cast<float>(image.width()) - 0.5F &&
         point.y < static_cast<float>(image.height()) - 0.5F;
}

const std::uint8_t* PixelAt(const Image& image, int x, int y) {
  return image.pixels().data() +
         3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width()) +
              static_cast<std::size_t>(x));
}

// The luminance of the part of an image that an area lies in, with a pixel around it, worked out
// once: samples close to each other are interpolated from the same pixels.
class Luminance {
 public:
  Luminance(const Image& image, const FaceFrame& frame, const PatchArea& area) : image_(image) {
    const std::array<Point, 4> corners = {
        frame.ToImage(area.left, area.top), frame.ToImage(area.right, area.top),
        frame.ToImage(area.left, area.bottom), frame.ToImage(area.right, area.bottom)};
    const auto [left, right] =
        std::minmax({corners[0].x, corners[1].x, corners[2].x, corners[3].x});
    const auto [top, bottom] =
        std::minmax({corners[0].y, corners[1].y, corners[2].y, corners[3].y});
    left_ = Clipped(left - 1, image.width() - 1);
    top_ = Clipped(top - 1, image.height() - 1);
    right_ = Clipped(right + 2, image.width() - 1);
    bottom_ = Clipped(bottom + 2, image.height() - 1);
    values_.reserve(static_cast<std::size_t>(right_ - left_ + 1) *
                    static_cast<std::size_t>(bottom_ - top_ + 1));
    for (int y = top_; y <= bottom_; ++y) {
      const std::uint8_t* pixel = PixelAt(image, left_, y);
      for (int x = left_; x <= right_; ++x, pixel += 3) {
        values_.push_back(0.299F * static_cast<float>(pixel[0]) +
                          0.587F * static_cast<float>(pixel[1]) +
                          0.114F * static_cast<float>(pixel[2]));
      }
    }
  }

  // kMissing beyond the image; `point` lies in the area.
  float Interpolated(Point point) const {
    if (!IsInside(image_, point)) return kMissing;
    const float x = std::max(0.0F, point.x);
    const float y = std::max(0.0F, point.y);
    const int left = static_cast<int>(x);
    const int top = static_cast<int>(y);
    const float across = x - static_cast<float>(left);
    const float down = y - static_cast<float>(top);
    const float above = At(left, top) * (1 - across) + At(left + 1, top) * across;
    const float below = At(left, top + 1) * (1 - across) + At(left + 1, top + 1) * across;
    return above * (1 - down) + below * down;
  }

 private:
  // Written so that NaN is 0.
  static int Clipped(float value, int last) {
    if (!(value > 0)) return 0;
    return value < static_cast<float>(last) ? static_cast<int>(value) : last;
  }

  // Beyond the last row or column, that one.
  float At(int x, int y) const {
    const int column = std::clamp(x, left_, right_) - left_;
    const int row = std::clamp(y, top_, bottom_) - top_;
    return values_[static_cast<std::size_t>(row) * static_cast<std::size_t>(right_ - left_ + 1) +
                   static_cast<std::size_t>(column)];
  }

  const Image& image_;
  int left_ = 0;
  int top_ = 0;
  int right_ = 0;  // the last one
  int bottom_ = 0;
  std::vector<float> values_;
};

// The subsamples of one sample: `subsamples` in each direction, the first at `corner`.
struct Subsamples {
  Point corner;
  Point across;  // pixels from one to the next
  int count = 1;

  Point At(int column, int row) const {
    const auto right = static_cast<float>(column);
    const auto down = static_cast<float>(row);
    return {corner.x + right * across.x - down * across.y,
            corner.y + right * across.y + down * across.x};
  }
};

float MeanOfFew(const Luminance& luminance, const Subsamples& subsamples) {
  float sum = 0;
  int count = 0;
  for (int row = 0; row < subsamples.count; ++row) {
    for (int column = 0; column < subsamples.count; ++column) {
      const float value = luminance.Interpolated(subsamples.At(column, row));
      if (value < 0) continue;
      sum += value;
      ++count;
    }
  }
  return count == 0 ? kMissing : sum / static_cast<float>(count);
}

// Whole numbers, whose sum depends on no order.
struct Sums {
  int red = 0;
  int green = 0;
  int blue = 0;
  int count = 0;

  void Add(const std::uint8_t* pixel) {
    red += pixel[0];
    green += pixel[1];
    blue += pixel[2];
    ++count;
  }
  float MeanLuminance() const {
    if (count == 0) return kMissing;
    const std::int64_t thousandths = 299 * red + 587 * green + 114 * blue;
    return static_cast<float>(thousandths) / (1000.0F * static_cast<float>(count));
  }
};

// Whether all subsamples have more than a pixel of the image around them.
bool AreWellInside(const Image& image, const Subsamples& subsamples) {
  const int last = subsamples.count - 1;
  for (const Point corner : {subsamples.At(0, 0), subsamples.At(last, 0), subsamples.At(0, last),
                             subsamples.At(last, last)}) {
    if (!(corner.x > 1 && corner.y > 1 && corner.x < static_cast<float>(image.width() - 2) &&
          corner.y < static_cast<float>(image.height() - 2))) {
      return false;
    }
  }
  return true;
}

// Of the pixels that the subsamples lie in. This is where large images spend their time.
template <bool kWellInside>
float MeanOfMany(const Image& image, const Subsamples& subsamples) {
  Sums sums;
  for (int row = 0; row < subsamples.count; ++row) {
    Point at = subsamples.At(0, row);
    for (int column = 0; column < subsamples.count; ++column) {
      if (kWellInside) {
        sums.Add(PixelAt(image, static_cast<int>(at.x + 0.5F), static_cast<int>(at.y + 0.5F)));
      } else if (IsInside(image, at)) {
        sums.Add(PixelAt(image, std::min(static_cast<int>(at.x + 0.5F), image.width() - 1),
                         std::min(static_cast<int>(at.y + 0.5F), image.height() - 1)));
      }
      at.x += subsamples.across.x;
      at.y += subsamples.across.y;
    }
  }
  return sums.MeanLuminance();
}

float MeanOfMany(const Image& image, const Subsamples& subsamples) {
  return AreWellInside(image, subsamples) ? MeanOfMany<true>(image, subsamples)
                                          : MeanOfMany<false>(image, subsamples);
}

int Samples(float length, float samples_per_unit) {
  return std::max(1, static_cast<int>(std::lround(length * samples_per_unit)));
}

std::pair<int, int> Covered(float from, float to, float start, float samples_per_unit, int size) {
  const auto index = [&](float at) {
    return std::clamp(static_cast<int>(std::ceil((at - start) * samples_per_unit - 0.5F)), 0, size);
  };
  return {index(from), index(to)};
}

}  // namespace

FacePatch::FacePatch(const PatchArea& area, int samples_per_unit, std::vector<float> luminance)
    : area_(area),
      samples_per_unit_(static_cast<float>(samples_per_unit)),
      width_(Samples(area.right - area.left, samples_per_unit_)),
      height_(Samples(area.bottom - area.top, samples_per_unit_)),
      luminance_(std::move(luminance)) {
  assert(luminance_.size() == static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_));
}

FacePatch FacePatch::Sample(const Image& image, const FaceFrame& frame, const PatchArea& area,
                            int samples_per_unit) {
  const auto density = static_cast<float>(samples_per_unit);
  const float side = 1 / density;
  const float sample_px = frame.unit_px * side;
  const int subsamples =
      static_cast<int>(std::min(static_cast<float>(kMostSubsamples), std::ceil(sample_px)));
  const int width = Samples(area.right - area.left, density);
  const int height = Samples(area.bottom - area.top, density);
  const float step = side / static_cast<float>(subsamples);
  const Point across = {frame.unit_px * step * frame.cosine, frame.unit_px * step * frame.sine};
  const auto subsamples_of = [&](int x, int y) {
    return Subsamples{frame.ToImage(area.left + static_cast<float>(x) * side + step / 2,
                                    area.top + static_cast<float>(y) * side + step / 2),
                      across, subsamples};
  };
  std::optional<Luminance> pixels;
  if (subsamples <= kFewSubsamples) pixels.emplace(image, frame, area);
  std::vector<float> luminance;
  luminance.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      luminance.push_back(pixels ? MeanOfFew(*pixels, subsamples_of(x, y))
                                 : MeanOfMany(image, subsamples_of(x, y)));
    }
  }
  return {area, samples_per_unit, std::move(luminance)};
}

std::pair<int, int> FacePatch::Columns(const PatchArea& part) const {
  return Covered(part.left, part.right, area_.left, samples_per_unit_, width_);
}

std::pair<int, int> FacePatch::Rows(const PatchArea& part) const {
  return Covered(part.top, part.bottom, area_.top, samples_per_unit_, height_);
}

}  // namespace portcullis
