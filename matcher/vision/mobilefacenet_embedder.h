// The embedder that is a MobileFaceNet, run by OpenCV.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "matcher/core/face_embedder.h"
#include "matcher/vision/five_point_aligner.h"
#include "matcher/vision/model_catalogue.h"

namespace portcullis {

inline constexpr int kMobileFaceNetSidePx = 112;

/// Changes with the points, the views, ConfirmingDetector and CutChip.
inline constexpr std::string_view kMobileFaceNetAlignment = "arcface5-v1";

/// The points where the network had them in training (ArcFace's template, Deng et al. 2019), in two
/// views.
FivePointFrame MobileFaceNetFrame();

/// 128 float32 of unit length per face, compared by Euclidean distance (0 to 2); chips of 112x112.
/// `weights` are the verified bytes of `model.file`; MODEL_FILE_INVALID if they are of another
/// network.
absl::StatusOr<std::unique_ptr<FaceEmbedder>> MakeMobileFaceNetEmbedder(
    const ModelInfo& model, std::span<const std::uint8_t> weights);

}  // namespace portcullis
