#include "matcher/vision/vision_kit.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/cpu_path.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/chip_frame.h"
#include "matcher/vision/confirming_detector.h"
#include "matcher/vision/decode/decoder.h"
#include "matcher/vision/dlib_embedders.h"
#include "matcher/vision/dlib_hog_detector.h"
#include "matcher/vision/five_point_aligner.h"
#include "matcher/vision/landmark_aligner.h"
#include "matcher/vision/library_threads.h"
#include "matcher/vision/minifasnet_attack_detector.h"
#include "matcher/vision/mobilefacenet_embedder.h"
#include "matcher/vision/model_file.h"
#include "matcher/vision/onednn/network.h"
#include "matcher/vision/onednn/onednn_runtime.h"
#include "matcher/vision/onednn_embedder.h"
#include "matcher/vision/view_averaging_embedder.h"
#include "matcher/vision/yunet_detector.h"
#include "matcher/vision/yunet_model.h"

namespace portcullis {
namespace {

constexpr std::string_view kYunet = "yunet-2022mar";
constexpr std::string_view kDlibHog = "dlib-hog";
constexpr std::string_view kLandmarks = "dlib-landmarks-68";
constexpr std::string_view kAuto = "auto";
constexpr std::string_view kNoAttackDetector = "none";
constexpr std::string_view kMiniFasNets = "minifasnet-v2+v1se";
constexpr std::string_view kOnednn = "onednn";
constexpr std::string_view kDlib = "dlib";

/// How the embedders of models.toml are used.
struct EmbedderKind {
  std::string_view id;
  std::array<std::string_view, 2> alignments;  // that it can take, the best first; or empty
  bool unit_length;                            // of its embeddings
  absl::StatusOr<std::unique_ptr<FaceEmbedder>> (*make)(const ModelInfo& model,
                                                        std::span<const std::uint8_t> weights);
  std::string_view made_of;  // the library whose forward pass `make` uses
  absl::StatusOr<LayerGraph> (*read)(const ModelInfo& model,
                                     std::span<const std::uint8_t> weights);  // or null
};

constexpr std::array<EmbedderKind, 3> kEmbedderKinds = {{
    {"dlib-resnet-v1",
     {kYunetAlignment, kLandmarkAlignment},
     false,
     &MakeDlibResNetEmbedder,
     "dlib",
     &ReadDlibResNet},
    {"dlib-densenet-v1",
     {kYunetAlignment, kLandmarkAlignment},
     false,
     &MakeDlibDenseNetEmbedder,
     "dlib",
     &ReadDlibDenseNet},
    {"mobilefacenet-v1",
     {kMobileFaceNetAlignment, {}},
     true,
     &MakeMobileFaceNetEmbedder,
     "OpenCV",
     nullptr},
}};

// Loses none of 678 faces of lfw-dev, and leaves 15 of the 82 that the first look alone sees in 511
// pictures without a main face (docs/accuracy.md).
constexpr float kMinConfirmedConfidence = 0.8F;

/// For small faces in large images. Twice as long costs four times the time; at this length faces
/// with eyes 20 px apart in an image of 4096 px are still found (docs/accuracy.md).
YunetOptions CloserLook() {
  YunetOptions look;
  look.min_long_side_px = look.long_side_px + 1;
  look.long_side_px = 1920;
  return look;
}

absl::Status InvalidChoice(std::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid, message);
}

std::string Listed(const std::array<std::string_view, 2>& alignments) {
  return alignments[1].empty() ? std::string(alignments[0])
                               : fmt::format("{} or {}", alignments[0], alignments[1]);
}

bool Works(std::string_view detector, std::string_view alignment) {
  return detector == kYunet || alignment == kLandmarkAlignment;
}

absl::StatusOr<ModelInfo> FindModel(std::span<const ModelInfo> catalogue, std::string_view id) {
  const auto model = std::find_if(catalogue.begin(), catalogue.end(),
                                  [id](const ModelInfo& info) { return info.id == id; });
  if (model == catalogue.end()) {
    return InvalidChoice(fmt::format("models.toml lists no model \"{}\"", id));
  }
  return *model;
}

/// None if the check is off.
absl::StatusOr<std::vector<MiniFasNet>> ReadMiniFasNets(std::span<const ModelInfo> catalogue,
                                                        std::string_view attack_detector) {
  std::vector<MiniFasNet> networks;
  if (attack_detector == kNoAttackDetector) return networks;
  if (attack_detector != kMiniFasNets) {
    return InvalidChoice(fmt::format("unknown attack detector \"{}\", there are {} and {}",
                                     attack_detector, kNoAttackDetector, kMiniFasNets));
  }
  for (const auto& [id, crop_scale] : {std::pair{"minifasnet-v2", kMiniFasNetV2CropScale},
                                       {"minifasnet-v1se", kMiniFasNetV1SeCropScale}}) {
    PORTCULLIS_ASSIGN_OR_RETURN(const ModelInfo model, FindModel(catalogue, id));
    PORTCULLIS_ASSIGN_OR_RETURN(std::vector<std::uint8_t> weights, ReadModelFile(model));
    networks.push_back({model, std::move(weights), crop_scale});
  }
  return networks;
}

/// What the names mean when they fit each other; whether the files are there is not looked at.
struct Choice {
  const EmbedderKind* embedder = nullptr;
  std::string_view alignment;
};

absl::StatusOr<Choice> Choose(std::string_view embedder, const VisionKitOptions& options) {
  if (options.detector != kYunet && options.detector != kDlibHog) {
    return InvalidChoice(fmt::format("unknown detector \"{}\", there are {} and {}",
                                     options.detector, kYunet, kDlibHog));
  }
  if (options.runtime != kOnednn && options.runtime != kDlib) {
    return InvalidChoice(fmt::format("unknown runtime \"{}\", there are {} and {}", options.runtime,
                                     kOnednn, kDlib));
  }
  const auto kind = std::find_if(kEmbedderKinds.begin(), kEmbedderKinds.end(),
                                 [&](const EmbedderKind& known) { return known.id == embedder; });
  if (kind == kEmbedderKinds.end()) {
    std::vector<std::string_view> known;
    for (const EmbedderKind& one : kEmbedderKinds) known.push_back(one.id);
    return InvalidChoice(
        fmt::format("unknown embedder \"{}\", there are {}", embedder, fmt::join(known, ", ")));
  }
  bool is_known = false;
  for (const std::string_view alignment : kind->alignments) {
    if (alignment.empty()) continue;
    if (options.alignment != kAuto && options.alignment != alignment) continue;
    is_known = true;
    if (Works(options.detector, alignment)) return Choice{&*kind, alignment};
  }
  if (is_known) {
    return InvalidChoice(
        fmt::format("{} needs an alignment by five points, detector {} gives boxes only", embedder,
                    options.detector));
  }
  return InvalidChoice(fmt::format("embedder {} takes alignment {}, not \"{}\"", embedder,
                                   Listed(kind->alignments), options.alignment));
}

ModelId ModelIdOf(const ModelInfo& embedder, const Choice& choice) {
  return {embedder.id, embedder.sha256, std::string(choice.alignment)};
}

/// The libraries' own forward passes are chosen all together.
absl::StatusOr<YunetModel> LoadYunet(const ModelInfo& model, std::string_view runtime) {
  if (runtime == kDlib) return YunetModel::LoadForOpenCv(model);
  PORTCULLIS_ASSIGN_OR_RETURN(const CpuPath path, ChosenCpuPath());
  return YunetModel::Load(model, path);
}

class LoadedVisionKit : public VisionKit {
 public:
  static absl::StatusOr<std::unique_ptr<LoadedVisionKit>> Load(const VisionKitOptions& options,
                                                               const Choice& choice) {
    auto kit = std::make_unique<LoadedVisionKit>();
    kit->choice_ = choice;
    kit->limits_ = options.decode_limits;
    kit->sandbox_ = options.sandbox;
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<ModelInfo> catalogue,
                                ReadModelCatalogue(options.models_dir));
    PORTCULLIS_ASSIGN_OR_RETURN(kit->embedder_, FindModel(catalogue, options.embedder));
    PORTCULLIS_ASSIGN_OR_RETURN(kit->weights_, ReadModelFile(kit->embedder_));
    if (options.runtime == kOnednn && choice.embedder->read != nullptr) {
      PORTCULLIS_RETURN_IF_ERROR(kit->PrepareOnednn());
    }
    if (options.detector == kYunet) {
      PORTCULLIS_ASSIGN_OR_RETURN(const ModelInfo yunet, FindModel(catalogue, kYunet));
      PORTCULLIS_ASSIGN_OR_RETURN(kit->yunet_, LoadYunet(yunet, options.runtime));
    }
    PORTCULLIS_ASSIGN_OR_RETURN(kit->attack_networks_,
                                ReadMiniFasNets(catalogue, options.attack_detector));
    if (choice.alignment == kLandmarkAlignment) {
      PORTCULLIS_ASSIGN_OR_RETURN(const ModelInfo landmarks, FindModel(catalogue, kLandmarks));
      PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<std::uint8_t> bytes, ReadModelFile(landmarks));
      PORTCULLIS_ASSIGN_OR_RETURN(kit->landmarks_, LoadLandmarkPredictor(landmarks, bytes));
    }
    return kit;
  }

  absl::StatusOr<EncoderParts> MakeParts() const override {
    EncoderParts parts;
    PORTCULLIS_ASSIGN_OR_RETURN(parts.decoder, MakeDecoder());
    const std::array<YunetOptions, 2> looks = {YunetOptions(), CloserLook()};
    PORTCULLIS_ASSIGN_OR_RETURN(parts.detector, MakeDetector(looks));
    // Looking closer three more times would cost as much as all the rest. dlib-hog has one look.
    if (yunet_) {
      PORTCULLIS_ASSIGN_OR_RETURN(parts.turned_detector, MakeDetector({looks.data(), 1}));
    }
    parts.aligner = MakeAligner();
    PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<FaceEmbedder> embedder, MakeNetwork());
    parts.embedder = MakeViewAveragingEmbedder(std::move(embedder), choice_.embedder->unit_length);
    if (!attack_networks_.empty()) {
      PORTCULLIS_ASSIGN_OR_RETURN(parts.attack_detector,
                                  MakeMiniFasNetAttackDetector(attack_networks_));
    }
    return parts;
  }

  ModelId model() const override { return ModelIdOf(embedder_, choice_); }

  const ModelInfo& embedder() const override { return embedder_; }

  std::string embedder_runtime() const override {
    if (network_ == nullptr) return std::string(choice_.embedder->made_of);
    return fmt::format("{}, {}", OnednnVersion(), CpuPathName(path_));
  }

 private:
  /// Once for all lanes: they share the weights.
  absl::Status PrepareOnednn() {
    PORTCULLIS_ASSIGN_OR_RETURN(path_, ChosenCpuPath());
    PORTCULLIS_ASSIGN_OR_RETURN(const LayerGraph graph,
                                choice_.embedder->read(embedder_, weights_));
    PORTCULLIS_ASSIGN_OR_RETURN(network_, Network::Create(graph, path_));
    weights_ = {};
    return absl::OkStatus();
  }

  absl::StatusOr<std::unique_ptr<FaceEmbedder>> MakeNetwork() const {
    if (network_ != nullptr) return MakeOnednnEmbedder(embedder_, network_, kChipSidePx);
    return choice_.embedder->make(embedder_, weights_);
  }

  absl::StatusOr<std::unique_ptr<ImageDecoder>> MakeDecoder() const {
    if (sandbox_) return MakeSandboxedDecoder(limits_, *sandbox_);
    return MakeImageDecoder(limits_);
  }

  std::unique_ptr<FaceAligner> MakeAligner() const {
    if (choice_.alignment == kLandmarkAlignment) return MakeLandmarkAligner(landmarks_);
    if (choice_.alignment == kMobileFaceNetAlignment) {
      return MakeFivePointAligner(MobileFaceNetFrame());
    }
    return MakeFivePointAligner(YunetFrame());
  }

  absl::StatusOr<std::unique_ptr<FaceDetector>> MakeDetector(
      std::span<const YunetOptions> first_looks) const {
    if (!yunet_) return MakeDlibHogDetector();
    std::vector<std::unique_ptr<FaceDetector>> first;
    for (const YunetOptions& look : first_looks) {
      PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<FaceDetector> detector, MakeLook(look));
      first.push_back(std::move(detector));
    }
    PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<FaceDetector> second, MakeLook(YunetOptions()));
    return std::make_unique<ConfirmingDetector>(std::move(first), std::move(second),
                                                kMinConfirmedConfidence);
  }

  absl::StatusOr<std::unique_ptr<FaceDetector>> MakeLook(const YunetOptions& options) const {
    PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<Yunet> yunet, yunet_->Make(options.min_confidence));
    return MakeYunetDetector(std::move(yunet), options);
  }

  Choice choice_;
  DecodeLimits limits_;
  std::optional<SandboxOptions> sandbox_;
  ModelInfo embedder_;
  std::vector<std::uint8_t> weights_;        // of the embedder; empty where network_ has them
  std::shared_ptr<const Network> network_;   // none: not on oneDNN; shared by all lanes
  CpuPath path_ = CpuPath::kPortable;        // of network_
  std::vector<MiniFasNet> attack_networks_;  // none: the check is off
  std::optional<YunetModel> yunet_;          // none: dlib-hog
  std::shared_ptr<const LandmarkPredictor> landmarks_;  // none: five points; shared by all lanes
};

}  // namespace

absl::StatusOr<ModelId> ModelIdFor(const ModelInfo& embedder, const VisionKitOptions& options) {
  PORTCULLIS_ASSIGN_OR_RETURN(const Choice choice, Choose(embedder.id, options));
  return ModelIdOf(embedder, choice);
}

absl::StatusOr<std::unique_ptr<VisionKit>> VisionKit::Create(const VisionKitOptions& options) {
  PORTCULLIS_ASSIGN_OR_RETURN(const Choice choice, Choose(options.embedder, options));
  MakeLibrariesSingleThreaded();
  PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<LoadedVisionKit> kit,
                              LoadedVisionKit::Load(options, choice));
  // Files of another kind show only when they are loaded: find out now, not in the first lane.
  PORTCULLIS_RETURN_IF_ERROR(kit->MakeParts().status());
  return kit;
}

}  // namespace portcullis
