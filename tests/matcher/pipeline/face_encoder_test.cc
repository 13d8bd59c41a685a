#include "matcher/pipeline/face_encoder.h"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "matcher/core/turn_image.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using testing::BytesOf;
using testing::FailsWith;
using testing::FakeFace;
using testing::MakeFakeEncoderParts;

absl::StatusOr<FaceCapture> Encode(const std::string& image) {
  FaceEncoder encoder(MakeFakeEncoderParts(), {});
  return encoder.Encode(BytesOf(image), QualityBar{}, AlwaysContinue);
}

CaptureProblem ProblemOf(const std::string& image) { return *Encode(image)->problem; }

TEST(FaceEncoder, EmbedsTheOneFace) {
  const auto capture = Encode(FakeFace(3, 4));
  ASSERT_OK(capture);
  EXPECT_FALSE(capture->problem.has_value());
  const Embedding& embedding = *capture->embedding;
  EXPECT_THAT(embedding.values(), ::testing::ElementsAre(3, 4));
  EXPECT_EQ(embedding.model(), testing::kFakeModel);
  EXPECT_TRUE(capture->face.has_value());
  EXPECT_FLOAT_EQ(capture->quality->inter_eye_distance_px, 50);
}

TEST(FaceEncoder, AnswersWithTheProblemOfTheCapture) {
  EXPECT_EQ(ProblemOf("no face"), CaptureProblem::kNoFace);
  EXPECT_EQ(ProblemOf("two faces"), CaptureProblem::kSeveralFaces);
  EXPECT_EQ(ProblemOf("tiny 3 4"), CaptureProblem::kLowQuality);
}

TEST(FaceEncoder, StillTellsTheQualityOfAFaceBelowTheBar) {
  const auto capture = Encode("tiny 3 4");
  ASSERT_OK(capture);
  EXPECT_FLOAT_EQ(capture->quality->inter_eye_distance_px, 4);
}

TEST(FaceEncoder, FailsOnBytesThatAreNoImage) {
  EXPECT_THAT(Encode("rubbish"),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable));
}

TEST(FaceEncoder, StopsBetweenStepsWhenNobodyWaits) {
  FaceEncoder encoder(MakeFakeEncoderParts(), {});
  const std::string image = FakeFace(3, 4);
  for (int allowed = 0; allowed < 4; ++allowed) {
    int asked = 0;
    const auto capture = encoder.Encode(BytesOf(image), QualityBar{}, [&]() -> absl::Status {
      return asked++ < allowed ? absl::OkStatus() : absl::CancelledError("gone");
    });
    EXPECT_EQ(capture.status().code(), absl::StatusCode::kCancelled) << allowed;
    EXPECT_EQ(asked, allowed + 1);
  }
}

/// A picture of 3x2 px whose top left pixel is white, as a camera took it that has to be turned
/// clockwise by `turn`.
class LyingDecoder : public ImageDecoder {
 public:
  explicit LyingDecoder(int turn) : turn_(turn) {}

  absl::StatusOr<DecodedImage> Decode(std::span<const std::uint8_t>) override {
    std::vector<std::uint8_t> pixels(18);
    pixels[0] = 255;
    const Image upright(3, 2, std::move(pixels));
    if (turn_ == 0) return DecodedImage{upright, {}};
    return DecodedImage{TurnClockwise(upright, static_cast<Turn>(360 - turn_)), {}};
  }

 private:
  int turn_;
};

/// Sees faces only where the top left pixel is white.
class UprightDetector : public FaceDetector {
 public:
  UprightDetector(std::vector<float> confidences, int& looks)
      : confidences_(std::move(confidences)), looks_(looks) {}

  absl::StatusOr<std::vector<Face>> Detect(const Image& image) override {
    ++looks_;
    std::vector<Face> faces;
    if (image.pixels()[0] != 255) return faces;
    for (std::size_t i = 0; i < confidences_.size(); ++i) {
      Face face;
      face.box = {0, 0, 3 / (1 + static_cast<float>(i)), 2 / (1 + static_cast<float>(i))};
      face.detector_confidence = confidences_[i];
      face.points = FacePoints{{0, 0}, {30, 0}, {}, {}, {}};
      faces.push_back(face);
    }
    return faces;
  }

