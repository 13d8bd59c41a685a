#include "matcher/vision/yunet/yunet_faces.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "matcher/vision/yunet/yunet.h"

namespace portcullis {
namespace {

/// The faces that one map can tell of: at each of its pixels one of each size.
struct Scale {
  float step_px;  // of the image, from one pixel of the map to the next
  std::span<const float> face_sides_px;
};

constexpr std::array<float, 3> kSides8 = {10, 16, 24};
constexpr std::array<float, 2> kSides16 = {32, 48};
constexpr std::array<float, 2> kSides32 = {64, 96};
constexpr std::array<float, 3> kSides64 = {128, 192, 256};
constexpr std::array<Scale, kYunetScales> kScales = {
    {{8, kSides8}, {16, kSides16}, {32, kSides32}, {64, kSides64}}};

// What the heads say of one face: where its centre is, its size, its five points, and then how
// sure they are.
constexpr std::size_t kOutputs = 17;
constexpr std::size_t kSize = 2;
constexpr std::size_t kPoints = 4;
constexpr std::size_t kNoFace = 14;
constexpr std::size_t kFace = 15;
constexpr std::size_t kOverlap = 16;  // that the box is expected to have with the face

// Places are in tenths of the expected side; so are powers of e for the width, while those for the
// height are in fifths, as in cv::FaceDetectorYN. Boxes, and all that was measured with them,
// depend on it.
constexpr float kPlaceUnit = 0.1F;
constexpr float kWidthUnit = 0.1F;
constexpr float kHeightUnit = 0.2F;

float ConfidenceOf(const float* outputs) {
  // The second of two outputs through softmax.
  const float face = 1 / (1 + std::exp(outputs[kNoFace] - outputs[kFace]));
  return std::sqrt(face * std::clamp(outputs[kOverlap], 0.0F, 1.0F));
}

/// `prior` is the middle of the face that is expected, `side` its size.
Face FaceOf(const float* outputs, Point prior, float side, float confidence) {
  const auto place = [&](std::size_t at) {
    return Point{prior.x + outputs[at] * kPlaceUnit * side,
                 prior.y + outputs[at + 1] * kPlaceUnit * side};
  };
  const Point centre = place(0);
  const float width = side * std::exp(outputs[kSize] * kWidthUnit);
  const float height = side * std::exp(outputs[kSize + 1] * kHeightUnit);
  return {.box = {centre.x - width / 2, centre.y - height / 2, width, height},
          .detector_confidence = confidence,
          .points = FacePoints{.right_eye = place(kPoints),
                               .left_eye = place(kPoints + 2),
                               .nose_tip = place(kPoints + 4),
                               .right_mouth_corner = place(kPoints + 6),
                               .left_mouth_corner = place(kPoints + 8)}};
}

void AddFaces(const FeatureMap& map, const Scale& scale, float min_confidence,
              std::vector<Face>& faces) {
  // No face is surer than this allows; it spares nearly all of them the exponential.
  const float min_overlap = min_confidence * min_confidence;
  const float* pixel = map.values.data();
  for (int y = 0; y < map.height; ++y) {
    for (int x = 0; x < map.width; ++x, pixel += map.channels) {
      const Point prior = {(static_cast<float>(x) + 0.5F) * scale.step_px,
                           (static_cast<float>(y) + 0.5F) * scale.step_px};
      const float* outputs = pixel;
      for (const float side : scale.face_sides_px) {
        if (outputs[kOverlap] >= min_overlap) {
          const float confidence = ConfidenceOf(outputs);
          if (confidence > min_confidence) {
            faces.push_back(FaceOf(outputs, prior, side, confidence));
          }
        }
        outputs += kOutputs;
      }
    }
  }
}

/// A box in whole pixels, cut off towards 0.
struct WholeBox {
  double left, top, width, height;

  explicit WholeBox(const Box& box)
      : left(std::trunc(static_cast<double>(box.left))),
        top(std::trunc(static_cast<double>(box.top))),
        width(std::trunc(static_cast<double>(box.width))),
        height(std::trunc(static_cast<double>(box.height))) {}
  double area() const { return width * height; }
};

/// Intersection over union; 1 for boxes without an area.
double OverlapOf(const WholeBox& a, const WholeBox& b) {
  const double areas = a.area() + b.area();
  if (areas <= 0) return 1;
  const double across = std::min(a.left + a.width, b.left + b.width) - std::max(a.left, b.left);
  const double down = std::min(a.top + a.height, b.top + b.height) - std::max(a.top, b.top);
  const double shared = std::max(0.0, across) * std::max(0.0, down);
  return shared / (areas - shared);
}

std::vector<Face> WithoutOverlaps(const std::vector<Face>& faces) {
  std::vector<Face> kept;
  std::vector<WholeBox> boxes;
  for (const Face& face : faces) {
    const WholeBox box(face.box);
    const bool is_new = std::all_of(boxes.begin(), boxes.end(), [&](const WholeBox& other) {
      return OverlapOf(box, other) <= kYunetMaxOverlap;
    });
    if (!is_new) continue;
    kept.push_back(face);
    boxes.push_back(box);
  }
  return kept;
}

}  // namespace

std::vector<Face> FacesIn(std::span<const FeatureMap, kYunetScales> outputs, float min_confidence) {
  std::vector<Face> faces;
  for (std::size_t i = 0; i < kYunetScales; ++i) {
    AddFaces(outputs[i], kScales[i], min_confidence, faces);
  }
  std::stable_sort(faces.begin(), faces.end(), [](const Face& a, const Face& b) {
    return a.detector_confidence > b.detector_confidence;
  });
  if (faces.size() > kYunetMaxFaces) faces.resize(kYunetMaxFaces);
  return WithoutOverlaps(faces);
}

}  // namespace portcullis
