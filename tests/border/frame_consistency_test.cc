#include "border/screening/frame_consistency.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "gtest/gtest.h"
#include "tests/fakes/fake_calibration.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using testing::kFakeModel;

std::vector<Embedding> At(std::vector<float> places) {
  std::vector<Embedding> frames;
  for (const float place : places) frames.push_back(Embedding(kFakeModel, {place, 0}));
  return frames;
}

// log10 likelihood ratios of the fake table: 4 up to distance 10, 2 at 20, -1 at 40, -3 at 80, in
// between on straight lines.
bool OnePerson(std::vector<float> places) {
  const auto answer = ShowOnePerson(At(std::move(places)), testing::FakeCalibration());
  EXPECT_OK(answer);
  return answer.ok() && *answer;
}

TEST(ShowOnePerson, IsTrueOfOneFrame) { EXPECT_TRUE(OnePerson({7})); }

TEST(ShowOnePerson, OfTwoFramesDependsOnTheirLikelihoodRatio) {
  EXPECT_TRUE(OnePerson({0, 39.9F}));   // -0.985
  EXPECT_FALSE(OnePerson({0, 40.5F}));  // -1.025
}

TEST(ShowOnePerson, HoldsTheMeanAcrossTwoGroupsAgainstTheLimit) {
  // 0 and 20 are joined first (2). Then 50 is -1.5 from the one and 0.5 from the other: -0.5.
  EXPECT_TRUE(OnePerson({0, 20, 50}));
  // 0 and 30 (0.5), 30 and 61 (0.35), 0 and 61 (-2.05). The first two are joined; 61 is -0.85 from
  // them. With 65 for 61 it is (-2.25 - 0.25) / 2 = -1.25.
  EXPECT_TRUE(OnePerson({0, 30, 61}));
  EXPECT_FALSE(OnePerson({0, 30, 65}));
}

TEST(ShowOnePerson, SeesOneStrangerAmongMany) {
  EXPECT_FALSE(OnePerson({1, 2, 3, 60, 4, 5, 6, 7}));
  EXPECT_FALSE(OnePerson({1, 2, 3, 4, 61, 62, 63, 64}));
  EXPECT_TRUE(OnePerson({1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST(ShowOnePerson, DoesNotDependOnTheOrder) {
  const std::vector<float> places = {0, 25, 31, 58, 70};
  std::vector<float> turned = places;
  for (std::size_t i = 0; i < places.size(); ++i) {
    std::rotate(turned.begin(), turned.begin() + 1, turned.end());
    EXPECT_EQ(OnePerson(turned), OnePerson(places));
  }
}

TEST(ShowOnePerson, TakesWhatIsNotANumberForAnotherPerson) {
  EXPECT_FALSE(OnePerson({0, std::numeric_limits<float>::quiet_NaN()}));
}

TEST(ShowOnePerson, RefusesFramesOfTwoModels) {
  const std::vector<Embedding> frames = {
      Embedding(kFakeModel, {0, 0}),
      Embedding({"other", kFakeModel.weights_sha256, kFakeModel.alignment}, {0, 0})};
  EXPECT_THAT(
      ShowOnePerson(frames, testing::FakeCalibration()),
      testing::FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch));
}

}  // namespace
}  // namespace portcullis
