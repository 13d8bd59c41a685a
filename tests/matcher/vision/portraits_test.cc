// The default parts on real faces: volunteers of the Face Research Lab London Set.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "matcher/vision/vision_kit.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

namespace fs = std::filesystem;

const fs::path kModelsDir = PORTCULLIS_SOURCE_DIR "/models";
const fs::path kPortraits = PORTCULLIS_SOURCE_DIR "/../shared/data/london";
constexpr int kSidePx = 1350;

class PortraitsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::is_directory(kPortraits)) GTEST_SKIP() << kPortraits << " is absent";
    for (const char* file :
         {"face_detection_yunet_2022mar.onnx", "face_recognition_densenet_model_v1.dat"}) {
      if (!fs::exists(kModelsDir / "weights" / file)) {
        GTEST_SKIP() << file << " is absent; run models/fetch";
      }
    }
  }

  static EncoderParts MakeParts(std::string_view detector, std::string_view alignment) {
    auto kit = VisionKit::Create({.models_dir = kModelsDir,
                                  .detector = std::string(detector),
                                  .alignment = std::string(alignment),
                                  .decode_limits = {}});
    EXPECT_OK(kit);
    return *(*kit)->MakeParts();
  }

  static Image Portrait(const EncoderParts& parts, std::string_view name) {
    std::ifstream file(kPortraits / fmt::format("{}.jpg", name), std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
    const std::vector<std::uint8_t> bytes(text.begin(), text.end());
    auto image = parts.decoder->Decode(bytes);
    EXPECT_OK(image);
    return image->image;
  }

  static Embedding Embed(EncoderParts& parts, std::string_view name) {
    const Image image = Portrait(parts, name);
    const auto faces = parts.detector->Detect(image);
    EXPECT_OK(faces);
    EXPECT_EQ(faces->size(), 1U) << name;
    const auto chip = parts.aligner->Align(image, faces->front());
    EXPECT_OK(chip);
    return *parts.embedder->Embed(*chip);
  }
};

TEST_F(PortraitsTest, BothDetectorsPutTheFaceInTheMiddle) {
  for (const char* detector : {"yunet-2022mar", "dlib-hog"}) {
    EncoderParts parts = MakeParts(detector, "dlib68-v2");
    const Image image = Portrait(parts, "003_neutral");
    ASSERT_EQ(image.width(), kSidePx);
    const auto faces = parts.detector->Detect(image);
    ASSERT_OK(faces);
    ASSERT_EQ(faces->size(), 1U) << detector;
    EXPECT_NEAR(faces->front().box.centre().x, kSidePx / 2, 100) << detector;
    EXPECT_NEAR(faces->front().box.centre().y, kSidePx / 2, 200) << detector;
    EXPECT_GT(faces->front().box.width, 300) << detector;
    EXPECT_LT(faces->front().box.width, 900) << detector;
  }
}

TEST_F(PortraitsTest, YunetTellsRightFromLeftAndEyesFromMouth) {
  EncoderParts parts = MakeParts("yunet-2022mar", "yunet5-v3");
  const auto faces = parts.detector->Detect(Portrait(parts, "003_neutral"));
  ASSERT_OK(faces);
  ASSERT_EQ(faces->size(), 1U);
  ASSERT_TRUE(faces->front().points.has_value());
  const FacePoints& points = *faces->front().points;
  EXPECT_LT(points.right_eye.x, points.nose_tip.x);
  EXPECT_LT(points.nose_tip.x, points.left_eye.x);
  EXPECT_LT(points.right_mouth_corner.x, points.left_mouth_corner.x);
  EXPECT_LT(points.right_eye.y, points.nose_tip.y);
  EXPECT_LT(points.nose_tip.y, points.right_mouth_corner.y);
}

TEST_F(PortraitsTest, TheSamePersonIsCloserThanAnyOther) {
  constexpr std::array<const char*, 4> kPeople = {"003", "004", "006", "007"};
  for (const auto& [detector, alignment] :
       {std::pair{"yunet-2022mar", "yunet5-v3"}, {"dlib-hog", "dlib68-v2"}}) {
    EncoderParts parts = MakeParts(detector, alignment);
    std::vector<Embedding> references;
    for (const char* person : kPeople) {
      if (!fs::exists(kPortraits / fmt::format("{}_neutral.jpg", person))) {
        GTEST_SKIP() << person << " is not in " << kPortraits;
      }
      references.push_back(Embed(parts, fmt::format("{}_neutral", person)));
    }
    for (std::size_t i = 0; i < kPeople.size(); ++i) {
      const Embedding probe = Embed(parts, fmt::format("{}_smiling", kPeople[i]));
      const Distance own = *DistanceBetween(probe, references[i]);
      for (std::size_t other = 0; other < kPeople.size(); ++other) {
        if (other == i) continue;
        EXPECT_LT(own, *DistanceBetween(probe, references[other])) << kPeople[i] << alignment;
      }
    }
  }
}

}  // namespace
}  // namespace portcullis
