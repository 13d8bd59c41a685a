#include "matcher/core/quality/face_frame.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "matcher/core/quality/mean_face.h"

namespace portcullis {
namespace {

constexpr float kUnitShareOfBoxWidth = 0.45F;
constexpr float kEyesShareOfBoxHeight = 0.4F;
constexpr float kSmallestUnitPx = 0.5F;  // points that fall together still make a frame

FaceFrame FromBox(const Box& box) {
  FaceFrame frame;
  frame.origin = {box.left + box.width / 2, box.top + kEyesShareOfBoxHeight * box.height};
  frame.unit_px = std::max(kSmallestUnitPx, kUnitShareOfBoxWidth * box.width);
  return frame;
}

}  // namespace

FaceFrame FrameOf(const Face& face) {
  if (!face.points) return FromBox(face.box);
  const FacePoints& points = *face.points;
  const std::array<Point, 5> seen = {points.right_eye, points.left_eye, points.nose_tip,
                                     points.right_mouth_corner, points.left_mouth_corner};
  double seen_x = 0;
  double seen_y = 0;
  double mean_y = 0;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    seen_x += static_cast<double>(seen[i].x) / 5;
    seen_y += static_cast<double>(seen[i].y) / 5;
    mean_y += kMeanFace[i].y / 5;
  }
  // With both sets centred, the turn and scale (a, b) minimise sum |seen - (a, b) * mean|^2.
  double along = 0;
  double across = 0;
  double size = 0;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const double x = kMeanFace[i].x;
    const double y = kMeanFace[i].y - mean_y;
    const double to_x = static_cast<double>(seen[i].x) - seen_x;
    const double to_y = static_cast<double>(seen[i].y) - seen_y;
    along += x * to_x + y * to_y;
    across += x * to_y - y * to_x;
    size += x * x + y * y;
  }
  const double a = along / size;
  const double b = across / size;
  const double unit = std::hypot(a, b);
  FaceFrame frame;
  frame.from_points = true;
  frame.unit_px = std::max(kSmallestUnitPx, static_cast<float>(unit));
  if (unit > 0) {
    frame.cosine = static_cast<float>(a / unit);
    frame.sine = static_cast<float>(b / unit);
  }
  frame.origin = {static_cast<float>(seen_x + b * mean_y), static_cast<float>(seen_y - a * mean_y)};
  return frame;
}

}  // namespace portcullis
