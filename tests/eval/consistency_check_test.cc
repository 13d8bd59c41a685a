#include "eval/consistency_check.h"

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
TEST(CheckConsistency, CountsWhomItTakesForTwoPeopleAndWhomNot) {
  // The second looks very different in his two images, and his first like the third's.
  const Strangers people = {PersonAt({0, 1}), PersonAt({100, 150}), PersonAt({110, 111}),
                            PersonAt({200})};
  const auto check = CheckConsistency(testing::FakeCalibration(), people, 2);
  ASSERT_OK(check);
  EXPECT_EQ(check->refused.trials, 3U);
  EXPECT_EQ(check->refused.errors, 1U);
  // (0, 100), (100, 110), (110, 0).
  EXPECT_EQ(check->caught.trials, 3U);
  EXPECT_EQ(check->caught.errors, 2U);
  // Clopper-Pearson of 1 and of 2 in 3.
  EXPECT_NEAR(check->refused.low, 0.0084, 1e-4);
  EXPECT_NEAR(check->refused.high, 0.9057, 1e-4);
  EXPECT_NEAR(check->caught.low, 0.0943, 1e-4);
  EXPECT_NEAR(check->caught.high, 0.9916, 1e-4);
}

TEST(CheckConsistency, TakesHalfOfTheImagesFromAnother) {
  // Of three images one is another's: the mean of -2.95 and -3 from the two.
  const Strangers people = {PersonAt({0, 1, 2}), PersonAt({80, 81, 82})};
  const auto check = CheckConsistency(testing::FakeCalibration(), people, 3);
  ASSERT_OK(check);
  EXPECT_EQ(check->refused.errors, 0U);
  EXPECT_EQ(check->caught.errors, 2U);
}

TEST(CheckConsistency, MixesNobodyWithHimself) {
  const Strangers people = {PersonAt({0, 1}), PersonAt({100, 101, 102})};
  const auto check = CheckConsistency(testing::FakeCalibration(), people, 3);
  EXPECT_EQ(check.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(check, testing::MessageHas("fewer than two of 2 people have 3 images"));
}

}  // namespace
}  // namespace portcullis
