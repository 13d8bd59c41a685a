// MeasureQuality of matcher/core/quality.h: all components and the overall value.
#include <cstddef>
#include <optional>

#include "matcher/core/quality.h"
#include "matcher/core/quality/background_uniformity.h"
#include "matcher/core/quality/dynamic_range.h"
#include "matcher/core/quality/eyes_open.h"
#include "matcher/core/quality/face_frame.h"
#include "matcher/core/quality/face_patch.h"
#include "matcher/core/quality/face_regions.h"
#include "matcher/core/quality/forehead_visible.h"
#include "matcher/core/quality/head_pose.h"
#include "matcher/core/quality/illumination_uniformity.h"
#include "matcher/core/quality/inter_eye_distance.h"
#include "matcher/core/quality/margins.h"
#include "matcher/core/quality/mouth_closed.h"
#include "matcher/core/quality/over_exposure.h"
#include "matcher/core/quality/overall.h"
#include "matcher/core/quality/sharpness.h"
#include "matcher/core/quality/single_face.h"
#include "matcher/core/quality/under_exposure.h"

namespace portcullis {
namespace {

std::vector<float> Luminance(const Image& image) {
  const auto pixels = image.pixels();
  std::vector<float> luminance(pixels.size() / 3);
  for (std::size_t i = 0; i < luminance.size(); ++i) {
    luminance[i] = 0.299F * static_cast<float>(pixels[3 * i]) +
                   0.587F * static_cast<float>(pixels[3 * i + 1]) +
                   0.114F * static_cast<float>(pixels[3 * i + 2]);
  }
  return luminance;
}

float Mean(const std::vector<float>& values) {
  double sum = 0;
  for (const float value : values) sum += value;
  return static_cast<float>(sum / static_cast<double>(values.size()));
}

float LaplacianVariance(const std::vector<float>& luminance, int width, int height) {
  double sum = 0;
  double sum_of_squares = 0;
  for (int y = 1; y < height - 1; ++y) {
    for (int x = 1; x < width - 1; ++x) {
      const std::size_t i = static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                            static_cast<std::size_t>(x);
      const auto row = static_cast<std::size_t>(width);
      const double laplacian = static_cast<double>(luminance[i - 1]) + luminance[i + 1] +
                               luminance[i - row] + luminance[i + row] - 4.0 * luminance[i];
      sum += laplacian;
      sum_of_squares += laplacian * laplacian;
    }
  }
  const double count = static_cast<double>(width - 2) * (height - 2);
  if (count <= 0) return 0;
  const double mean = sum / count;
  return static_cast<float>(sum_of_squares / count - mean * mean);
}

void AddIfMeasured(const std::optional<QualityComponent>& component,
                   std::vector<QualityComponent>& components) {
  if (component) components.push_back(*component);
}

std::vector<QualityComponent> MeasureComponents(const FaceInImage& seen) {
  const Face& face = seen.face;
  const FaceFrame frame = FrameOf(face);
  const FacePatch patch = FacePatch::Sample(seen.image, frame, kFaceArea, kFaceSamplesPerUnit);
  std::vector<QualityComponent> components;
  if (face.points) {
    const HeadPose pose = EstimateHeadPose(*face.points);
    components = {HeadYaw(pose), HeadPitch(pose), HeadRoll(pose)};
  }
  components.push_back(InterEyeDistance(face));
  components.push_back(Sharpness(patch));
  components.push_back(UnderExposure(patch));
  components.push_back(OverExposure(patch));
  components.push_back(IlluminationUniformity(patch));
  components.push_back(DynamicRange(patch));
  if (face.points) {
    AddIfMeasured(EyesOpen(patch), components);
    AddIfMeasured(MouthClosed(patch), components);
  }
  components.push_back(Margins(seen.image, frame));
  AddIfMeasured(BackgroundUniformity(FacePatch::Sample(seen.image, frame, kSurroundings,
                                                       kSurroundingsSamplesPerUnit)),
                components);
  components.push_back(SingleFace(face, seen.faces));
  AddIfMeasured(ForeheadVisible(patch), components);
  return components;
}

}  // namespace

Quality MeasureQuality(const FaceInImage& seen) {
  const Face& face = seen.face;
  const FaceChip& chip = seen.chip;
  const std::vector<float> luminance = Luminance(chip.image);
  Quality quality;
  quality.inter_eye_distance_px = InterEyeDistancePx(face);
  quality.sharpness = LaplacianVariance(luminance, chip.image.width(), chip.image.height());
  quality.mean_luminance = Mean(luminance);
  quality.detector_confidence = face.detector_confidence;
  quality.components = MeasureComponents(seen);
  quality.overall = OverallQuality(quality.components);
  return quality;
}

}  // namespace portcullis
