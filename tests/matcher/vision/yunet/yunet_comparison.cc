#include "tests/matcher/vision/yunet/yunet_comparison.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "fmt/format.h"

namespace portcullis::testing {
namespace {

constexpr float kPixels = 0.01F;
constexpr float kConfidence = 1e-5F;

/// The largest distance of a corner, a side or a point, pixels.
float DistanceOf(const Face& a, const Face& b) {
  float largest = 0;
  const auto compare = [&largest](float x, float y) {
    largest = std::isnan(x - y) ? INFINITY : std::max(largest, std::abs(x - y));
  };
  const auto compare_points = [&compare](Point p, Point q) {
    compare(p.x, q.x);
    compare(p.y, q.y);
  };
  compare_points({a.box.left, a.box.top}, {b.box.left, b.box.top});
  compare_points({a.box.width, a.box.height}, {b.box.width, b.box.height});
  compare_points(a.points->right_eye, b.points->right_eye);
  compare_points(a.points->left_eye, b.points->left_eye);
  compare_points(a.points->nose_tip, b.points->nose_tip);
  compare_points(a.points->right_mouth_corner, b.points->right_mouth_corner);
  compare_points(a.points->left_mouth_corner, b.points->left_mouth_corner);
  return largest;
}

}  // namespace

std::string DifferenceOf(const std::vector<Face>& ours, const std::vector<Face>& theirs) {
  if (ours.size() != theirs.size()) {
    return fmt::format("{} faces instead of {}", ours.size(), theirs.size());
  }
  for (std::size_t i = 0; i < ours.size(); ++i) {
    // Where two are as sure as each other but for rounding, they may change places.
    const auto nearest =
        std::min_element(theirs.begin(), theirs.end(), [&](const Face& a, const Face& b) {
          return DistanceOf(ours[i], a) < DistanceOf(ours[i], b);
        });
    const float distance = DistanceOf(ours[i], *nearest);
    const float surer = ours[i].detector_confidence - nearest->detector_confidence;
    if (!(distance <= kPixels) || !(std::abs(surer) <= kConfidence)) {
      return fmt::format("face {} is {} px away and {} surer", i, distance, surer);
    }
  }
  return "";
}

}  // namespace portcullis::testing
