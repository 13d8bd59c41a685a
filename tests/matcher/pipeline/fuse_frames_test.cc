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

constexpr double kStrangers = 150;  // mean square of the distances of strangers

TEST(FuseFrames, OfOneFrameAreItself) {
  const auto probe = FuseFrames(std::vector{At(0.1F, -7)}, kStrangers);
  ASSERT_OK(probe);
  EXPECT_THAT(probe->embedding.values(), ElementsAre(0.1F, -7));
  EXPECT_EQ(probe->stretch, 1);
  EXPECT_EQ(probe->Corrected(Distance{0.3F}), Distance{0.3F});
}

TEST(FuseFrames, TakeTheMeanAndStretchDistancesForTheScatter) {
  // Around (3, 4) the frames scatter by 9 + 16 each. 1.5 x 25 is a fourth of 150: sqrt(4 / 3).
  const auto probe = FuseFrames(std::vector{At(0, 0), At(6, 8)}, kStrangers);
  ASSERT_OK(probe);
  EXPECT_THAT(probe->embedding.values(), ElementsAre(3, 4));
  EXPECT_DOUBLE_EQ(probe->stretch, 1.1547005383792515);
  EXPECT_EQ(probe->embedding.model(), kFakeModel);
  EXPECT_FLOAT_EQ(probe->Corrected(Distance{3}).value, 3.4641016F);
}

TEST(FuseFrames, BringNobodyNearerInTheMeanThanTheFramesAre) {
  // Strangers on a wide circle around the frames: their mean square is what the correction is for.
  const std::vector<Embedding> frames = {At(0, 0), At(6, 8), At(1, 2)};
  constexpr int kPeople = 360;
  double strangers = 0;
  std::vector<Embedding> people;
  for (int i = 0; i < kPeople; ++i) {
    const double angle = i * 2 * M_PI / kPeople;
    people.push_back(
        At(static_cast<float>(20 * std::cos(angle)), static_cast<float>(20 * std::sin(angle))));
    for (const Embedding& frame : frames) {
      const double distance = DistanceBetween(frame, people.back())->value;
      strangers += distance * distance / (kPeople * 3);
    }
  }
  const auto probe = FuseFrames(frames, strangers);
  ASSERT_OK(probe);
  double uncorrected = 0;
  double corrected = 0;
  for (const Embedding& person : people) {
    const Distance distance = *DistanceBetween(probe->embedding, person);
    uncorrected += static_cast<double>(distance.value) * distance.value / kPeople;
    const double stretched = probe->Corrected(distance).value;
    corrected += stretched * stretched / kPeople;
  }
  EXPECT_LT(uncorrected, strangers - 1);
  EXPECT_GE(corrected, strangers);
}

TEST(FuseFrames, OfFramesThatAreAlikeCorrectNothing) {
  const auto probe = FuseFrames(std::vector{At(1, 2), At(1, 2), At(1, 2)}, kStrangers);
  ASSERT_OK(probe);
  EXPECT_THAT(probe->embedding.values(), ElementsAre(1, 2));
  EXPECT_EQ(probe->stretch, 1);
}

TEST(StretchFor, HasAnEnd) {
  EXPECT_EQ(StretchFor(0, 1), 1);
  EXPECT_DOUBLE_EQ(StretchFor(0.5, 1), 2);
  EXPECT_DOUBLE_EQ(StretchFor(100, 1), 2);
}

TEST(FuseFrames, RefuseNothingAndWhatCannotBeCompared) {
  EXPECT_EQ(FuseFrames({}, kStrangers).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(FuseFrames(std::vector{At(1, 2), Embedding(kFakeModel, {1})}, kStrangers),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch));
}

}  // namespace
}  // namespace portcullis
