#include "matcher/vision/chip_frame.h"

#include <dlib/image_transforms.h>

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace portcullis {
namespace {

std::vector<dlib::dpoint> ToDlib(std::span<const Point> points) {
  std::vector<dlib::dpoint> converted;
  for (const Point& point : points) converted.emplace_back(point.x, point.y);
  return converted;
}

}  // namespace

Image CutChip(const Image& image, std::span<const Point> chip_points,
              std::span<const Point> image_points, int side_px) {
  assert(chip_points.size() == image_points.size() && chip_points.size() >= 2);
  const auto* pixels = reinterpret_cast<const dlib::rgb_pixel*>(image.pixels().data());
  const auto side = static_cast<unsigned long>(side_px);
  const dlib::chip_details where(ToDlib(chip_points), ToDlib(image_points),
                                 dlib::chip_dims(side, side));
  dlib::array2d<dlib::rgb_pixel> chip;
  dlib::extract_image_chip(dlib::sub_image(pixels, image.height(), image.width(), image.width()),
                           where, chip);
  std::vector<std::uint8_t> rgb;
  rgb.reserve(side * side * 3);
  for (const dlib::rgb_pixel& pixel : chip) {
    rgb.insert(rgb.end(), {pixel.red, pixel.green, pixel.blue});
  }
  return Image(side_px, side_px, std::move(rgb));
}

}  // namespace portcullis
