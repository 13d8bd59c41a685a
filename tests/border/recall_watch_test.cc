#include "border/screening/recall_watch.h"

#include <vector>

#include "gtest/gtest.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

constexpr double kDemanded = 0.9;

class RecallWatchTest : public ::testing::Test {
 protected:
  SearchWay Choose(double demanded = kDemanded) { return watch_.Choose(demanded, now_).way; }

  void Earn(double demanded = kDemanded) {
    while (!watch_.status().is_approximate) {
      ASSERT_EQ(Choose(demanded), SearchWay::kBoth);
      watch_.Record(demanded, true);
    }
  }

  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  std::vector<RecallEvent> events_;
  RecallWatch watch_{{.one_in = 10,
                      .least_per_minute = 6,
                      .now = [this] { return now_; },
                      .report = [this](const RecallEvent& event) { events_.push_back(event); }}};
};

TEST_F(RecallWatchTest, SearchesExactlyWhenThePolicyDemandsAll) {
  EXPECT_EQ(watch_.Choose(1, now_).way, SearchWay::kExact);
  EXPECT_EQ(watch_.Choose(1, now_).aimed_recall, 1);
  EXPECT_EQ(watch_.status().demanded, 1);
  EXPECT_TRUE(events_.empty());
}

TEST_F(RecallWatchTest, SearchesBothWaysUntilTheApproximateOneHasEarnedToAnswer) {
  Earn();
  const RecallStatus status = watch_.status();
  EXPECT_EQ(status.reading.searches, RecallCanary(kDemanded).window());
  EXPECT_EQ(status.since, now_);
  ASSERT_EQ(events_.size(), 1U);
  EXPECT_EQ(events_[0].change, RecallChange::kEarned);
  EXPECT_OK(events_[0].failure);
}

TEST_F(RecallWatchTest, SearchesOneInSoManyBothWaysEverAfter) {
  Earn();
  Choose();  // the first
  for (int round = 0; round < 3; ++round) {
    for (int i = 1; i < 10; ++i) EXPECT_EQ(Choose(), SearchWay::kApproximate);
    EXPECT_EQ(Choose(), SearchWay::kBoth);
  }
}

TEST_F(RecallWatchTest, SearchesBothWaysSoManyTimesAMinuteWhereThereAreFewSearches) {
  Earn();
  Choose();  // the first
  EXPECT_EQ(Choose(), SearchWay::kApproximate);
  now_ += absl::Seconds(9);
  EXPECT_EQ(Choose(), SearchWay::kApproximate);
  now_ += absl::Seconds(1);
  EXPECT_EQ(Choose(), SearchWay::kBoth);
  EXPECT_EQ(Choose(), SearchWay::kApproximate);
}

TEST_F(RecallWatchTest, SearchesExactlyAtOnceWhenTooLittleIsFound) {
  Earn();
  now_ += absl::Hours(1);
  while (watch_.status().is_approximate) watch_.Record(kDemanded, false);
  EXPECT_EQ(Choose(), SearchWay::kBoth);
  EXPECT_EQ(Choose(), SearchWay::kBoth);
  EXPECT_EQ(watch_.status().since, now_);
  ASSERT_EQ(events_.size(), 2U);
  EXPECT_EQ(events_[1].change, RecallChange::kLost);
  EXPECT_LT(events_[1].status.reading.lower_bound, kDemanded);
  EXPECT_GT(events_[1].status.reading.searches, 0U);
}

TEST_F(RecallWatchTest, TellsWhenAWindowHasNotShownEnough) {
  for (std::size_t i = 0; i < RecallCanary(kDemanded).window(); ++i) {
    Choose();
    watch_.Record(kDemanded, i % 2 == 0);
  }
  ASSERT_EQ(events_.size(), 1U);
  EXPECT_EQ(events_[0].change, RecallChange::kNotEarned);
  EXPECT_FALSE(watch_.status().is_approximate);
}

TEST_F(RecallWatchTest, TakesAFailureOfTheApproximateSearchAsALoss) {
  Earn();
  watch_.Fail(kDemanded, absl::InternalError("broken"));
  EXPECT_EQ(Choose(), SearchWay::kBoth);
  ASSERT_EQ(events_.size(), 2U);
  EXPECT_EQ(events_[1].change, RecallChange::kLost);
  EXPECT_EQ(events_[1].failure.message(), "broken");
}

TEST_F(RecallWatchTest, TellsOfFailuresThatFollowEachOtherOnce) {
  Choose();
  for (int i = 0; i < 5; ++i) watch_.Fail(kDemanded, absl::InternalError("broken"));
  EXPECT_EQ(events_.size(), 1U);
  watch_.Record(kDemanded, true);
  watch_.Fail(kDemanded, absl::InternalError("broken again"));
  EXPECT_EQ(events_.size(), 2U);
}

TEST_F(RecallWatchTest, BeginsAnewWhenThePolicyDemandsSomethingElse) {
  Earn();
  EXPECT_EQ(Choose(0.95), SearchWay::kBoth);
  EXPECT_FALSE(watch_.status().is_approximate);
  EXPECT_EQ(watch_.status().demanded, 0.95);
  EXPECT_EQ(watch_.status().reading.searches, 0U);
  ASSERT_EQ(events_.size(), 2U);
  EXPECT_EQ(events_[1].change, RecallChange::kLost);
}

TEST_F(RecallWatchTest, ForgetsWhatWasEarnedWhenThePolicyDemandsAllAgain) {
  Earn();
  EXPECT_EQ(Choose(1), SearchWay::kExact);
  EXPECT_EQ(Choose(), SearchWay::kBoth);
}

TEST_F(RecallWatchTest, KeepsWhatWasEarnedWhenACheckGoesOnUnderThePolicyBefore) {
  const absl::Time before = now_ - absl::Hours(1);
  EXPECT_EQ(watch_.Choose(0.95, before).way, SearchWay::kBoth);
  Earn();
  EXPECT_EQ(watch_.Choose(0.95, before).way, SearchWay::kExact);
  EXPECT_EQ(watch_.Choose(1, before).way, SearchWay::kExact);
  EXPECT_TRUE(watch_.status().is_approximate);
  EXPECT_EQ(watch_.status().demanded, kDemanded);
  EXPECT_EQ(events_.size(), 1U);
}

TEST_F(RecallWatchTest, CountsNoSearchThatWasPlannedForAnotherDemand) {
  Choose();
  watch_.Record(0.95, true);
  watch_.Fail(0.95, absl::InternalError("broken"));
  EXPECT_EQ(watch_.status().reading.searches, 0U);
  EXPECT_TRUE(events_.empty());
}

}  // namespace
}  // namespace portcullis
