// Real portraits made worse step by step: volunteers of the Face Research Lab London Set.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "matcher/core/quality.h"
#include "matcher/pipeline/capture_advice.h"
#include "matcher/vision/vision_kit.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

namespace fs = std::filesystem;

const fs::path kModelsDir = PORTCULLIS_SOURCE_DIR "/models";
const fs::path kPortraits = PORTCULLIS_SOURCE_DIR "/../shared/data/london";
const std::vector<std::string> kNames = {"003_smiling", "006_neutral", "010_neutral",
                                         "022_neutral", "036_neutral", "041_neutral"};

struct Portrait {
  Image image;
  Face face;
};

/// `pixel` gives the value of channel c at (x, y).
template <typename Pixel>
Image MakeImage(int width, int height, const Pixel& pixel) {
  std::vector<std::uint8_t> pixels;
  pixels.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < 3; ++c) {
        pixels.push_back(static_cast<std::uint8_t>(std::clamp(pixel(x, y, c), 0.0, 255.0)));
      }
    }
  }
  return {width, height, std::move(pixels)};
}

double At(const Image& image, int x, int y, int c) {
  const int inside_x = std::clamp(x, 0, image.width() - 1);
  const int inside_y = std::clamp(y, 0, image.height() - 1);
  return image.pixels()[static_cast<std::size_t>((inside_y * image.width() + inside_x) * 3 + c)];
}

Point Scaled(Point point, float factor) { return {point.x / factor, point.y / factor}; }

/// Every `factor` x `factor` pixels become one.
Portrait Smaller(const Portrait& portrait, int factor) {
  const Image& image = portrait.image;
  Image small =
      MakeImage(image.width() / factor, image.height() / factor, [&](int x, int y, int c) {
        double sum = 0;
        for (int dy = 0; dy < factor; ++dy) {
          for (int dx = 0; dx < factor; ++dx) sum += At(image, x * factor + dx, y * factor + dy, c);
        }
        return sum / (factor * factor);
      });
  Face face = portrait.face;
  const auto by = static_cast<float>(factor);
  face.box = {face.box.left / by, face.box.top / by, face.box.width / by, face.box.height / by};
  const FacePoints& points = *portrait.face.points;
  face.points = FacePoints{Scaled(points.right_eye, by), Scaled(points.left_eye, by),
                           Scaled(points.nose_tip, by), Scaled(points.right_mouth_corner, by),
                           Scaled(points.left_mouth_corner, by)};
  return {std::move(small), face};
}

Portrait Blurred(const Portrait& portrait, int radius) {
  const Image& image = portrait.image;
  const double count = 2.0 * radius + 1;
  const Image across = MakeImage(image.width(), image.height(), [&](int x, int y, int c) {
    double sum = 0;
    for (int d = -radius; d <= radius; ++d) sum += At(image, x + d, y, c);
    return sum / count;
  });
  return {MakeImage(image.width(), image.height(),
                    [&](int x, int y, int c) {
                      double sum = 0;
                      for (int d = -radius; d <= radius; ++d) sum += At(across, x, y + d, c);
                      return sum / count;
                    }),
          portrait.face};
}

/// The light at the left and at the right edge, as shares of what it was.
Portrait Lit(const Portrait& portrait, double left, double right) {
  const Image& image = portrait.image;
  return {MakeImage(image.width(), image.height(),
                    [&](int x, int y, int c) {
                      const double place = static_cast<double>(x) / image.width();
                      return At(image, x, y, c) * (left + (right - left) * place);
                    }),
          portrait.face};
}

Quality MeasureOf(const Portrait& portrait) {
  const FaceChip chip{MakeImage(8, 8, [](int, int, int) { return 100.0; }), {}, "none"};
  return MeasureQuality({portrait.image, {&portrait.face, 1}, portrait.face, chip});
}

int ScoreOf(const Quality& quality, QualityMeasure measure) {
  for (const QualityComponent& component : quality.components) {
    if (component.measure == measure) return component.score;
  }
  ADD_FAILURE() << QualityMeasureName(measure) << " is absent";
  return 0;
}