 private:
  std::vector<float> confidences_;
  int& looks_;
};

constexpr FaceEncoderOptions kTurnedOptions{
    .select_face = {}, .sure_confidence = 0.97F, .min_turned_confidence = 0.9F};

/// The largest face first; `looks` counts how often the detector was asked.
absl::StatusOr<FaceCapture> EncodeLying(int turn, const std::vector<float>& confidences,
                                        int& looks) {
  looks = 0;
  EncoderParts parts = MakeFakeEncoderParts();
  parts.decoder = std::make_unique<LyingDecoder>(turn);
  parts.detector = std::make_unique<UprightDetector>(confidences, looks);
  FaceEncoder encoder(std::move(parts), kTurnedOptions);
  return encoder.Encode({}, QualityBar{}, AlwaysContinue);
}

TEST(FaceEncoder, TurnsAnImageInWhichItFindsNoFace) {
  for (const int turn : {90, 180, 270}) {
    int looks = 0;
    const auto capture = EncodeLying(turn, {0.95F}, looks);
    ASSERT_OK(capture) << turn;
    EXPECT_TRUE(capture->embedding.has_value()) << turn;
    EXPECT_EQ(capture->turned_degrees, turn);
    EXPECT_EQ(capture->image->width(), 3) << turn;
    EXPECT_EQ(capture->image->pixels()[0], 255) << turn;
    EXPECT_EQ(looks, 4) << turn;
  }
}

TEST(FaceEncoder, LooksOnceWhereTheFaceIsSure) {
  int looks = 0;
  EXPECT_EQ(EncodeLying(0, {0.97F}, looks)->turned_degrees, 0);
  EXPECT_EQ(looks, 1);
}

TEST(FaceEncoder, KeepsADoubtfulFaceThatNoTurnMakesSurer) {
  int looks = 0;
  const auto capture = EncodeLying(0, {0.91F}, looks);
  ASSERT_OK(capture);
  EXPECT_TRUE(capture->embedding.has_value());
  EXPECT_EQ(capture->turned_degrees, 0);
  EXPECT_EQ(looks, 4);
}

/// Sees a face in every image, surer in some: in the order of its looks.
class WaveringDetector : public FaceDetector {
 public:
  explicit WaveringDetector(std::vector<float> confidences)
      : confidences_(std::move(confidences)) {}

  absl::StatusOr<std::vector<Face>> Detect(const Image&) override {
    Face face;
    face.box = {0, 0, 1, 1};
    face.detector_confidence = confidences_.at(looks_++);
    face.points = FacePoints{{0, 0}, {30, 0}, {}, {}, {}};
    return std::vector<Face>{face};
  }

 private:
  std::vector<float> confidences_;
  std::size_t looks_ = 0;
};

TEST(FaceEncoder, TakesTheTurnInWhichTheFaceIsSurest) {
  struct Case {
    std::vector<float> confidences;  // upright, turned by 90, 270, 180
    int turned_degrees;
  };
  for (const Case& one : {Case{{0.96F, 0.91F, 0.99F, 0.95F}, 270},
                          {{0.90F, 0.92F, 0.91F, 0.98F}, 180},
                          {{0.96F, 0.95F, 0.94F, 0.93F}, 0},
                          {{0.95F, 0.95F, 0.95F, 0.95F}, 0},
                          {{0.80F, 0.89F, 0.85F, 0.85F}, 0}}) {
    EncoderParts parts = MakeFakeEncoderParts();
    parts.detector = std::make_unique<WaveringDetector>(one.confidences);
    FaceEncoder encoder(std::move(parts), kTurnedOptions);
    const auto capture = encoder.Encode(BytesOf("no face"), QualityBar{}, AlwaysContinue);
    ASSERT_OK(capture);
    EXPECT_EQ(capture->turned_degrees, one.turned_degrees) << one.confidences[0];
    EXPECT_TRUE(capture->embedding.has_value());
  }
}

