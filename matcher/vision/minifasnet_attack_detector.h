// The presentation attack check by two small networks of Silent-Face-Anti-Spoofing.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "matcher/core/presentation_attack_detector.h"
#include "matcher/vision/model_catalogue.h"

namespace portcullis {

/// One network: 80x80 BGR, 0..255, to three logits, of which the middle one is for bona fide.
struct MiniFasNet {
  ModelInfo model;
  std::vector<std::uint8_t> weights;  // ONNX
  float crop_scale = 1;               // how many times larger than the face the crop is
};

/// The scales of the crops that they were trained on.
inline constexpr float kMiniFasNetV2CropScale = 2.7F;
inline constexpr float kMiniFasNetV1SeCropScale = 4.0F;

/// The mean over the networks of the softmax of the bona fide class, as Silent-Face-Anti-Spoofing
/// does it. `networks` is not empty. MODEL_FILE_INVALID if one is no such network.
absl::StatusOr<std::unique_ptr<PresentationAttackDetector>> MakeMiniFasNetAttackDetector(
    std::span<const MiniFasNet> networks);

}  // namespace portcullis
