#include "matcher/vision/chip_views.h"

#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "matcher/vision/chip_frame.h"
#include "matcher/vision/decode/exif_orientation.h"

namespace portcullis {
namespace {

std::vector<Point> PointsIn(const ChipView& view, std::span<const Point> chip_points, int side_px) {
  const float middle = static_cast<float>(side_px - 1) / 2;
  const float radians = view.turned_degrees * std::numbers::pi_v<float> / 180;
  const float cosine = std::cos(radians) * view.enlarged;
  const float sine = std::sin(radians) * view.enlarged;
  std::vector<Point> points;
  for (const Point& point : chip_points) {
    const float x = point.x - middle;
    const float y = point.y - middle;
    points.push_back({middle + x * cosine - y * sine, middle + x * sine + y * cosine});
  }
  return points;
}

Image CutView(const Image& image, std::span<const Point> chip_points,
              std::span<const Point> image_points, int side_px, const ChipView& view) {
  Image cut = CutChip(image, PointsIn(view, chip_points, side_px), image_points, side_px);
  return view.mirrored ? MakeUpright(std::move(cut), ExifOrientation::kMirrored) : cut;
}

}  // namespace

FaceChip CutViews(const Image& image, std::span<const Point> chip_points,
                  std::span<const Point> image_points, int side_px, std::span<const ChipView> views,
                  std::string alignment) {
  FaceChip chip{
      CutView(image, chip_points, image_points, side_px, views.front()), {}, std::move(alignment)};
  for (const ChipView& view : views.subspan(1)) {
    chip.further_views.push_back(CutView(image, chip_points, image_points, side_px, view));
  }
  return chip;
}

}  // namespace portcullis
