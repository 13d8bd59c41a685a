// Whose face the encoder takes from scenes that are put together from portraits of the London set.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/turn_image.h"
#include "matcher/pipeline/face_encoder.h"
#include "matcher/vision/vision_kit.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

namespace fs = std::filesystem;

const fs::path kModelsDir = PORTCULLIS_SOURCE_DIR "/models";
const fs::path kPortraits = PORTCULLIS_SOURCE_DIR "/../shared/data/london";

/// Each pixel is the mean of those that fall on it.
Image ScaledDown(const Image& image, int width, int height) {
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const int left = x * image.width() / width;
      const int right = std::max(left + 1, (x + 1) * image.width() / width);
      const int top = y * image.height() / height;
      const int bottom = std::max(top + 1, (y + 1) * image.height() / height);
      for (int channel = 0; channel < 3; ++channel) {
        int sum = 0;
        for (int row = top; row < bottom; ++row) {
          for (int column = left; column < right; ++column) {
            sum += image.pixels()[static_cast<std::size_t>((row * image.width() + column) * 3 +
                                                           channel)];
          }
        }
        pixels.push_back(static_cast<std::uint8_t>(sum / ((right - left) * (bottom - top))));
      }
    }
  }
  return Image(width, height, std::move(pixels));
}

/// A picture to paste others into; grey to begin with.
class Canvas {
 public:
  Canvas(int width, int height)
      : width_(width),
        height_(height),
        pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, 140) {}

  /// `image` with its centre at (x, y).
  void Paste(const Image& image, int x, int y) {
    for (int row = 0; row < image.height(); ++row) {
      for (int column = 0; column < image.width(); ++column) {
        const int to_x = x - image.width() / 2 + column;
        const int to_y = y - image.height() / 2 + row;
        if (to_x < 0 || to_y < 0 || to_x >= width_ || to_y >= height_) continue;
        const auto from = static_cast<std::size_t>(row * image.width() + column) * 3;
        std::copy_n(image.pixels().begin() + static_cast<std::ptrdiff_t>(from), 3,
                    pixels_.begin() + (static_cast<std::ptrdiff_t>(to_y) * width_ + to_x) * 3);
      }
    }
  }

  Image Get() const { return Image(width_, height_, pixels_); }

 private:
  int width_;
  int height_;
  std::vector<std::uint8_t> pixels_;
};

/// Gives an image that is there already.
class GivenImage : public ImageDecoder {
 public:
  absl::StatusOr<DecodedImage> Decode(std::span<const std::uint8_t>) override {
    return DecodedImage{*image, {}};
  }
  const Image* image = nullptr;
};

class PortraitScenesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::is_directory(kPortraits)) GTEST_SKIP() << kPortraits << " is absent";
    const auto kit = VisionKit::Create({.models_dir = kModelsDir, .decode_limits = {}});
    if (!kit.ok()) GTEST_SKIP() << kit.status();
    auto parts = (*kit)->MakeParts();
    ASSERT_OK(parts);
    files_ = std::move(parts->decoder);
    auto given = std::make_unique<GivenImage>();
    given_ = given.get();
    parts->decoder = std::move(given);
    encoder_ = std::make_unique<FaceEncoder>(*std::move(parts), FaceEncoderOptions{});
  }

  Image Portrait(std::string_view name) {
    std::ifstream file(kPortraits / fmt::format("{}.jpg", name), std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
    auto decoded =
        files_->Decode({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    EXPECT_OK(decoded);
    return std::move(decoded->image);
  }

  FaceCapture Assess(const Image& image) {
    given_->image = &image;
    auto capture = encoder_->Assess({}, QualityBar{}, AlwaysContinue);
    EXPECT_OK(capture);
    return *std::move(capture);
  }

  std::unique_ptr<ImageDecoder> files_;
  GivenImage* given_ = nullptr;
  std::unique_ptr<FaceEncoder> encoder_;
};

TEST_F(PortraitScenesTest, APortraitThatLiesOnItsSideIsTurnedUpright) {
  const Image upright = ScaledDown(Portrait("003_neutral"), 400, 400);
  EXPECT_EQ(Assess(upright).turned_degrees, 0);
  for (const Turn turn : {Turn::kQuarter, Turn::kHalf, Turn::kThreeQuarters}) {
    const FaceCapture capture = Assess(TurnClockwise(upright, turn));
    EXPECT_FALSE(capture.problem.has_value()) << static_cast<int>(turn);
    EXPECT_EQ(capture.turned_degrees, 360 - static_cast<int>(turn));
  }
}

TEST_F(PortraitScenesTest, TwoPeopleOfOneSizeAreSeveralFacesAndASmallOneIsNot) {
  const Image one = Portrait("004_neutral");
  const Image other = Portrait("006_neutral");
  for (const auto& [size, several] :
       {std::pair{1.0, true}, {0.9, true}, {0.6, false}, {0.5, false}, {0.3, false}}) {
    Canvas canvas(800, 400);
    canvas.Paste(ScaledDown(one, 400, 400), 200, 200);
    const int side = static_cast<int>(400 * size);
    canvas.Paste(ScaledDown(other, side, side), 600, 200);
    const FaceCapture capture = Assess(canvas.Get());
    EXPECT_EQ(capture.problem == CaptureProblem::kSeveralFaces, several) << size;
    if (!several) {
      ASSERT_TRUE(capture.face.has_value()) << size;
      EXPECT_LT(capture.face->box.centre().x, 400) << size;
    }
  }
}

TEST_F(PortraitScenesTest, ASmallFaceInALargePictureIsFound) {
  Canvas canvas(4096, 3072);
  canvas.Paste(ScaledDown(Portrait("007_neutral"), 160, 160), 1000, 2000);
  const FaceCapture capture = Assess(canvas.Get());
  ASSERT_TRUE(capture.face.has_value());
  EXPECT_NEAR(capture.face->box.centre().x, 1000, 20);
  EXPECT_NEAR(capture.face->box.centre().y, 2000, 20);
}

/// As a screen shows it to a camera: two waves of brightness, three pixels long.
Image WithMoire(const Image& image) {
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const double light =
          1 + 0.10 * std::sin(2.0944 * x + 0.15 * y) + 0.08 * std::sin(2.3 * y + 0.1 * x);
      for (int channel = 0; channel < 3; ++channel) {
        const auto at = static_cast<std::size_t>((y * image.width() + x) * 3 + channel);
        pixels.push_back(static_cast<std::uint8_t>(std::min(255.0, image.pixels()[at] * light)));
      }
    }
  }
  return Image(image.width(), image.height(), std::move(pixels));
}

TEST_F(PortraitScenesTest, TheAttackCheckTellsAPortraitFromOneOnAScreen) {
  const auto kit = VisionKit::Create(
      {.models_dir = kModelsDir, .attack_detector = "minifasnet-v2+v1se", .decode_limits = {}});
  if (!kit.ok()) GTEST_SKIP() << kit.status();
  auto parts = (*kit)->MakeParts();
  ASSERT_OK(parts);
  for (const char* person : {"003", "011", "025"}) {
    const Image portrait = ScaledDown(Portrait(fmt::format("{}_neutral", person)), 800, 800);
    const FaceCapture capture = Assess(portrait);
    ASSERT_TRUE(capture.face.has_value()) << person;
    const auto person_score = parts->attack_detector->Check(portrait, *capture.face);
    const auto screen_score = parts->attack_detector->Check(WithMoire(portrait), *capture.face);
    ASSERT_OK(person_score);
    ASSERT_OK(screen_score);
    EXPECT_GT(person_score->value, 0.5) << person;
    EXPECT_LT(screen_score->value, 0.1) << person;
  }
}

}  // namespace
}  // namespace portcullis
