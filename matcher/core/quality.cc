#include "matcher/core/quality.h"

#include <cmath>
#include <cstddef>
#include <vector>

namespace portcullis {
namespace {

// Only a rough guess, for detectors that give boxes without points (dlib's HOG).
constexpr float kInterEyeShareOfBoxWidth = 0.45F;

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

float InterEyeDistance(const Face& face) {
  if (!face.points) return kInterEyeShareOfBoxWidth * face.box.width;
  return std::hypot(face.points->left_eye.x - face.points->right_eye.x,
                    face.points->left_eye.y - face.points->right_eye.y);
}

}  // namespace

Quality MeasureQuality(const FaceInImage& seen) {
  const Face& face = seen.face;
  const FaceChip& chip = seen.chip;
  const std::vector<float> luminance = Luminance(chip.image);
  Quality quality;
  quality.inter_eye_distance_px = InterEyeDistance(face);
  quality.sharpness = LaplacianVariance(luminance, chip.image.width(), chip.image.height());
  quality.mean_luminance = Mean(luminance);
  quality.detector_confidence = face.detector_confidence;
  return quality;
}

}  // namespace portcullis
