// The reference alignment: dlib's 68 landmarks, found inside the box of a face.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"
#include "matcher/core/face_aligner.h"
#include "matcher/vision/model_catalogue.h"

namespace portcullis {

inline constexpr std::string_view kLandmarkAlignment = "dlib68-v2";

/// The predictor itself; immutable, shared by the aligners of all lanes because it is 100 MB.
class LandmarkPredictor;

/// `bytes` are the verified bytes of `model.file`. MODEL_FILE_INVALID if they are of another kind.
absl::StatusOr<std::shared_ptr<const LandmarkPredictor>> LoadLandmarkPredictor(
    const ModelInfo& model, std::span<const std::uint8_t> bytes);

/// Wants the boxes of "dlib-hog", which the predictor was trained on.
std::unique_ptr<FaceAligner> MakeLandmarkAligner(
    std::shared_ptr<const LandmarkPredictor> predictor);

}  // namespace portcullis
