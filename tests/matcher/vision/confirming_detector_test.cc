#include "matcher/vision/confirming_detector.h"

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

constexpr float kSecondConfidence = 0.9F;

/// Finds one face around the brightest pixel, all five points `offset` from it.
class BrightestPixelDetector : public FaceDetector {
 public:
  explicit BrightestPixelDetector(Point offset) : offset_(offset) {}

  absl::StatusOr<std::vector<Face>> Detect(const Image& image) override {
    std::size_t brightest = 0;
    for (std::size_t i = 0; i < image.pixels().size(); i += 3) {
      if (image.pixels()[i] > image.pixels()[brightest]) brightest = i;
    }
    if (image.pixels()[brightest] < 64) return std::vector<Face>();
    const auto width = static_cast<std::size_t>(image.width());
    const auto x = static_cast<float>(brightest / 3 % width);
    const auto y = static_cast<float>(brightest / 3 / width);
    const Point point = {x + offset_.x, y + offset_.y};
    Face face;
    face.box = {x - 20, y - 20, 40, 40};
    face.detector_confidence = kSecondConfidence;
    face.points = FacePoints{point, point, point, point, point};
    return std::vector<Face>{face};
  }

 private:
  Point offset_;
};

constexpr int kSide = 104;

/// Black, with a white dot of 3x3 px around (x, y).
Image WhiteDot(int x, int y) {
  std::vector<std::uint8_t> pixels(std::size_t{kSide} * kSide * 3);
  for (int row = y - 1; row <= y + 1; ++row) {
    for (int column = x - 1; column <= x + 1; ++column) {
      const auto at = static_cast<std::size_t>(row * kSide + column) * 3;
      for (std::size_t channel = 0; channel < 3; ++channel) pixels[at + channel] = 255;
    }
  }
  return Image(kSide, kSide, std::move(pixels));
}

/// Reports one face of 52 px in the middle of the test image, whatever it shows: its crop is
/// magnified twice.
class MiddleFaceDetector : public FaceDetector {
 public:
  absl::StatusOr<std::vector<Face>> Detect(const Image&) override {
    Face face;
    face.box = {26, 26, 52, 52};
    face.detector_confidence = 0.3F;
    face.points = FacePoints{};
    return std::vector<Face>{face};
  }
};

absl::StatusOr<std::vector<Face>> Detect(const Image& image, Point second_errs_by = {0, 0},
                                         float min_confidence = 0.5F) {
  std::vector<std::unique_ptr<FaceDetector>> first_looks;
  first_looks.push_back(std::make_unique<MiddleFaceDetector>());
  ConfirmingDetector detector(std::move(first_looks),
                              std::make_unique<BrightestPixelDetector>(second_errs_by),
                              min_confidence);
  return detector.Detect(image);
}

TEST(ConfirmingDetector, GivesBoxOfTheFirstLookAndPointsAndConfidenceOfTheSecond) {
  const auto faces = Detect(WhiteDot(52, 52));
  ASSERT_OK(faces);
  ASSERT_EQ(faces->size(), 1U);
  EXPECT_EQ(faces->front().box.left, 26);
  EXPECT_EQ(faces->front().detector_confidence, kSecondConfidence);
  EXPECT_NEAR(faces->front().points->nose_tip.x, 52, 1);
  EXPECT_NEAR(faces->front().points->nose_tip.y, 52, 2);  // the top row of the dot is found
}

TEST(ConfirmingDetector, CancelsWhatTheSecondLookErrsToOneSide) {
  const auto faces = Detect(WhiteDot(52, 52), {6, 0});
  ASSERT_OK(faces);
  ASSERT_EQ(faces->size(), 1U);
  EXPECT_NEAR(faces->front().points->nose_tip.x, 52, 1);
}

TEST(ConfirmingDetector, DropsAFaceThatIsNotFoundAgain) {
  const Image black(kSide, kSide, std::vector<std::uint8_t>(std::size_t{kSide} * kSide * 3));
  const auto faces = Detect(black);
  ASSERT_OK(faces);
  EXPECT_TRUE(faces->empty());
}

TEST(ConfirmingDetector, IsNotConfirmedByANeighbour) {
  const auto faces = Detect(WhiteDot(80, 80));
  ASSERT_OK(faces);
  EXPECT_TRUE(faces->empty());
}

TEST(ConfirmingDetector, DropsAFaceThatTheSecondLookDoubts) {
  const auto faces = Detect(WhiteDot(52, 52), {0, 0}, kSecondConfidence + 0.01F);
  ASSERT_OK(faces);
  EXPECT_TRUE(faces->empty());
}

/// Reports a face of 26 px around (x, y), and counts how often it is asked.
class ElsewhereDetector : public FaceDetector {
 public:
  ElsewhereDetector(float x, float y, int& asked) : x_(x), y_(y), asked_(asked) {}

  absl::StatusOr<std::vector<Face>> Detect(const Image&) override {
    ++asked_;
    Face face;
    face.box = {x_ - 13, y_ - 13, 26, 26};
    face.points = FacePoints{};
    return std::vector<Face>{face};
  }

 private:
  float x_;
  float y_;
  int& asked_;
};

TEST(ConfirmingDetector, LooksCloserOnlyWhereNothingWasConfirmed) {
  for (const bool first_is_right : {true, false}) {
    int asked_first = 0;
    int asked_closer = 0;
    std::vector<std::unique_ptr<FaceDetector>> looks;
    looks.push_back(
        std::make_unique<ElsewhereDetector>(first_is_right ? 80.0F : 20.0F, 80.0F, asked_first));
    looks.push_back(std::make_unique<ElsewhereDetector>(80.0F, 80.0F, asked_closer));
    ConfirmingDetector detector(std::move(looks),
                                std::make_unique<BrightestPixelDetector>(Point{0, 0}), 0.5F);
    const auto faces = detector.Detect(WhiteDot(80, 80));
    ASSERT_OK(faces);
    ASSERT_EQ(faces->size(), 1U);
    EXPECT_NEAR(faces->front().box.centre().x, 80, 0.01);
    EXPECT_EQ(asked_first, 1);
    EXPECT_EQ(asked_closer, first_is_right ? 0 : 1);
  }
}

}  // namespace
}  // namespace portcullis
