// A border check where the policy lets the search leave out what is probably not the nearest.
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "border/screening/frame_collector.h"
#include "tests/border/screening_under_test.h"
#include "tests/fakes/forgetful_index.h"

namespace portcullis::testing {
namespace {

using ::testing::SizeIs;

constexpr double kDemanded = 0.9;

class ApproximateScreening : public ::testing::Test {
 protected:
  ApproximateScreening() : ApproximateScreening(std::make_unique<ForgetfulIndex>(kFakeModel, 2)) {}

  void Demand(double recall) {
    Policy policy;
    policy.min_search_recall = recall;
    check_.SetPolicy(policy);
  }

  IdentifyAnswer Identify(const std::string& image) {
    const auto answer = check_.Identify({image});
    EXPECT_OK(answer);
    return *answer;
  }

  void Earn() {
    Demand(kDemanded);
    for (int i = 0; i < 1000 && !check_.screening.recall().is_approximate; ++i) {
      EXPECT_TRUE(Identify(kStranger).is_exact);
    }
    ASSERT_TRUE(check_.screening.recall().is_approximate);
    Identify(kStranger);  // the first of one in ten is made both ways
  }

  // Nearest to entry 1, too far from it for any level.
  inline static const std::string kStranger = FakeFace(10, 10);
  inline static const std::string kListed = FakeFace(200, 100);  // entry 2

 private:
  explicit ApproximateScreening(std::unique_ptr<ForgetfulIndex> index)
      : index_(*index), check_(std::move(index)) {}

 protected:
  ForgetfulIndex& index_;
  ScreeningUnderTest check_;
};

TEST_F(ApproximateScreening, IsExactWhereThePolicyDemandsAll) {
  index_.Forget(EntryId{2});
  for (int i = 0; i < 300; ++i) Identify(kStranger);
  const IdentifyAnswer answer = Identify(kListed);
  EXPECT_EQ(answer.decision.outcome, Outcome::kRefer);
  EXPECT_TRUE(answer.is_exact);
  EXPECT_EQ(answer.references_compared, answer.references_searched);
  EXPECT_EQ(index_.approximate_searches(), 0U);
  EXPECT_EQ(check_.screening.recall().demanded, 1);
}

TEST_F(ApproximateScreening, AnswersExactlyUntilItHasShownWhatIsDemanded) {
  index_.Forget(EntryId{2});
  Demand(kDemanded);
  const IdentifyAnswer answer = Identify(kListed);
  EXPECT_EQ(answer.decision.outcome, Outcome::kRefer);
  EXPECT_TRUE(answer.is_exact);
  EXPECT_EQ(check_.screening.recall().reading.searches, 1U);
  EXPECT_EQ(check_.screening.recall().reading.found_all, 0U);
}

TEST_F(ApproximateScreening, IsNotUndoneByACheckThatBeganUnderThePolicyBefore) {
  Demand(0.95);
  const auto before = check_.policy.Now();
  check_.now += absl::Minutes(1);
  Earn();
  FrameCollector collector;
  collector.Add(check_.Capture(kListed));
  const auto late = check_.screening.CheckFrames(
      {.collected = collector.Take(), .document = std::nullopt, .policy = before, .terms = {}},
      AlwaysContinue);
  ASSERT_OK(late);
  EXPECT_TRUE(late->identification.is_exact);
  EXPECT_TRUE(check_.screening.recall().is_approximate);
  EXPECT_FALSE(Identify(kListed).is_exact);
}

TEST_F(ApproximateScreening, TellsThatAnAnswerIsApproximateAndRecordsIt) {
  Earn();
  const IdentifyAnswer answer = Identify(kListed);
  EXPECT_EQ(answer.decision.outcome, Outcome::kRefer);
  EXPECT_FALSE(answer.is_exact);
  EXPECT_EQ(answer.references_searched, 2U);
  EXPECT_EQ(answer.references_compared, 1U);
  EXPECT_EQ(check_.Records().back().references_compared, 1U);
  EXPECT_THAT(check_.recall_events, SizeIs(1));
}

TEST_F(ApproximateScreening, NoticesWhatItMissesAndIsExactAgain) {
  Earn();
  index_.Forget(EntryId{1});
  int checks = 0;
  while (check_.screening.recall().is_approximate) {
    Identify(kStranger);
    ASSERT_LT(++checks, 5000);
  }
  // One in ten is made both ways.
  EXPECT_GT(checks, 100);
  ASSERT_THAT(check_.recall_events, SizeIs(2));
  EXPECT_EQ(check_.recall_events[1].change, RecallChange::kLost);
  EXPECT_TRUE(Identify(kListed).is_exact);
}

TEST_F(ApproximateScreening, CountsAReferralThatItMissesThoughItFoundTheNearest) {
  // Both entries are close enough to be referred; the farther of them is forgotten.
  check_.Enrol(3, {205, 100});
  index_.Forget(EntryId{3});
  Demand(kDemanded);
  Identify(kListed);
  EXPECT_EQ(check_.screening.recall().reading.searches, 1U);
  EXPECT_EQ(check_.screening.recall().reading.found_all, 0U);
}

TEST_F(ApproximateScreening, CountsNothingForEntriesThatAreFarFromEveryLevel) {
  index_.Forget(EntryId{2});
  Demand(kDemanded);
  Identify(kStranger);  // nearest is entry 1
  EXPECT_EQ(check_.screening.recall().reading.found_all, 1U);
}

TEST_F(ApproximateScreening, CountsNoSearchThatComparedAllAnyway) {
  index_.CompareAll();
  Demand(kDemanded);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(Identify(kStranger).is_exact);
  EXPECT_EQ(check_.screening.recall().reading.searches, 0U);
  EXPECT_EQ(index_.exact_searches(), 0U);  // once was enough
}

TEST_F(ApproximateScreening, SearchesExactlyWhenTheApproximateSearchFails) {
  Earn();
  index_.FailWith(absl::InternalError("broken"));
  const IdentifyAnswer answer = Identify(kListed);
  EXPECT_EQ(answer.decision.outcome, Outcome::kRefer);
  EXPECT_TRUE(answer.is_exact);
  EXPECT_FALSE(check_.screening.recall().is_approximate);
  ASSERT_THAT(check_.recall_events, SizeIs(2));
  EXPECT_EQ(check_.recall_events[1].failure.message(), "broken");
}

TEST_F(ApproximateScreening, OfSeveralImagesIsJudgedAsOneSearch) {
  Demand(kDemanded);
  const auto answer = check_.Identify({FakeFace(110, 100), FakeFace(90, 100)});
  ASSERT_OK(answer);
  EXPECT_EQ(answer->candidates.front().candidate.entry, EntryId{1});
  EXPECT_EQ(check_.screening.recall().reading.searches, 1U);
  EXPECT_EQ(check_.screening.recall().reading.found_all, 1U);
}

}  // namespace
}  // namespace portcullis::testing
