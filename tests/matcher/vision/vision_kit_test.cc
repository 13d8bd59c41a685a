// The default parts, with the files that models/fetch puts into models/weights.
#include "matcher/vision/vision_kit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/models_folder.h"

namespace portcullis {
namespace {

using absl::StatusCode;
using testing::FailsWith;
using testing::MessageHas;

const std::filesystem::path kModelsDir = PORTCULLIS_SOURCE_DIR "/models";

class VisionKitTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto catalogue = ReadModelCatalogue(kModelsDir);
    ASSERT_OK(catalogue);
    for (const ModelInfo& model : *catalogue) {
      if (model.id == "dlib-resnet-v1" || model.present) continue;
      GTEST_SKIP() << model.file << " is absent; run models/fetch";
    }
  }

  VisionKitOptions options_ = {.models_dir = kModelsDir, .decode_limits = {}};
};

TEST_F(VisionKitTest, LoadsTheDefaultParts) {
  const auto kit = VisionKit::Create(options_);
  ASSERT_OK(kit);
  EXPECT_EQ((*kit)->model().ToString(), "dlib-densenet-v1@c6a6418ea119/yunet5-v3");
  EXPECT_EQ((*kit)->embedder().id, "dlib-densenet-v1");
  const auto parts = (*kit)->MakeParts();
  ASSERT_OK(parts);
  EXPECT_EQ(parts->embedder->model_for(parts->aligner->alignment()), (*kit)->model());
}

void ExpectNoFaceInPlainImages(FaceDetector& detector) {
  for (const auto& [width, height] :
       {std::pair{1, 1}, {2, 3}, {15, 15}, {16, 16}, {1, 700}, {4096, 1}, {4096, 20}, {640, 480}}) {
    for (const int grey : {0, 90, 255}) {
      const auto size = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3;
      const auto faces = detector.Detect(
          Image(width, height, std::vector<std::uint8_t>(size, static_cast<std::uint8_t>(grey))));
      ASSERT_OK(faces) << width << "x" << height;
      EXPECT_TRUE(faces->empty()) << width << "x" << height << ", all " << grey;
    }
  }
}

TEST_F(VisionKitTest, FindsNoFaceInPlainImagesOfAnySize) {
  for (const char* detector : {"yunet-2022mar", "dlib-hog"}) {
    SCOPED_TRACE(detector);
    options_.detector = detector;
    options_.alignment = "dlib68-v2";
    const auto kit = VisionKit::Create(options_);
    ASSERT_OK(kit);
    const auto parts = (*kit)->MakeParts();
    ASSERT_OK(parts);
    ExpectNoFaceInPlainImages(*parts->detector);
  }
}

TEST_F(VisionKitTest, RefusesUnknownNamesAndPartsThatDoNotFit) {
  VisionKitOptions unknown_detector = options_;
  unknown_detector.detector = "haar";
  VisionKitOptions unknown_alignment = options_;
  unknown_alignment.alignment = "none";
  VisionKitOptions unknown_embedder = options_;
  unknown_embedder.embedder = "eigenfaces";
  VisionKitOptions unknown_runtime = options_;
  unknown_runtime.runtime = "tensorflow";
  VisionKitOptions boxes_only = options_;
  boxes_only.detector = "dlib-hog";
  boxes_only.alignment = "yunet5-v3";
  for (const VisionKitOptions& wrong :
       {unknown_detector, unknown_alignment, unknown_embedder, unknown_runtime, boxes_only}) {
    EXPECT_THAT(VisionKit::Create(wrong),
                FailsWith(StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
  }
}

TEST_F(VisionKitTest, RefusesTheDenseNetOfferedAsTheResNet) {
  std::ifstream file(kModelsDir / "weights" / "face_recognition_densenet_model_v1.dat",
                     std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::vector<std::uint8_t> densenet(text.begin(), text.end());
  testing::ModelsFolder models;
  models.ListEmbedder("dlib-resnet-v1", testing::Sha256Hex(densenet));
  models.WriteWeights("dlib-resnet-v1", densenet);
  models.ListLandmarks("fbdc2cb80eb9aa7a758672cbfdda32ba6300efe9b6e6c7a299ff7e736b11b92f");
  const auto kit = VisionKit::Create({.models_dir = models.path(),
                                      .detector = "dlib-hog",
                                      .alignment = "dlib68-v2",
                                      .embedder = "dlib-resnet-v1",
                                      .decode_limits = {}});
  EXPECT_THAT(kit, FailsWith(StatusCode::kFailedPrecondition, ErrorReason::kModelFileInvalid));
  EXPECT_THAT(kit, MessageHas("another network"));
}

}  // namespace
}  // namespace portcullis
