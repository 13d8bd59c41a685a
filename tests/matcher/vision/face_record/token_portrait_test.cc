// A passport with a token portrait, made of a real face: from the bytes of its data group 2 to an
// embedding. Faces: volunteers of the Face Research Lab London Set.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "matcher/vision/vision_kit.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/decode/image_files.h"
#include "tests/matcher/vision/decode/jpeg2000_files.h"
#include "tests/matcher/vision/face_record/record_builder.h"

namespace portcullis {
namespace {

namespace fs = std::filesystem;
using testing::FileBytes;

const fs::path kModelsDir = PORTCULLIS_SOURCE_DIR "/models";
const fs::path kPortraits = PORTCULLIS_SOURCE_DIR "/../shared/data/london";

// The token geometry of ISO/IEC 19794-5, clause 9: W wide, W / 0.75 high, the eyes at (0.375 W,
// 0.6 W) and (0.625 W, 0.6 W), counted from 1.
constexpr int kTokenWidth = 300;
constexpr int kTokenHeight = 400;
constexpr Point kTokenRightEye = {0.375F * kTokenWidth - 1, 0.6F * kTokenWidth - 1};
constexpr Point kTokenLeftEye = {0.625F * kTokenWidth - 1, 0.6F * kTokenWidth - 1};

class TokenPortraitTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::is_directory(kPortraits)) GTEST_SKIP() << kPortraits << " is absent";
    auto kit = VisionKit::Create({.models_dir = kModelsDir,
                                  .detector = "yunet-2022mar",
                                  .alignment = "yunet5-v3",
                                  .decode_limits = {}});
    if (!kit.ok()) GTEST_SKIP() << kit.status() << "; run models/fetch";
    parts_ = *(*kit)->MakeParts();
  }

  Image Portrait(std::string_view name) {
    std::ifstream file(kPortraits / fmt::format("{}.jpg", name), std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
    auto decoded = parts_.decoder->Decode(FileBytes(text.begin(), text.end()));
    EXPECT_OK(decoded) << name;
    return decoded->image;
  }

  Face OnlyFace(const Image& image) {
    const auto faces = parts_.detector->Detect(image);
    EXPECT_OK(faces);
    EXPECT_EQ(faces->size(), 1U);
    return faces->front();
  }

  Embedding Embed(const Image& image) {
    const auto chip = parts_.aligner->Align(image, OnlyFace(image));
    EXPECT_OK(chip);
    return *parts_.embedder->Embed(*chip);
  }

  EncoderParts parts_;
};

/// Turned, scaled and cut so that the eyes come to their places in a token portrait; every pixel
/// is the nearest one of a picture about 2.5 times as large.
Image AsToken(const Image& image, const FacePoints& points) {
  const float dx = points.left_eye.x - points.right_eye.x;
  const float dy = points.left_eye.y - points.right_eye.y;
  const float eyes = kTokenLeftEye.x - kTokenRightEye.x;
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < kTokenHeight; ++y) {
    for (int x = 0; x < kTokenWidth; ++x) {
      const float along = (static_cast<float>(x) - kTokenRightEye.x) / eyes;
      const float across = (static_cast<float>(y) - kTokenRightEye.y) / eyes;
      const auto from_x =
          std::clamp(static_cast<int>(std::lround(points.right_eye.x + along * dx - across * dy)),
                     0, image.width() - 1);
      const auto from_y =
          std::clamp(static_cast<int>(std::lround(points.right_eye.y + along * dy + across * dx)),
                     0, image.height() - 1);
      const auto at = static_cast<std::size_t>(3 * (from_y * image.width() + from_x));
      for (std::size_t c = 0; c < 3; ++c) pixels.push_back(image.pixels()[at + c]);
    }
  }
  return Image(kTokenWidth, kTokenHeight, std::move(pixels));
}

FileBytes Passport(const FileBytes& image) {
  constexpr std::uint8_t kTokenFrontal = 2;
  const auto place = [](float coordinate) { return static_cast<std::uint16_t>(coordinate); };
  return testing::BuildDataGroup2(testing::BuildIso19794(
      {.images = {
           {.data = image,
            .image_type = kTokenFrontal,
            .points = {
                {.code = 0xC1, .x = place(kTokenLeftEye.x), .y = place(kTokenLeftEye.y)},
                {.code = 0xC2, .x = place(kTokenRightEye.x), .y = place(kTokenRightEye.y)}}}}}));
}

TEST_F(TokenPortraitTest, OfAPassportIsFoundWhereTheRecordSaysAndIsTheSamePerson) {
  constexpr std::array<const char*, 4> kPeople = {"003", "004", "006", "007"};
  std::vector<Embedding> travellers;
  for (const char* person : kPeople) {
    travellers.push_back(Embed(Portrait(fmt::format("{}_smiling", person))));
  }
  for (std::size_t i = 0; i < kPeople.size(); ++i) {
    const Image portrait = Portrait(fmt::format("{}_neutral", kPeople[i]));
    const Image token = AsToken(portrait, *OnlyFace(portrait).points);
    for (const FileBytes& image :
         {testing::JpegFile(token), testing::Jpeg2000Codestream(token, {.ratio = 24})}) {
      const auto decoded = parts_.decoder->Decode(Passport(image));
      ASSERT_OK(decoded);
      ASSERT_TRUE(decoded->source.record);
      EXPECT_EQ(decoded->source.record->image_type, FaceImageType::kTokenFrontal);
      ASSERT_EQ(decoded->source.record->points.size(), 2U);
      const FacePoints found = *OnlyFace(decoded->image).points;
      constexpr float kPx = 6;  // of 75 between the eyes
      EXPECT_NEAR(found.left_eye.x, decoded->source.record->points[0].at.x, kPx);
      EXPECT_NEAR(found.left_eye.y, decoded->source.record->points[0].at.y, kPx);
      EXPECT_NEAR(found.right_eye.x, decoded->source.record->points[1].at.x, kPx);
      EXPECT_NEAR(found.right_eye.y, decoded->source.record->points[1].at.y, kPx);
      const Embedding document = Embed(decoded->image);
      const Distance own = *DistanceBetween(document, travellers[i]);
      for (std::size_t other = 0; other < kPeople.size(); ++other) {
        if (other == i) continue;
        EXPECT_LT(own, *DistanceBetween(document, travellers[other])) << kPeople[i];
      }
    }
  }
}

}  // namespace
}  // namespace portcullis
