#include "border/policy/search_levels.h"

#include "tests/fakes/fake_calibration.h"
#include "tests/fakes/fake_policy.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

const ListId kShort{"short"};
const ListId kLong{"long"};

/// Alert at 1, review at 10 false alarms per 1,000 searches of each list.
SearchLevels LevelsFor(const Policy& policy, std::vector<ListSize> lists) {
  static const Calibration* const calibration = new Calibration(testing::FakeCalibration());
  SearchSize total{.entries = 0, .references = 0};
  for (const ListSize& list : lists) {
    total.entries += list.entries;
    total.references += list.references;
  }
  return {policy, *calibration, std::move(lists), total};
}

TEST(SearchLevels, TheThresholdFollowsTheSizeOfTheList) {
  const Policy policy;
  // One stranger in 1,000 comes as close as 20, one in 100,000 as close as 10: with n references
  // n/1,000 and n/100,000 are expected, against 0.001 (alert) and 0.01 (review).
  const struct {
    float distance;
    std::size_t references;
    Level level;
  } cases[] = {
      {20, 1, Level::kAlert},     {20, 2, Level::kReview},  {20, 10, Level::kReview},
      {20, 11, Level::kNone},     {10, 100, Level::kAlert}, {10, 101, Level::kReview},
      {10, 1000, Level::kReview}, {10, 1001, Level::kNone}, {40, 1, Level::kNone},
      {80, 1, Level::kNone},      {20, 0, Level::kAlert},
  };
  for (const auto& [distance, references, level] : cases) {
    const SearchLevels levels = LevelsFor(policy, {{kLong, 1, references}});
    EXPECT_EQ(levels.OnList(Distance{distance}, kLong, 1), level) << distance << " " << references;
  }
}

TEST(SearchLevels, WhoeverIsCloserThanAnyStrangerMeasuredIsAnAlertHoweverLongTheList) {
  const Policy policy;
  const SearchLevels levels = LevelsFor(policy, {{kLong, 1, 100'000'000}});
  EXPECT_EQ(levels.OnList(Distance{9.9F}, kLong, 1), Level::kAlert);
  EXPECT_EQ(levels.OnList(Distance{10}, kLong, 1), Level::kNone);
}

TEST(SearchLevels, ATargetStatedAsFpirIsThatOfItsFalseAlarms) {
  Policy policy;
  policy.default_rule.alert = policy.default_rule.review = Fpir(0.01);
  // 0.01005 expected false alarms: ten references at one in 1,000, and not eleven.
  EXPECT_EQ(LevelsFor(policy, {{kLong, 1, 10}}).OnList(Distance{20}, kLong, 1), Level::kAlert);
  EXPECT_EQ(LevelsFor(policy, {{kLong, 1, 11}}).OnList(Distance{20}, kLong, 1), Level::kNone);
}

TEST(SearchLevels, TheStrictestLevelOfTheListsThatAnEntryStandsOnCounts) {
  Policy policy;
  policy.rules[kShort].prior_listed = 0.5;
  const SearchLevels levels = LevelsFor(policy, {{kLong, 100, 100}, {kShort, 1, 1}});
  const std::vector<ListId> both{kLong, kShort};
  const CandidateLevel on_both = levels.Of(Distance{20}, both, 1);
  EXPECT_EQ(on_both.level, Level::kAlert);
  EXPECT_EQ(on_both.list, kShort);
  const CandidateLevel on_long = levels.Of(Distance{20}, {&both[0], 1}, 1);
  EXPECT_EQ(on_long.level, Level::kNone);
  EXPECT_EQ(on_long.list, kLong);
}

TEST(SearchLevels, ConfidenceIsThatOfTheListAndFalseAlarmsThoseOfTheWholeSearch) {
  Policy policy;
  policy.rules[kShort].prior_listed = 0.5;
  const SearchLevels levels = LevelsFor(policy, {{kLong, 100, 100}, {kShort, 1, 1}});
  const CandidateLevel reached = levels.Of(Distance{20}, {&kShort, 1}, 1);
  EXPECT_NEAR(reached.score.expected_false_alarms, 0.101, 1e-12);
  // Even odds before, a likelihood ratio of 100 at distance 20: 100/101.
  EXPECT_NEAR(reached.score.confidence, 100.0 / 101, 1e-12);
}

TEST(SearchLevels, AnEntryOnNoListThatWasSearchedReachesNothing) {
  const Policy policy;
  const SearchLevels levels = LevelsFor(policy, {{kLong, 1, 1}});
  const CandidateLevel reached = levels.Of(Distance{1}, {&kShort, 1}, 1);
  EXPECT_EQ(reached.level, Level::kNone);
  EXPECT_FALSE(reached.list);
  EXPECT_EQ(levels.OnList(Distance{1}, kShort, 1), Level::kNone);
}

TEST(SearchLevels, NobodyFartherThanTheLoosestThresholdMayReachALevel) {
  Policy policy;
  policy.rules[kShort] = testing::PolicyReferring(100).default_rule;
  const SearchLevels levels = LevelsFor(policy, {{kLong, 100, 100}, {kShort, 1, 1}});
  EXPECT_TRUE(levels.MayReachALevel(Distance{40}));  // 0.1 expected, on the short list
  EXPECT_FALSE(levels.MayReachALevel(Distance{40.1F}));
  EXPECT_FALSE(LevelsFor(policy, {}).MayReachALevel(Distance{0}));
}

TEST(SearchLevels, TheDistancesToldAreThoseOfTheLevels) {
  const Calibration calibration = testing::FakeCalibration();
  const ListRule rule;
  for (const std::size_t references : {1U, 7U, 1000U}) {
    const Policy policy;
    const SearchLevels levels = LevelsFor(policy, {{kLong, 1, references}});
    const Distance review = ReviewDistance(rule, calibration, references);
    EXPECT_EQ(levels.OnList(review, kLong, 1), Level::kReview) << references;
    EXPECT_EQ(levels.OnList(Distance{review.value + 0.01F}, kLong, 1), Level::kNone) << references;
    const Distance alert = AlertDistance(rule, calibration, references);
    EXPECT_EQ(levels.OnList(alert, kLong, 1), Level::kAlert) << references;
  }
}

}  // namespace
}  // namespace portcullis
