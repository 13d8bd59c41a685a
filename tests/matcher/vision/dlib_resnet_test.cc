// dlib-resnet-v1 through the production path, where its real weights may be absent.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "bench/random_resnet.h"
#include "matcher/vision/chip_frame.h"
#include "matcher/vision/vision_kit.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/models_folder.h"
#include "tests/matcher/vision/relative_difference.h"

namespace portcullis {
namespace {

using absl::StatusCode;
using testing::FailsWith;
using testing::MessageHas;
using testing::ModelsFolder;
using testing::RelativeDifference;
using testing::Sha256Hex;

constexpr const char* kResNet = "dlib-resnet-v1";
constexpr const char* kLandmarksSha256 =
    "fbdc2cb80eb9aa7a758672cbfdda32ba6300efe9b6e6c7a299ff7e736b11b92f";

Image StripedChip() {
  std::vector<std::uint8_t> pixels;
  for (int i = 0; i < kChipSidePx * kChipSidePx * 3; ++i) {
    pixels.push_back(static_cast<std::uint8_t>(i * 7 % 251));
  }
  return Image(kChipSidePx, kChipSidePx, std::move(pixels));
}

class DlibResNetTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { random_ = new RandomResNet(MakeRandomResNet(StripedChip())); }
  static void TearDownTestSuite() {
    delete random_;
    random_ = nullptr;
  }

  static const RandomResNet& Random() { return *random_; }

  /// Detector and alignment of dlib need no file of models/weights.
  absl::StatusOr<std::unique_ptr<VisionKit>> CreateKit() {
    models_.ListLandmarks(kLandmarksSha256);
    return VisionKit::Create({.models_dir = models_.path(),
                              .detector = "dlib-hog",
                              .alignment = "dlib68-v2",
                              .embedder = kResNet,
                              .decode_limits = {}});
  }

  ModelsFolder models_;

 private:
  static inline RandomResNet* random_ = nullptr;
};

TEST_F(DlibResNetTest, LoadsAFileThatDlibWroteAndEmbedsAsDlibDoes) {
  const std::string sha256 = Sha256Hex(Random().file);
  models_.ListEmbedder(kResNet, sha256);
  models_.WriteWeights(kResNet, Random().file);
  const auto kit = CreateKit();
  ASSERT_OK(kit);
  const auto parts = (*kit)->MakeParts();
  ASSERT_OK(parts);
  const auto embedding = parts->embedder->Embed({StripedChip(), {}, "dlib68-v2"});
  ASSERT_OK(embedding);
  ASSERT_EQ(embedding->values().size(), 128U);
  const Embedding wanted(embedding->model(), Random().embedding);
  EXPECT_LT(RelativeDifference(*embedding, wanted), 1e-5);
  EXPECT_EQ(embedding->model(), (ModelId{kResNet, sha256, "dlib68-v2"}));
  EXPECT_EQ((*kit)->model(), embedding->model());
}

TEST_F(DlibResNetTest, RunsOnDlibItselfWhereThatIsChosen) {
  models_.ListEmbedder(kResNet, Sha256Hex(Random().file));
  models_.WriteWeights(kResNet, Random().file);
  models_.ListLandmarks(kLandmarksSha256);
  for (const auto& [runtime, described] : {std::pair{"dlib", "dlib"}, {"onednn", "oneDNN 2."}}) {
    const auto kit = VisionKit::Create({.models_dir = models_.path(),
                                        .detector = "dlib-hog",
                                        .alignment = "dlib68-v2",
                                        .embedder = kResNet,
                                        .runtime = runtime,
                                        .decode_limits = {}});
    ASSERT_OK(kit);
    EXPECT_THAT((*kit)->embedder_runtime(), ::testing::StartsWith(described));
    const auto parts = (*kit)->MakeParts();
    ASSERT_OK(parts);
    const auto embedding = parts->embedder->Embed({StripedChip(), {}, "dlib68-v2"});
    ASSERT_OK(embedding);
    const Embedding wanted(embedding->model(), Random().embedding);
    EXPECT_LT(RelativeDifference(*embedding, wanted), 1e-5) << runtime;
  }
}

TEST_F(DlibResNetTest, RefusesAFileWithOneByteChanged) {
  const std::string wanted = Sha256Hex(Random().file);
  std::vector<std::uint8_t> altered = Random().file;
  altered[altered.size() / 2] ^= 1U;
  models_.ListEmbedder(kResNet, wanted);
  models_.WriteWeights(kResNet, altered);
  const auto kit = CreateKit();
  EXPECT_THAT(kit, FailsWith(StatusCode::kFailedPrecondition, ErrorReason::kModelFileInvalid));
  EXPECT_THAT(kit, MessageHas(models_.WeightsFile(kResNet).string()));
  EXPECT_THAT(kit, MessageHas(wanted));
  EXPECT_THAT(kit, MessageHas("models/fetch dlib-resnet-v1"));
}

TEST_F(DlibResNetTest, RefusesAMissingFile) {
  const std::string wanted(64, 'a');
  models_.ListEmbedder(kResNet, wanted);
  const auto kit = CreateKit();
  EXPECT_THAT(kit, FailsWith(StatusCode::kFailedPrecondition, ErrorReason::kModelFileInvalid));
  EXPECT_THAT(kit, MessageHas("missing"));
  EXPECT_THAT(kit, MessageHas(wanted));
  EXPECT_THAT(kit, MessageHas("models/fetch dlib-resnet-v1"));
}

TEST_F(DlibResNetTest, RefusesAFileOfAnotherKindThoughItsHashIsRight) {
  const std::vector<std::uint8_t> other = {1, 1, 1, 13, 'l', 'o', 's', 's', '_', 'm'};
  models_.ListEmbedder(kResNet, Sha256Hex(other));
  models_.WriteWeights(kResNet, other);
  const auto kit = CreateKit();
  EXPECT_THAT(kit, FailsWith(StatusCode::kFailedPrecondition, ErrorReason::kModelFileInvalid));
  EXPECT_THAT(kit, MessageHas("another network"));
}

TEST_F(DlibResNetTest, RefusesAFileThatGoesOnBeyondTheLastLayer) {
  std::vector<std::uint8_t> longer = Random().file;
  longer.push_back(0);
  models_.ListEmbedder(kResNet, Sha256Hex(longer));
  models_.WriteWeights(kResNet, longer);
  EXPECT_THAT(CreateKit(),
              FailsWith(StatusCode::kFailedPrecondition, ErrorReason::kModelFileInvalid));
}

TEST_F(DlibResNetTest, RefusesAChipOfAnotherSize) {
  models_.ListEmbedder(kResNet, Sha256Hex(Random().file));
  models_.WriteWeights(kResNet, Random().file);
  const auto kit = CreateKit();
  ASSERT_OK(kit);
  const auto parts = (*kit)->MakeParts();
  ASSERT_OK(parts);
  const auto embedding = parts->embedder->Embed({Image(1, 1, {0, 0, 0}), {}, "dlib68-v2"});
  EXPECT_EQ(embedding.status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace portcullis