class DegradedPortraits : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!fs::is_directory(kPortraits) || !fs::is_directory(kModelsDir / "weights")) return;
    auto kit = VisionKit::Create({.models_dir = kModelsDir, .decode_limits = {}});
    if (!kit.ok()) return;
    EncoderParts parts = *(*kit)->MakeParts();
    for (const std::string& name : kNames) {
      std::ifstream file(kPortraits / (name + ".jpg"), std::ios::binary);
      const std::string text((std::istreambuf_iterator<char>(file)),
                             std::istreambuf_iterator<char>());
      const std::vector<std::uint8_t> bytes(text.begin(), text.end());
      const auto decoded = parts.decoder->Decode(bytes);
      ASSERT_OK(decoded);
      const auto faces = parts.detector->Detect(decoded->image);
      ASSERT_OK(faces);
      ASSERT_EQ(faces->size(), 1U) << name;
      // 450 px: about 68 px between the eyes, as kiosks send them.
      portraits_.push_back(Smaller({decoded->image, faces->front()}, 3));
    }
  }

  static void TearDownTestSuite() { portraits_.clear(); }

  void SetUp() override {
    if (portraits_.empty()) GTEST_SKIP() << kPortraits << " or the models are absent";
  }

  /// `measure` and the overall value never rise from step to step, and have fallen in the end.
  static void ExpectFall(QualityMeasure measure, const std::vector<Portrait>& ever_worse,
                         const std::string& name) {
    int score = 100;
    int overall = 100;
    for (std::size_t step = 0; step < ever_worse.size(); ++step) {
      const Quality quality = MeasureOf(ever_worse[step]);
      EXPECT_LE(ScoreOf(quality, measure), score) << name << ", step " << step;
      EXPECT_LE(quality.overall, overall) << name << ", step " << step;
      score = ScoreOf(quality, measure);
      overall = quality.overall;
    }
    EXPECT_LE(score, ScoreOf(MeasureOf(ever_worse.front()), measure) - 40) << name;
    EXPECT_LE(overall, MeasureOf(ever_worse.front()).overall - 8) << name;
  }

  static std::vector<Portrait> portraits_;
};

std::vector<Portrait> DegradedPortraits::portraits_;

TEST_F(DegradedPortraits, AreGoodAndNeedNoAdviceAsTheyAre) {
  for (std::size_t i = 0; i < portraits_.size(); ++i) {
    FaceCapture capture;
    capture.image = portraits_[i].image;
    capture.face = portraits_[i].face;
    capture.quality = MeasureOf(portraits_[i]);
    EXPECT_GE(capture.quality->overall, 75) << kNames[i];
    EXPECT_TRUE(AdviceOn(capture).empty()) << kNames[i] << ": " << AdviceText(AdviceOn(capture)[0]);
  }
}

TEST_F(DegradedPortraits, AreWorseTheMoreBlurred) {
  for (std::size_t i = 0; i < portraits_.size(); ++i) {
    ExpectFall(QualityMeasure::kSharpness,
               {portraits_[i], Blurred(portraits_[i], 2), Blurred(portraits_[i], 4),
                Blurred(portraits_[i], 8)},
               kNames[i]);
  }
}

TEST_F(DegradedPortraits, AreWorseTheDarker) {
  for (std::size_t i = 0; i < portraits_.size(); ++i) {
    ExpectFall(QualityMeasure::kUnderExposure,
               {portraits_[i], Lit(portraits_[i], 0.3, 0.3), Lit(portraits_[i], 0.15, 0.15),
                Lit(portraits_[i], 0.08, 0.08)},
               kNames[i]);
  }
}

TEST_F(DegradedPortraits, AreWorseTheMoreTheLightComesFromTheSide) {
  for (std::size_t i = 0; i < portraits_.size(); ++i) {
    ExpectFall(QualityMeasure::kIlluminationUniformity,
               {portraits_[i], Lit(portraits_[i], 1.1, 0.5), Lit(portraits_[i], 1.2, 0)},
               kNames[i]);
  }
}

TEST_F(DegradedPortraits, AreWorseTheSmaller) {
  for (std::size_t i = 0; i < portraits_.size(); ++i) {
    ExpectFall(QualityMeasure::kInterEyeDistance,
               {portraits_[i], Smaller(portraits_[i], 2), Smaller(portraits_[i], 3),
                Smaller(portraits_[i], 4)},
               kNames[i]);
  }
}

TEST_F(DegradedPortraits, AreWorseTheMoreBurntOut) {
  for (std::size_t i = 0; i < portraits_.size(); ++i) {
    ExpectFall(QualityMeasure::kOverExposure,
               {portraits_[i], Lit(portraits_[i], 2, 2), Lit(portraits_[i], 4, 4)}, kNames[i]);
  }
}

}  // namespace
}  // namespace portcullis
