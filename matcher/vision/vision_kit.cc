#include "matcher/vision/vision_kit.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/confirming_detector.h"
#include "matcher/vision/decode/decoder.h"
#include "matcher/vision/dlib_embedders.h"
#include "matcher/vision/dlib_hog_detector.h"
#include "matcher/vision/five_point_aligner.h"
#include "matcher/vision/landmark_aligner.h"
#include "matcher/vision/library_threads.h"
#include "matcher/vision/model_file.h"
#include "matcher/vision/yunet_detector.h"

namespace portcullis {
namespace {

constexpr std::string_view kYunet = "yunet-2022mar";
constexpr std::string_view kDlibHog = "dlib-hog";
constexpr std::string_view kLandmarks = "dlib-landmarks-68";
constexpr std::string_view kDlibDenseNet = "dlib-densenet-v1";
constexpr std::string_view kDlibResNet = "dlib-resnet-v1";

// On the second look the least sure of 678 faces of lfw-dev reaches 0.9; most of what is none does
// not (docs/accuracy.md).
constexpr float kMinConfirmedConfidence = 0.8F;

absl::Status InvalidChoice(std::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid, message);
}

/// The names fit each other; whether their files are there is not looked at yet.
absl::Status CheckChoices(const VisionKitOptions& options) {
  if (options.detector != kYunet && options.detector != kDlibHog) {
    return InvalidChoice(fmt::format("unknown detector \"{}\", there are {} and {}",
                                     options.detector, kYunet, kDlibHog));
  }
  if (options.alignment != kYunetAlignment && options.alignment != kLandmarkAlignment) {
    return InvalidChoice(fmt::format("unknown alignment \"{}\", there are {} and {}",
                                     options.alignment, kYunetAlignment, kLandmarkAlignment));
  }
  if (options.embedder != kDlibDenseNet && options.embedder != kDlibResNet) {
    return InvalidChoice(fmt::format("unknown embedder \"{}\", there are {} and {}",
                                     options.embedder, kDlibResNet, kDlibDenseNet));
  }
  if (options.alignment == kYunetAlignment && options.detector != kYunet) {
    return InvalidChoice(fmt::format("alignment {} needs five points, detector {} gives boxes only",
                                     options.alignment, options.detector));
  }
  return absl::OkStatus();
}

absl::StatusOr<ModelInfo> FindModel(std::span<const ModelInfo> catalogue, std::string_view id) {
  const auto model = std::find_if(catalogue.begin(), catalogue.end(),
                                  [id](const ModelInfo& info) { return info.id == id; });
  if (model == catalogue.end()) {
    return InvalidChoice(fmt::format("models.toml lists no model \"{}\"", id));
  }
  return *model;
}

absl::StatusOr<std::unique_ptr<FaceEmbedder>> MakeEmbedder(const ModelInfo& model,
                                                           std::span<const std::uint8_t> weights) {
  return model.id == kDlibResNet ? MakeDlibResNetEmbedder(model, weights)
                                 : MakeDlibDenseNetEmbedder(model, weights);
}

class LoadedVisionKit : public VisionKit {
 public:
  static absl::StatusOr<std::unique_ptr<LoadedVisionKit>> Load(const VisionKitOptions& options) {
    auto kit = std::make_unique<LoadedVisionKit>();
    kit->limits_ = options.decode_limits;
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<ModelInfo> catalogue,
                                ReadModelCatalogue(options.models_dir));
    PORTCULLIS_ASSIGN_OR_RETURN(kit->embedder_, FindModel(catalogue, options.embedder));
    PORTCULLIS_ASSIGN_OR_RETURN(kit->weights_, ReadModelFile(kit->embedder_));
    if (options.detector == kYunet) {
      PORTCULLIS_ASSIGN_OR_RETURN(kit->yunet_, FindModel(catalogue, kYunet));
    }
    if (options.alignment == kLandmarkAlignment) {
      PORTCULLIS_ASSIGN_OR_RETURN(const ModelInfo landmarks, FindModel(catalogue, kLandmarks));
      PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<std::uint8_t> bytes, ReadModelFile(landmarks));
      PORTCULLIS_ASSIGN_OR_RETURN(kit->landmarks_, LoadLandmarkPredictor(landmarks, bytes));
    }
    return kit;
  }

  absl::StatusOr<EncoderParts> MakeParts() const override {
    EncoderParts parts;
    parts.decoder = MakeImageDecoder(limits_);
    PORTCULLIS_ASSIGN_OR_RETURN(parts.detector, MakeDetector());
    parts.aligner = landmarks_ ? MakeLandmarkAligner(landmarks_)
                               : MakeFivePointAligner(kYunetTemplate, kYunetAlignment);
    PORTCULLIS_ASSIGN_OR_RETURN(parts.embedder, MakeEmbedder(embedder_, weights_));
    return parts;
  }

  ModelId model() const override {
    return {embedder_.id, embedder_.sha256,
            std::string(landmarks_ ? kLandmarkAlignment : kYunetAlignment)};
  }

  const ModelInfo& embedder() const override { return embedder_; }

 private:
  absl::StatusOr<std::unique_ptr<FaceDetector>> MakeDetector() const {
    if (!yunet_) return MakeDlibHogDetector();
    PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<FaceDetector> first,
                                MakeYunetDetector(*yunet_, YunetOptions()));
    PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<FaceDetector> second,
                                MakeYunetDetector(*yunet_, YunetOptions()));
    return std::make_unique<ConfirmingDetector>(std::move(first), std::move(second),
                                                kMinConfirmedConfidence);
  }

  DecodeLimits limits_;
  ModelInfo embedder_;
  std::vector<std::uint8_t> weights_;
  std::optional<ModelInfo> yunet_;                      // none: dlib-hog
  std::shared_ptr<const LandmarkPredictor> landmarks_;  // none: five points; shared by all lanes
};

}  // namespace

absl::StatusOr<std::unique_ptr<VisionKit>> VisionKit::Create(const VisionKitOptions& options) {
  PORTCULLIS_RETURN_IF_ERROR(CheckChoices(options));
  MakeLibrariesSingleThreaded();
  PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<LoadedVisionKit> kit, LoadedVisionKit::Load(options));
  // Files of another kind show only when they are loaded: find out now, not in the first lane.
  PORTCULLIS_RETURN_IF_ERROR(kit->MakeParts().status());
  return kit;
}

}  // namespace portcullis
