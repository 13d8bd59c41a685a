// What is measured on a face before it is embedded.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "matcher/core/face.h"
#include "matcher/core/face_chip.h"
#include "matcher/core/image.h"

namespace portcullis {

/// The component measures, named after ISO/IEC 29794-5. Each has a file of its own in
/// matcher/core/quality/ that states its unit, range and source.
enum class QualityMeasure : std::uint8_t {
  kHeadYaw = 1,           // degrees, positive: the person looks to his own left
  kHeadPitch = 2,         // degrees, positive: up
  kHeadRoll = 3,          // degrees, positive: leans clockwise as seen in the image
  kInterEyeDistance = 4,  // pixels of the upright image
  kSharpness = 5,
  kUnderExposure = 6,  // share of the face, 0..1
  kOverExposure = 7,   // share of the face, 0..1
  kIlluminationUniformity = 8,
  kDynamicRange = 9,  // bits, 0..8
  kEyesOpen = 10,
  kMouthClosed = 11,
  kMargins = 12,  // in inter-eye distances
  kBackgroundUniformity = 13,
  kSingleFace = 14,  // 0..1
  kForeheadVisible = 15,
};

inline constexpr std::array kAllQualityMeasures = {
    QualityMeasure::kHeadYaw,
    QualityMeasure::kHeadPitch,
    QualityMeasure::kHeadRoll,
    QualityMeasure::kInterEyeDistance,
    QualityMeasure::kSharpness,
    QualityMeasure::kUnderExposure,
    QualityMeasure::kOverExposure,
    QualityMeasure::kIlluminationUniformity,
    QualityMeasure::kDynamicRange,
    QualityMeasure::kEyesOpen,
    QualityMeasure::kMouthClosed,
    QualityMeasure::kMargins,
    QualityMeasure::kBackgroundUniformity,
    QualityMeasure::kSingleFace,
    QualityMeasure::kForeheadVisible,
};

/// "HEAD_YAW", as in the contract.
std::string_view QualityMeasureName(QualityMeasure measure);

struct QualityComponent {
  QualityMeasure measure = QualityMeasure::kHeadYaw;
  double raw = 0;  // in the unit of the measure
  int score = 0;   // 0..100, larger is better

  friend bool operator==(const QualityComponent&, const QualityComponent&) = default;
};

struct Quality {
  // Raw measures that are stored with every reference.
  float inter_eye_distance_px = 0;  // InterEyeDistancePx: of the upright image, as if frontal
  float sharpness = 0;              // variance of the Laplacian of the chip's luminance, 0 or more
  float mean_luminance = 0;         // of the chip, 0..255
  float detector_confidence = 0;    // Face::detector_confidence

  /// Those that could be measured, in the order of QualityMeasure, each once.
  std::vector<QualityComponent> components = {};
  /// One value for all, 0..100; larger: fewer are missed (docs/quality.md has the curves).
  int overall = 0;

  friend bool operator==(const Quality&, const Quality&) = default;
};

/// A face and everything it was found with. Refers to what outlives it.
struct FaceInImage {
  const Image& image;
  std::span<const Face> faces;  // all that were found, `face` among them
  const Face& face;
  const FaceChip& chip;
};

/// Pure. Luminance is ITU-R BT.601 (0.299 R + 0.587 G + 0.114 B); the Laplacian is the 4-neighbour
/// one, on all pixels but the border. A face without points has its inter-eye distance estimated
/// from its box, and none of the components that need points.
Quality MeasureQuality(const FaceInImage& seen);

}  // namespace portcullis
