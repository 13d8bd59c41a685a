// mobilefacenet-v1 through the production path, with the file that models/fetch makes.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "matcher/core/status_macros.h"
#include "matcher/vision/decode/exif_orientation.h"
#include "matcher/vision/mobilefacenet_embedder.h"
#include "matcher/vision/vision_kit.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/models_folder.h"

namespace portcullis {
namespace {

using testing::FailsWith;
using testing::MessageHas;

const std::filesystem::path kModelsDir = PORTCULLIS_SOURCE_DIR "/models";
const std::filesystem::path kWeights = kModelsDir / "weights" / "MobileFaceNet_ocv46.onnx";

std::vector<std::uint8_t> ReadAll(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

FaceChip StripedChip() {
  std::vector<std::uint8_t> pixels;
  for (int i = 0; i < kMobileFaceNetSidePx * kMobileFaceNetSidePx * 3; ++i) {
    pixels.push_back(static_cast<std::uint8_t>(i * 7 % 251));
  }
  return {Image(kMobileFaceNetSidePx, kMobileFaceNetSidePx, std::move(pixels)),
          {},
          std::string(kMobileFaceNetAlignment)};
}

class MobileFaceNet : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kWeights)) {
      GTEST_SKIP() << kWeights << " is absent; run models/fetch mobilefacenet-v1";
    }
  }

  static absl::StatusOr<EncoderParts> Parts() {
    PORTCULLIS_ASSIGN_OR_RETURN(
        const std::unique_ptr<VisionKit> kit,
        VisionKit::Create(
            {.models_dir = kModelsDir, .embedder = "mobilefacenet-v1", .decode_limits = {}}));
    return kit->MakeParts();
  }
};

TEST_F(MobileFaceNet, IsAlignedByItsOwnTemplate) {
  const auto kit = VisionKit::Create(
      {.models_dir = kModelsDir, .embedder = "mobilefacenet-v1", .decode_limits = {}});
  ASSERT_OK(kit);
  EXPECT_EQ((*kit)->model().ToString(), "mobilefacenet-v1@104055590021/arcface5-v1");
  EXPECT_FALSE((*kit)->embedder().automatic);
}

TEST_F(MobileFaceNet, GivesTheSameEmbeddingOfUnitLengthWhicheverViewComesFirst) {
  const auto parts = Parts();
  ASSERT_OK(parts);
  FaceChip chip = StripedChip();
  const Image mirror = MakeUpright(chip.image, ExifOrientation::kMirrored);
  const auto seen = parts->embedder->Embed({chip.image, {mirror}, chip.alignment});
  const auto mirrored = parts->embedder->Embed({mirror, {chip.image}, chip.alignment});
  ASSERT_OK(seen);
  ASSERT_OK(mirrored);
  double squares = 0;
  for (const float value : seen->values()) squares += value * value;
  EXPECT_EQ(seen->values().size(), 128);
  EXPECT_NEAR(squares, 1, 1e-5);
  const auto distance = DistanceBetween(*seen, *mirrored);
  ASSERT_OK(distance);
  EXPECT_LT(distance->value, 1e-5F);
}

TEST_F(MobileFaceNet, RefusesAChipOfAnotherSize) {
  const auto parts = Parts();
  ASSERT_OK(parts);
  const FaceChip dlib{Image(150, 150, std::vector<std::uint8_t>(150 * 150 * 3)), {}, "yunet5-v3"};
  EXPECT_EQ(parts->embedder->Embed(dlib).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(MobileFaceNet, DoesNotTakeTheAlignmentOfAnotherNetwork) {
  EXPECT_THAT(VisionKit::Create({.models_dir = kModelsDir,
                                 .alignment = "yunet5-v3",
                                 .embedder = "mobilefacenet-v1",
                                 .decode_limits = {}}),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
}

TEST_F(MobileFaceNet, RefusesADetectorAndAFileCutShortOfferedAsMobileFaceNet) {
  std::vector<std::uint8_t> cut = ReadAll(kWeights);
  cut.resize(cut.size() / 2);
  for (const auto& bytes :
       {ReadAll(kModelsDir / "weights" / "face_detection_yunet_2022mar.onnx"), cut}) {
    testing::ModelsFolder models;
    models.ListEmbedder("mobilefacenet-v1", testing::Sha256Hex(bytes));
    models.WriteWeights("mobilefacenet-v1", bytes);
    const auto embedder =
        MakeMobileFaceNetEmbedder(ReadModelCatalogue(models.path())->front(), bytes);
    EXPECT_THAT(embedder,
                FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelFileInvalid));
    EXPECT_THAT(embedder, MessageHas("another network"));
  }
}

}  // namespace
}  // namespace portcullis
