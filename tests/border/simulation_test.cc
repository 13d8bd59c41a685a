#include "border/policy/simulation.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/fake_calibration.h"
#include "tests/fakes/fake_policy.h"

namespace portcullis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const ListId kDemo{"demo"};
const ListId kOther{"other"};

// On a list of ten references a candidate at 10 expects 0.1, one at 20 ten false alarms in 1,000
// searches (tests/fakes/fake_calibration.h).
RecordedCandidate CandidateAt(std::int64_t entry, float distance, std::vector<ListId> lists) {
  return {EntryId{entry}, Distance{distance}, Level::kNone, std::move(lists), 1};
}

CheckRecord Check(const std::string& trace_id, std::vector<RecordedCandidate> candidates) {
  CheckRecord record;
  record.time = absl::FromCivil(absl::CivilSecond(2026, 11, 22, 23, 59, 0), absl::UTCTimeZone());
  record.trace_id = trace_id;
  record.model_id = testing::kFakeModel.ToString();
  record.coverage_complete = true;
  record.lists = {{kDemo, 10, 10}, {kOther, 10, 10}};
  record.entries_searched = record.references_searched = record.references_compared = 20;
  record.candidates = std::move(candidates);
  return record;
}

class SimulationTest : public ::testing::Test {
 protected:
  SimulationReport Simulate(const Policy& before, const Policy& proposed,
                            const std::vector<CheckRecord>& records) {
    PolicySimulation simulation(before, proposed, calibration_, confirmed_);
    for (const CheckRecord& record : records) simulation.Add(record);
    return simulation.report();
  }

  const Calibration calibration_ = testing::FakeCalibration();
  std::set<ConfirmedHit> confirmed_;
};

TEST_F(SimulationTest, TheSamePolicyChangesNothing) {
  const auto report = Simulate(Policy{}, Policy{}, {Check("a", {CandidateAt(1, 20, {kDemo})})});
  EXPECT_EQ(report.total, (SimulatedChange{1, {1, 1, 0, 0}, {0, 0, 0, 0}}));
  EXPECT_THAT(report.outcome_changes, IsEmpty());
}

TEST_F(SimulationTest, AStricterPolicyRefersFewer) {
  // At distance 20 ten are expected in 1,000 searches; at 10 a tenth of one.
  const auto report =
      Simulate(testing::PolicyReferring(10), testing::PolicyReferring(5),
               {Check("a", {CandidateAt(1, 10, {kDemo}), CandidateAt(2, 20, {kOther})}),
                Check("b", {CandidateAt(2, 20, {kOther})}), Check("c", {})});
  EXPECT_EQ(report.records, 3U);
  EXPECT_EQ(report.total, (SimulatedChange{3, {2, 1, 0, 1}, {2, 1, 0, 1}}));
  EXPECT_EQ(report.lists.at(kDemo), (SimulatedChange{3, {1, 1, 0, 0}, {1, 1, 0, 0}}));
  EXPECT_EQ(report.lists.at(kOther), (SimulatedChange{3, {2, 0, 0, 2}, {2, 0, 0, 2}}));
  EXPECT_THAT(report.outcome_changes,
              UnorderedElementsAre(Pair(Pair(Outcome::kRefer, Outcome::kClear), 1U)));
}

TEST_F(SimulationTest, AMorePermissivePolicyRefersMoreAndAlertsAreCountedApart) {
  Policy proposed = testing::PolicyReferring(10);
  proposed.default_rule.alert = FalseAlarmsPer1000Searches(0.1);
  const auto report = Simulate(
      testing::PolicyReferring(5), proposed,
      {Check("a", {CandidateAt(1, 10, {kDemo})}), Check("b", {CandidateAt(2, 20, {kDemo})}),
       Check("c", {CandidateAt(2, 12, {kDemo})})});
  // At 12 are 0.25: an alert before, a review now.
  EXPECT_EQ(report.total, (SimulatedChange{3, {2, 3, 1, 0}, {2, 1, 0, 1}}));
  EXPECT_THAT(report.outcome_changes,
              UnorderedElementsAre(Pair(Pair(Outcome::kClear, Outcome::kRefer), 1U)));
}

TEST_F(SimulationTest, ARuleAboutAttacksIsTriedOnTheEvidenceOfThen) {
  Policy demanding;
  demanding.presentation_attack.require_kiosk_evidence = true;
  demanding.presentation_attack.min_bona_fide_score = 0.5;
  CheckRecord with_evidence = Check("a", {});
  with_evidence.attack_evidence = {AttackResult::kBonaFide, "acme"};
  with_evidence.images_used = 1;
  with_evidence.lowest_bona_fide = 0.5;
  CheckRecord low_score = with_evidence;
  low_score.lowest_bona_fide = 0.25;
  CheckRecord referred = Check("b", {CandidateAt(1, 10, {kDemo})});
  const auto report =
      Simulate(Policy{}, demanding, {with_evidence, low_score, Check("c", {}), referred});
  EXPECT_THAT(report.outcome_changes,
              UnorderedElementsAre(Pair(Pair(Outcome::kClear, Outcome::kNoDecision), 2U)));
}

