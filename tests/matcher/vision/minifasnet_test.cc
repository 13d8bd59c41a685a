// The presentation attack check with the files that models/fetch puts into models/weights.
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

#include "matcher/vision/minifasnet_attack_detector.h"
#include "matcher/vision/vision_kit.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using testing::FailsWith;
using testing::MessageHas;

const std::filesystem::path kModelsDir = PORTCULLIS_SOURCE_DIR "/models";
constexpr const char* kBoth = "minifasnet-v2+v1se";

std::vector<std::uint8_t> Weights(const char* file) {
  std::ifstream in(kModelsDir / "weights" / file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// No face: waves of another length in each channel.
Image Waves(int width, int height) {
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int channel = 0; channel < 3; ++channel) {
        const double wave = std::sin(0.05 * (channel + 1) * x) * std::cos(0.03 * (channel + 2) * y);
        pixels.push_back(static_cast<std::uint8_t>(std::lround(127.5 + 127 * wave)));
      }
    }
  }
  return Image(width, height, std::move(pixels));
}

Face FaceIn(const Box& box) {
  Face face;
  face.box = box;
  return face;
}

class MiniFasNetTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* file :
         {"MiniFASNetV2.onnx", "MiniFASNetV1SE.onnx", "face_recognition_densenet_model_v1.dat",
          "face_detection_yunet_2022mar.onnx"}) {
      if (!std::filesystem::exists(kModelsDir / "weights" / file)) {
        GTEST_SKIP() << file << " is absent; run models/fetch";
      }
    }
  }

  static std::unique_ptr<PresentationAttackDetector> Detector() {
    const auto kit = VisionKit::Create(
        {.models_dir = kModelsDir, .attack_detector = kBoth, .decode_limits = {}});
    EXPECT_OK(kit);
    auto parts = (*kit)->MakeParts();
    EXPECT_OK(parts);
    return std::move(parts->attack_detector);
  }
};

TEST_F(MiniFasNetTest, IsOffUnlessAskedFor) {
  const auto kit = VisionKit::Create({.models_dir = kModelsDir, .decode_limits = {}});
  ASSERT_OK(kit);
  EXPECT_EQ((*kit)->MakeParts()->attack_detector, nullptr);
}

TEST_F(MiniFasNetTest, RefusesAnUnknownName) {
  EXPECT_THAT(VisionKit::Create(
                  {.models_dir = kModelsDir, .attack_detector = "liveness", .decode_limits = {}}),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
}

TEST_F(MiniFasNetTest, GivesTheSameScoreEachTimeWithinZeroToOne) {
  const auto detector = Detector();
  const Image image = Waves(320, 240);
  for (const Box& box : {Box{130, 80, 60, 80}, Box{-20, -20, 60, 80}, Box{280, 200, 100, 120},
                         Box{0, 0, 320, 240}}) {
    const auto score = detector->Check(image, FaceIn(box));
    ASSERT_OK(score);
    EXPECT_GE(score->value, 0);
    EXPECT_LE(score->value, 1);
    EXPECT_EQ(detector->Check(image, FaceIn(box))->value, score->value);
  }
}

TEST_F(MiniFasNetTest, LooksAtTheFaceAndWhatIsAroundIt) {
  const auto detector = Detector();
  const Image image = Waves(320, 240);
  EXPECT_NE(detector->Check(image, FaceIn({130, 80, 60, 80}))->value,
            detector->Check(image, FaceIn({20, 80, 60, 80}))->value);
}

TEST_F(MiniFasNetTest, FailsOnAFaceWithoutAnArea) {
  EXPECT_EQ(Detector()->Check(Waves(32, 24), FaceIn({})).status().code(),
            absl::StatusCode::kInternal);
}

TEST_F(MiniFasNetTest, RefusesOtherNetworksAndFilesCutShort) {
  std::vector<std::uint8_t> cut = Weights("MiniFASNetV2.onnx");
  cut.resize(cut.size() / 2);
  for (const auto& bytes : {Weights("face_detection_yunet_2022mar.onnx"), cut}) {
    MiniFasNet network;
    network.model.id = "minifasnet-v2";
    network.weights = bytes;
    const auto detector = MakeMiniFasNetAttackDetector({&network, 1});
    EXPECT_THAT(detector,
                FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelFileInvalid));
    EXPECT_THAT(detector, MessageHas("another network"));
  }
}

}  // namespace
}  // namespace portcullis
