#include "matcher/pipeline/face_encoder.h"

#include <string>

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

}  // namespace
}  // namespace portcullis
