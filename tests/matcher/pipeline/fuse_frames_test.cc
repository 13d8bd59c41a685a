#include "matcher/pipeline/fuse_frames.h"

#include <cmath>
#include <vector>

#include "gmock/gmock.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using ::testing::ElementsAre;
using testing::FailsWith;
using testing::kFakeModel;

Embedding At(float x, float y) { return Embedding(kFakeModel, {x, y}); }

TEST(FuseFrames, OfOneFrameAreItself) {
  const auto probe = FuseFrames(std::vector{At(0.1F, -7)});
  ASSERT_OK(probe);
  EXPECT_THAT(probe->embedding.values(), ElementsAre(0.1F, -7));
  EXPECT_EQ(probe->squared_correction, 0);
  EXPECT_EQ(probe->Corrected(Distance{0.3F}), Distance{0.3F});
}

TEST(FuseFrames, TakeTheMeanAndThreeQuartersOfTheScatter) {
  // Around (3, 4) the frames scatter by 9 + 16 and 9 + 16: 25 in the mean.
  const auto probe = FuseFrames(std::vector{At(0, 0), At(6, 8)});
  ASSERT_OK(probe);
  EXPECT_THAT(probe->embedding.values(), ElementsAre(3, 4));
  EXPECT_DOUBLE_EQ(probe->squared_correction, 18.75);
  EXPECT_EQ(probe->embedding.model(), kFakeModel);
  // (3, 4) to (3, 4.5): sqrt(0.25 + 18.75).
  EXPECT_FLOAT_EQ(probe->Corrected(Distance{0.5F}).value, 4.3588989F);
}

TEST(FuseFrames, NeverBringAnybodyNearerThanTheMeanNorFartherThanTheFramesDoInTheMean) {
  const std::vector<Embedding> frames = {At(0, 0), At(6, 8), At(1, 2)};
  const auto probe = FuseFrames(frames);
  ASSERT_OK(probe);
  for (const Embedding& other : {At(0, 0), At(3, 4), At(100, -50), At(6, 8)}) {
    double square = 0;
    for (const Embedding& frame : frames) {
      const double distance = DistanceBetween(frame, other)->value;
      square += distance * distance / 3;
    }
    const Distance to_mean = *DistanceBetween(probe->embedding, other);
    EXPECT_GE(probe->Corrected(to_mean), to_mean);
    EXPECT_LE(probe->Corrected(to_mean).value, std::sqrt(square) + 1e-5);
  }
}

TEST(FuseFrames, OfFramesThatAreAlikeCorrectNothing) {
  const auto probe = FuseFrames(std::vector{At(1, 2), At(1, 2), At(1, 2)});
  ASSERT_OK(probe);
  EXPECT_THAT(probe->embedding.values(), ElementsAre(1, 2));
  EXPECT_EQ(probe->squared_correction, 0);
}

TEST(FuseFrames, RefuseNothingAndWhatCannotBeCompared) {
  EXPECT_EQ(FuseFrames({}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(FuseFrames(std::vector{At(1, 2), Embedding(kFakeModel, {1})}),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch));
}

}  // namespace
}  // namespace portcullis