TEST(FaceEncoder, LooksAtTurnedImagesWithTheirOwnDetector) {
  int looks = 0;
  int turned_looks = 0;
  EncoderParts parts = MakeFakeEncoderParts();
  parts.decoder = std::make_unique<LyingDecoder>(270);
  parts.detector = std::make_unique<UprightDetector>(std::vector<float>{}, looks);
  parts.turned_detector = std::make_unique<UprightDetector>(std::vector<float>{1}, turned_looks);
  FaceEncoder encoder(std::move(parts), {});
  const auto capture = encoder.Encode({}, QualityBar{}, AlwaysContinue);
  ASSERT_OK(capture);
  EXPECT_EQ(capture->turned_degrees, 270);
  EXPECT_EQ(looks, 1);
  EXPECT_EQ(turned_looks, 3);
}

TEST(FaceEncoder, GivesTheImageAsItCameWhereNoTurnHelps) {
  int looks = 0;
  const auto capture = EncodeLying(90, {}, looks);
  ASSERT_OK(capture);
  EXPECT_EQ(capture->problem, CaptureProblem::kNoFace);
  EXPECT_EQ(capture->turned_degrees, 0);
  EXPECT_EQ(capture->image->width(), 2);
  EXPECT_EQ(looks, 4);
}

TEST(FaceEncoder, DoubtsAFaceInATurnedImageMoreThanInAnUprightOne) {
  int looks = 0;
  EXPECT_TRUE(EncodeLying(0, {0.85F}, looks)->embedding.has_value());
  EXPECT_EQ(EncodeLying(180, {0.85F}, looks)->problem, CaptureProblem::kNoFace);
}

TEST(FaceEncoder, DoesNotTakeADoubtfulMainFaceBecauseASmallOneIsSure) {
  int looks = 0;
  EXPECT_EQ(EncodeLying(90, {0.85F, 0, 0, 0, 0.95F}, looks)->problem, CaptureProblem::kNoFace);
}

TEST(FaceEncoder, FindsSeveralFacesInATurnedImageToo) {
  int looks = 0;
  EncoderParts parts = MakeFakeEncoderParts();
  parts.decoder = std::make_unique<LyingDecoder>(90);
  parts.detector = std::make_unique<UprightDetector>(std::vector<float>{0.95F, 0.85F}, looks);
  FaceEncoder encoder(std::move(parts), {.select_face = {.comparable_prominence_ratio = 0.05F},
                                         .sure_confidence = 0.97F,
                                         .min_turned_confidence = 0.9F});
  const auto capture = encoder.Encode({}, QualityBar{}, AlwaysContinue);
  ASSERT_OK(capture);
  EXPECT_EQ(capture->problem, CaptureProblem::kSeveralFaces);
  EXPECT_EQ(capture->turned_degrees, 90);
}

TEST(FaceEncoder, StopsBetweenTurnsWhenNobodyWaits) {
  int looks = 0;
  EncoderParts parts = MakeFakeEncoderParts();
  parts.detector = std::make_unique<UprightDetector>(std::vector<float>{}, looks);
  FaceEncoder encoder(std::move(parts), {});
  int asked = 0;
  const std::string image = FakeFace(3, 4);
  const auto capture = encoder.Encode(BytesOf(image), QualityBar{}, [&]() -> absl::Status {
    return asked++ < 3 ? absl::OkStatus() : absl::CancelledError("gone");
  });
  EXPECT_EQ(capture.status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(looks, 2);
}

class AttackDetectorOf : public PresentationAttackDetector {
 public:
  explicit AttackDetectorOf(double score) : score_(score) {}
  absl::StatusOr<BonaFideScore> Check(const Image&, const Face&) override {
    return BonaFideScore{score_};
  }

 private:
  double score_;
};

TEST(FaceEncoder, TellsWhatTheAttackCheckSaysWithoutDecidingByIt) {
  EncoderParts parts = MakeFakeEncoderParts();
  parts.attack_detector = std::make_unique<AttackDetectorOf>(0.1);
  FaceEncoder encoder(std::move(parts), {});
  const std::string image = FakeFace(3, 4);
  const auto capture = encoder.Encode(BytesOf(image), QualityBar{}, AlwaysContinue);
  ASSERT_OK(capture);
  EXPECT_EQ(capture->bona_fide->value, 0.1);
  EXPECT_TRUE(capture->embedding.has_value());
  EXPECT_FALSE(Encode(image)->bona_fide.has_value());
}

}  // namespace
}  // namespace portcullis
