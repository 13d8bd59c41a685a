#include "matcher/vision/chip_frame.h"

#include <dlib/image_transforms.h>

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "matcher/core/pixel_rows.h"
#include "matcher/vision/smooth_half.h"

namespace portcullis {
namespace {

std::vector<dlib::dpoint> ToDlib(std::span<const Point> points) {
  std::vector<dlib::dpoint> converted;
  for (const Point& point : points) converted.emplace_back(point.x, point.y);
  return converted;
}

/// Neither turned nor scaled: dlib copies such chips, from the nearest whole pixel.
bool IsCopied(const dlib::chip_details& chip) {
  return chip.angle == 0 && static_cast<double>(chip.rows) == chip.rect.height() &&
         static_cast<double>(chip.cols) == chip.rect.width();
}

std::vector<std::uint8_t> Copied(const Image& image, const dlib::chip_details& chip) {
  const auto* pixels = reinterpret_cast<const dlib::rgb_pixel*>(image.pixels().data());
  dlib::array2d<dlib::rgb_pixel> cut;
  dlib::extract_image_chip(dlib::sub_image(pixels, image.height(), image.width(), image.width()),
                           chip, cut);
  std::vector<std::uint8_t> rgb;
  for (const dlib::rgb_pixel& pixel : cut) {
    rgb.insert(rgb.end(), {pixel.red, pixel.green, pixel.blue});
  }
  return rgb;
}

/// The part of an image that a chip is cut from, at the size at which it is read.
class ChipSource {
 public:
  /// A chip that is much smaller than what it shows is read from an image made smaller by halves,
  /// so that no pixel is passed over.
  ChipSource(const Image& image, const dlib::chip_details& chip) {
    double margin = 2;
    dlib::drectangle rect = chip.rect;
    for (rect = Half(rect); rect.area() > static_cast<double>(chip.size()); rect = Half(rect)) {
      margin = 2 * margin + 2;
    }
    const dlib::rectangle seen = PartSeen(image, chip, margin);
    if (seen.is_empty()) return;
    rows_ = RowsOf(image);
    rows_.first = rows_.row(static_cast<int>(seen.top())) + seen.left() * 3;
    rows_.width = static_cast<int>(seen.width());
    rows_.height = static_cast<int>(seen.height());
    rect = translate_rect(chip.rect, -seen.tl_corner());
    while (Half(rect).area() > static_cast<double>(chip.size())) {
      rect = Half(rect);
      half_ = SmoothHalfOf(rows_);
      rows_ = half_.rows();
    }
    to_source_ = MappingOf(chip, rect);
  }

  const PixelRows& rows() const { return rows_; }
  /// From pixels of the chip to pixels of rows().
  const dlib::point_transform_affine& to_source() const { return to_source_; }

 private:
  static dlib::drectangle Half(const dlib::drectangle& rect) {
    return dlib::pyramid_down<2>().rect_down(rect);
  }

  static dlib::dpoint Turned(const dlib::drectangle& rect, const dlib::dpoint& corner,
                             const dlib::chip_details& chip) {
    return dlib::rotate_point<double>(center(rect), corner, chip.angle);
  }

  static dlib::rectangle PartSeen(const Image& image, const dlib::chip_details& chip,
                                  double margin) {
    dlib::drectangle turned;
    turned += Turned(chip.rect, chip.rect.tl_corner(), chip);
    turned += Turned(chip.rect, chip.rect.tr_corner(), chip);
    turned += Turned(chip.rect, chip.rect.bl_corner(), chip);
    turned += Turned(chip.rect, chip.rect.br_corner(), chip);
    return grow_rect(turned, margin)
        .intersect(dlib::rectangle(0, 0, image.width() - 1, image.height() - 1));
  }

  static dlib::point_transform_affine MappingOf(const dlib::chip_details& chip,
                                                const dlib::drectangle& rect) {
    const auto last_column = static_cast<double>(chip.cols - 1);
    const auto last_row = static_cast<double>(chip.rows - 1);
    const std::vector<dlib::dpoint> from = {{0, 0}, {last_column, 0}, {0, last_row}};
    const std::vector<dlib::dpoint> to = {Turned(rect, rect.tl_corner(), chip),
                                          Turned(rect, rect.tr_corner(), chip),
                                          Turned(rect, rect.bl_corner(), chip)};
    return dlib::find_affine_transform(from, to);
  }

  HalfImage half_;
  PixelRows rows_;
  dlib::point_transform_affine to_source_;
};

/// Looking a value up is faster than converting it.
constexpr std::array<double, 256> kDoubleOf = [] {
  std::array<double, 256> doubles = {};
  for (std::size_t i = 0; i < doubles.size(); ++i) doubles[i] = static_cast<double>(i);
  return doubles;
}();

/// Between the four pixels around (x, y), cut off to whole numbers; nothing is written where one of
/// them is missing.
void PutInterpolated(const PixelRows& rows, double x, double y, std::uint8_t* rgb) {
  if (!(x >= 0 && y >= 0 && x < rows.width - 1 && y < rows.height - 1)) return;
  const int left = static_cast<int>(x);
  const int top = static_cast<int>(y);
  const double across = x - left;
  const double down = y - top;
  const double not_across = 1 - across;
  const double not_down = 1 - down;
  const std::uint8_t* above = rows.row(top) + static_cast<std::ptrdiff_t>(left) * 3;
  const std::uint8_t* below = above + rows.step;
  std::array<double, 3> values;
  for (std::size_t c = 0; c < 3; ++c) {
    values[c] = not_down * (not_across * kDoubleOf[above[c]] + across * kDoubleOf[above[c + 3]]) +
                down * (not_across * kDoubleOf[below[c]] + across * kDoubleOf[below[c + 3]]);
  }
  for (std::size_t c = 0; c < 3; ++c) rgb[c] = static_cast<std::uint8_t>(values[c]);
}

}  // namespace

Image CutChip(const Image& image, std::span<const Point> chip_points,
              std::span<const Point> image_points, int side_px) {
  assert(chip_points.size() == image_points.size() && chip_points.size() >= 2);
  const auto side = static_cast<unsigned long>(side_px);
  const dlib::chip_details where(ToDlib(chip_points), ToDlib(image_points),
                                 dlib::chip_dims(side, side));
  if (IsCopied(where)) return Image(side_px, side_px, Copied(image, where));
  const ChipSource source(image, where);
  const auto& turn = source.to_source().get_m();
  const auto& shift = source.to_source().get_b();
  std::vector<std::uint8_t> rgb(side * side * 3);
  std::uint8_t* out = rgb.data();
  for (int row = 0; row < side_px; ++row) {
    for (int column = 0; column < side_px; ++column, out += 3) {
      PutInterpolated(source.rows(), turn(0, 0) * column + turn(0, 1) * row + shift.x(),
                      turn(1, 0) * column + turn(1, 1) * row + shift.y(), out);
    }
  }
  return Image(side_px, side_px, std::move(rgb));
}

}  // namespace portcullis
