// portcullis policy.
#include <gtest/gtest.h>

#include "CLI/Error.hpp"
#include "google/protobuf/util/json_util.h"
#include "tests/clients/cli/fake_server.h"
#include "tests/clients/cli/sample_policy.h"

namespace portcullis::cli {
namespace {

class PolicyCommands : public Commands {
 protected:
  PolicyCommands() {
    v1::PolicyVersion& version = policy_.version;
    version.set_name("policies/3");
    *version.mutable_policy() = SamplePolicy();
    version.set_state(v1::POLICY_STATE_APPROVED);
    version.set_in_force(true);
    version.set_proposer("ann");
    version.set_justification("Fewer stops");
    version.set_decider("bob");
    version.mutable_effective_time()->set_seconds(1'800'000'000);
    version.set_revision(2);
  }

  std::string SampleFile() { return File("policy.toml", kSampleToml); }
};

TEST_F(PolicyCommands, ShowTellsWhoDecidedAndWhatHolds) {
  ASSERT_TRUE(Run({"policy", "show", "3"}).ok());
  EXPECT_EQ(policy_.asked.Last(), R"(GetPolicy name: "policies/3")");
  for (const char* text :
       {"policies/3", "in force since 2027-01-15 08:00:00 UTC", "ann", "Fewer stops", "bob",
        "lists/wanted", "FPIR 0.02", "10 per 1,000 searches", "FMR 0.001",
        "no_face: retry_capture, all others: manual_check"}) {
    EXPECT_TRUE(Says(text)) << text << "\n" << Output();
  }
}

TEST_F(PolicyCommands, ShowNeverSaysThatMoreIsDemandedOfASearchThanIs) {
  v1::Policy& policy = *policy_.version.mutable_policy();
  policy.set_min_search_recall(0.99999996);
  ASSERT_TRUE(Run({"policy", "show"}).ok());
  EXPECT_TRUE(Says("where 99.999996 % are shown to find all")) << Output();
  policy.set_min_search_recall(0.99);
  ASSERT_TRUE(Run({"policy", "show"}).ok());
  EXPECT_TRUE(Says("where 99 % are shown to find all")) << Output();
}

TEST_F(PolicyCommands, ShowAsksForTheOneInForceIfNoneIsNamed) {
  ASSERT_TRUE(Run({"policy", "show"}).ok());
  EXPECT_EQ(policy_.asked.Last(), "GetPolicy ");
}

TEST_F(PolicyCommands, ShowPrintsAFileThatCanBeProposed) {
  ASSERT_TRUE(Run({"policy", "show", "-o", "toml"}).ok());
  EXPECT_EQ(Output(),
            std::string("# policies/3, in force since 2027-01-15 08:00:00 UTC.\n") + kSampleToml);
}

TEST_F(PolicyCommands, ListShowsTheVersions) {
  ASSERT_TRUE(Run({"policy", "list", "--state", "proposed", "--state", "approved"}).ok());
  EXPECT_EQ(policy_.asked.Last(),
            "ListPolicyVersions page_size: 1000 states: POLICY_STATE_PROPOSED "
            "states: POLICY_STATE_APPROVED");
  for (const char* text : {"policies/3", "IN FORCE", "ann", "bob", "Fewer stops"}) {
    EXPECT_TRUE(Says(text)) << text;
  }
}

TEST_F(PolicyCommands, ProposeSendsTheFile) {
  policy_.version.set_state(v1::POLICY_STATE_PROPOSED);
  policy_.version.set_in_force(false);
  ASSERT_TRUE(Run({"policy", "propose", SampleFile(), "--justification", "why", "--effective-from",
                   "2027-01-31", "--request-id", "r"})
                  .ok());
  EXPECT_EQ(policy_.asked.Last(),
            R"(ProposePolicy request_id: "r" policy { )" + SamplePolicy().ShortDebugString() +
                R"( } justification: "why" effective_time { seconds: 1801353600 })");
  EXPECT_EQ(Output(),
            "proposed policies/3: proposed, to be in force from 2027-01-15 08:00:00 UTC, revision "
            "2\n"
            "somebody else approves it:\n"
            "  portcullis policy approve policies/3 --expected-revision 2\n");
}

TEST_F(PolicyCommands, ProposeSendsNothingFromAFileWithProblems) {
  const absl::Status status =
      Run({"policy", "propose", File("bad.toml", "x = 1\n"), "--justification", "why"});
  EXPECT_NE(std::string(status.message()).find("bad.toml:1: unknown key x"), std::string::npos);
  EXPECT_TRUE(policy_.asked.requests.empty());
}

TEST_F(PolicyCommands, DecisionsNameTheRevisionThatWasSeen) {
  ASSERT_TRUE(
      Run({"policy", "approve", "3", "--expected-revision", "1", "--request-id", "r"}).ok());
  EXPECT_EQ(policy_.asked.Last(),
            R"(ApprovePolicy request_id: "r" name: "policies/3" expected_revision: 1)");
  EXPECT_EQ(Output(), "approved policies/3: in force since 2027-01-15 08:00:00 UTC, revision 2\n");
  ASSERT_TRUE(Run({"policy", "reject", "policies/3", "--expected-revision", "1", "--reason",
                   "too strict", "--request-id", "r"})
                  .ok());
  EXPECT_EQ(policy_.asked.Last(), R"(RejectPolicy request_id: "r" name: "policies/3" )"
                                  R"(expected_revision: 1 reason: "too strict")");
  ASSERT_TRUE(
      Run({"policy", "withdraw", "3", "--expected-revision", "1", "--request-id", "r"}).ok());
  EXPECT_EQ(policy_.asked.Last(),
            R"(WithdrawPolicy request_id: "r" name: "policies/3" expected_revision: 1)");
  EXPECT_THROW((void)Run({"policy", "approve", "3"}), CLI::ParseError);
}

TEST_F(PolicyCommands, RollbackNamesTheVersionToGoBackTo) {
  ASSERT_TRUE(Run({"policy", "rollback", "1", "--justification", "why", "--request-id", "r"}).ok());
  EXPECT_EQ(policy_.asked.Last(),
            R"(RollbackPolicy request_id: "r" name: "policies/1" justification: "why")");
}

TEST_F(PolicyCommands, CalibrationShowsWhatTheTargetsComeTo) {
  v1::CalibrationTable& table = *policy_.calibration.mutable_table();
  table.set_model_id("net-v1@abc/align");
  table.set_people(2255);
  table.set_finest_fmr(5e-7);
  table.set_sha256("c0ffee");
  v1::ListThresholds& list = *policy_.calibration.add_lists();
  list.set_list("lists/wanted");
  list.set_references(12'345);
  list.mutable_review()->mutable_target()->set_false_alarms_per_1000_searches(10);
  list.mutable_review()->set_distance(0.4123);
  list.mutable_review()->set_fnmr(0.631);
  list.mutable_review()->set_fnmr_lower(0.602);
  list.mutable_review()->set_fnmr_upper(0.66);
  list.mutable_alert()->set_fnmr(0.97);
  list.mutable_alert()->set_finer_than_measured(true);
  ASSERT_TRUE(Run({"policy", "calibration", "2"}).ok());
  EXPECT_EQ(policy_.asked.Last(), R"(GetCalibration policy: "policies/2")");
  for (const char* text : {"net-v1@abc/align", "2,255 people", "1 in 2,000,000", "c0ffee",
                           "lists/wanted", "12,345", "10 per 1,000 searches", "0.412",
                           "63.1 % (60.2 to 66.0)", "97.0 %", "TARGET FINER THAN MEASURED"}) {
    EXPECT_TRUE(Says(text)) << text << "\n" << Output();
  }
  EXPECT_FALSE(Says("log10 LR"));
}

TEST_F(PolicyCommands, CalibrationShowsTheCurvesOnRequest) {
  v1::CalibrationKnot& knot = *policy_.calibration.mutable_table()->add_knots();
  knot.set_distance(0.26961);
  knot.set_fmr(5e-7);
  knot.set_log10_likelihood_ratio(4.92);
  ASSERT_TRUE(Run({"policy", "calibration", "--knots"}).ok());
  for (const char* text : {"log10 LR", "0.26961", "5e-07", "4.92"}) EXPECT_TRUE(Says(text)) << text;
}

TEST_F(PolicyCommands, SimulateSendsAPolicyOrAName) {
  const std::string hits = File("hits.csv", "trace_id,entry\nt1,abc\nt2,entries/def\n");
  ASSERT_TRUE(Run({"policy", "simulate", SampleFile(), "--from", "2027-01-01", "--until",
                   "2027-02-01", "--hits", hits})
                  .ok());
  EXPECT_EQ(policy_.asked.Last(),
            "SimulatePolicy policy { " + SamplePolicy().ShortDebugString() +
                " } start_time { seconds: 1798761600 } end_time { seconds: 1801440000 } "
                R"(confirmed_hits { trace_id: "t1" entry: "entries/abc" } )"
                R"(confirmed_hits { trace_id: "t2" entry: "entries/def" })");
  ASSERT_TRUE(Run({"policy", "simulate", "2"}).ok());
  EXPECT_EQ(policy_.asked.Last(), R"(SimulatePolicy name: "policies/2")");
}

TEST_F(PolicyCommands, SimulateTellsWhatWouldChangeAndWhomItWouldLose) {
  v1::SimulatePolicyResponse& answer = policy_.simulation;
  answer.set_compared_with("policies/3");
  answer.set_checks_recorded(1200);
  answer.set_checks_truncated(7);
  answer.set_days(2);
  answer.mutable_total()->set_checks(1150);
  answer.mutable_total()->mutable_referrals()->set_before_per_day(11.5);
  answer.mutable_total()->mutable_referrals()->set_after_per_day(4);
  answer.mutable_total()->mutable_referrals()->set_dropped(15);
  answer.add_lists()->set_list("lists/wanted");
  v1::OutcomeChange& change = *answer.add_outcome_changes();
  change.set_from_outcome(v1::OUTCOME_REFER);
  change.set_to_outcome(v1::OUTCOME_CLEAR);
  change.set_checks(15);
  answer.set_confirmed_hits_replayed(1);
  v1::ConfirmedHit& lost = *answer.add_lost_hits();
  lost.set_trace_id("t1");
  lost.set_entry("entries/abc");
  ASSERT_TRUE(
      Run({"policy", "simulate", "2", "--hits", File("hits.csv", "trace_id,entry\nt1,abc\n")})
          .ok());
  for (const char* text :
       {"1,150 of 1,200 checks on record replayed, days: 2; compared with policies/3",
        "7 checks might be referred to entries that are not on record", "lists/wanted",
        "11.5 -> 4.0", "REFER -> CLEAR: 15 checks", "1 given, 1 among these checks, 1 lost",
        "LOST: entries/abc in the check with trace t1"}) {
    EXPECT_TRUE(Says(text)) << text << "\n" << Output();
  }
}

TEST_F(PolicyCommands, SimulateRefusesHitsWithoutTheirColumns) {
  for (const char* text : {"t1,abc\n", "trace_id,entry\nt1\n"}) {
    const absl::Status status = Run({"policy", "simulate", "2", "--hits", File("hits.csv", text)});
    EXPECT_NE(std::string(status.message()).find("must have the columns trace_id,entry"),
              std::string::npos);
  }
  EXPECT_TRUE(policy_.asked.requests.empty());
}

TEST_F(PolicyCommands, PrintJson) {
  ASSERT_TRUE(Run({"policy", "show", "-o", "json"}).ok());
  v1::GetPolicyResponse parsed;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(Output(), &parsed).ok());
  EXPECT_EQ(parsed.version().SerializeAsString(), policy_.version.SerializeAsString());
}

}  // namespace
}  // namespace portcullis::cli
