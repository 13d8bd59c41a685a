#include "eval/frame_check.h"

#include <vector>

#include "tests/fakes/fake_calibration.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using testing::kFakeModel;

std::vector<Embedding> PersonAt(std::vector<float> places) {
  std::vector<Embedding> images;
  for (const float place : places) images.push_back(Embedding(kFakeModel, {place, 0}));
  return images;
}

// Two images farther apart than 40 are of two people (fake_calibration.h).
TEST(CheckFrames, CountsWhomItTakesForTwoPeopleAndWhomNot) {
  // The second looks very different in his two images, and his first like the third's.
  const Strangers people = {PersonAt({0, 1}), PersonAt({100, 150}), PersonAt({110, 111}),
                            PersonAt({200})};
  const auto check = CheckFrames(testing::FakeCalibration(), people, 2);
  ASSERT_OK(check);
  EXPECT_EQ(check->of_one_person, 3U);
  EXPECT_EQ(check->refused, 1U);
  // (0, 100), (100, 110), (110, 0).
  EXPECT_EQ(check->of_two_people, 3U);
  EXPECT_EQ(check->caught, 2U);
  // Clopper-Pearson of 1 and of 2 in 3.
  EXPECT_NEAR(check->refused_low, 0.0084, 1e-4);
  EXPECT_NEAR(check->refused_high, 0.9057, 1e-4);
  EXPECT_NEAR(check->caught_low, 0.0943, 1e-4);
  EXPECT_NEAR(check->caught_high, 0.9916, 1e-4);
}

TEST(CheckFrames, TakesHalfOfTheImagesFromAnother) {
  // Of three images one is another's: the mean of -2.95 and -3 from the two.
  const Strangers people = {PersonAt({0, 1, 2}), PersonAt({80, 81, 82})};
  const auto check = CheckFrames(testing::FakeCalibration(), people, 3);
  ASSERT_OK(check);
  EXPECT_EQ(check->refused, 0U);
  EXPECT_EQ(check->caught, 2U);
}

TEST(CheckFrames, SaysNothingWhereNobodyHasSoManyImages) {
  const auto check = CheckFrames(testing::FakeCalibration(), {PersonAt({0, 1})}, 3);
  ASSERT_OK(check);
  EXPECT_EQ(check->of_one_person, 0U);
  EXPECT_EQ(check->refused_high, 1);
}

}  // namespace
}  // namespace portcullis