TEST_F(SimulationTest, ImagesOfSeveralPeopleAreClearUnderNoPolicy) {
  CheckRecord record = Check("a", {CandidateAt(2, 20, {kOther})});
  record.images_show_one_person = false;
  const auto report = Simulate(testing::PolicyReferring(10), testing::PolicyReferring(5), {record});
  EXPECT_THAT(report.outcome_changes,
              UnorderedElementsAre(Pair(Pair(Outcome::kRefer, Outcome::kNoDecision), 1U)));
}

TEST_F(SimulationTest, WhatIsNoLongerReferredIsNoDecisionWhereTheSearchWasPartial) {
  CheckRecord record = Check("a", {CandidateAt(2, 20, {kOther})});
  record.coverage_complete = false;
  const auto report = Simulate(testing::PolicyReferring(10), testing::PolicyReferring(5), {record});
  EXPECT_THAT(report.outcome_changes,
              UnorderedElementsAre(Pair(Pair(Outcome::kRefer, Outcome::kNoDecision), 1U)));
}

TEST_F(SimulationTest, DaysAreThoseOfUtc) {
  CheckRecord next = Check("b", {});
  next.time += absl::Minutes(1);
  const auto report = Simulate(Policy{}, Policy{}, {Check("a", {}), next});
  ASSERT_EQ(report.days.size(), 2U);
  EXPECT_EQ(report.days.at(absl::CivilDay(2026, 11, 22)).checks, 1U);
  EXPECT_EQ(report.days.at(absl::CivilDay(2026, 11, 23)).checks, 1U);
}

TEST_F(SimulationTest, NamesConfirmedHitsThatWouldBeLost) {
  confirmed_ = {{"a", EntryId{1}}, {"a", EntryId{2}}, {"b", EntryId{2}}, {"gone", EntryId{3}}};
  const auto report =
      Simulate(testing::PolicyReferring(10), testing::PolicyReferring(5),
               {Check("a", {CandidateAt(1, 10, {kDemo}), CandidateAt(2, 20, {kOther})}),
                Check("b", {CandidateAt(1, 10, {kDemo})})});
  EXPECT_EQ(report.confirmed_hits, 3U);
  // Entry 2 of check b is not among the candidates stored: it would not be referred either.
  EXPECT_THAT(report.lost_hits,
              ElementsAre(ConfirmedHit{"a", EntryId{2}}, ConfirmedHit{"b", EntryId{2}}));
}

TEST_F(SimulationTest, SaysWhatItCannotReplay) {
  CheckRecord foreign = Check("a", {CandidateAt(1, 10, {kDemo})});
  foreign.model_id = "another";
  CheckRecord no_face = Check("b", {});
  no_face.lists.clear();
  const auto report = Simulate(Policy{}, Policy{}, {foreign, no_face, Check("c", {})});
  EXPECT_EQ(report.records, 3U);
  EXPECT_EQ(report.not_comparable, 1U);
  EXPECT_EQ(report.without_search, 1U);
  EXPECT_EQ(report.total.checks, 1U);
}

TEST_F(SimulationTest, ARecordOfAnApproximateSearchIsALowerBound) {
  CheckRecord approximate = Check("a", {});
  EXPECT_EQ(Simulate(Policy{}, Policy{}, {approximate}).truncated, 0U);
  --approximate.references_compared;
  EXPECT_EQ(Simulate(Policy{}, Policy{}, {approximate}).truncated, 1U);
}

TEST_F(SimulationTest, ARecordThatEndsBeforeTheNewThresholdIsALowerBound) {
  std::vector<RecordedCandidate> nearest;
  for (std::size_t i = 0; i < kRecordedCandidates; ++i) {
    nearest.push_back(CandidateAt(static_cast<std::int64_t>(i) + 1, 25, {kDemo}));
  }
  CheckRecord cut_off = Check("a", nearest);
  cut_off.has_more = true;
  // At 25 about 32 are expected in 1,000 searches.
  EXPECT_EQ(Simulate(Policy{}, testing::PolicyReferring(10), {cut_off}).truncated, 0U);
  EXPECT_EQ(Simulate(Policy{}, testing::PolicyReferring(100), {cut_off}).truncated, 1U);
  // Whoever was stored for his level is behind others that were not.
  cut_off.candidates.push_back(CandidateAt(99, 60, {kOther}));
  EXPECT_EQ(Simulate(Policy{}, testing::PolicyReferring(100), {cut_off}).truncated, 1U);
  cut_off.has_more = false;
  EXPECT_EQ(Simulate(Policy{}, testing::PolicyReferring(100), {cut_off}).truncated, 0U);
}

}  // namespace
}  // namespace portcullis
