// What a policy comes to, over real calls: thresholds in distance, and recorded checks replayed.
#include <string>

#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"
#include "tests/server/policy_fixture.h"

namespace portcullis::testing {
namespace {

using ::google::protobuf::util::TimeUtil;

class PolicyEffectsTest : public PolicyFixture {
 protected:
  v1::SimulatePolicyResponse Simulate(const v1::SimulatePolicyRequest& request) {
    v1::SimulatePolicyResponse response;
    EXPECT_EQ(CodeAndReason(Call("ann", &PolicyStub::SimulatePolicy, request, response)), "OK");
    return response;
  }

  static v1::SimulatePolicyRequest Proposing(const v1::Policy& policy) {
    v1::SimulatePolicyRequest request;
    *request.mutable_policy() = policy;
    return request;
  }

  static void AddHit(v1::SimulatePolicyRequest& request, const v1::IdentifyResponse& check,
                     const std::string& entry) {
    v1::ConfirmedHit& hit = *request.add_confirmed_hits();
    hit.set_trace_id(check.context().trace_id());
    hit.set_entry(entry);
  }

  v1::GetCalibrationResponse Calibration(const std::string& policy = "") {
    v1::GetCalibrationRequest request;
    request.set_policy(policy);
    v1::GetCalibrationResponse response;
    EXPECT_EQ(CodeAndReason(Call("ann", &PolicyStub::GetCalibration, request, response)), "OK");
    return response;
  }
};

TEST_F(PolicyEffectsTest, SimulationTellsWhatWouldHaveComeOutDifferently) {
  const v1::IdentifyResponse alert = IdentifyAt(12);
  const v1::IdentifyResponse review = IdentifyAt(25);
  IdentifyAt(60);
  Identify("no face");
  v1::SimulatePolicyRequest request = Proposing(PolicyWith(1));  // review at 20, alert at 15
  AddHit(request, alert, entry_);
  AddHit(request, review, entry_);
  const v1::SimulatePolicyResponse answer = Simulate(request);

  EXPECT_EQ(answer.compared_with(), "policies/1");
  EXPECT_EQ(answer.checks_recorded(), 4);
  EXPECT_EQ(answer.checks_without_search(), 1);
  EXPECT_EQ(answer.checks_not_comparable(), 0);
  EXPECT_EQ(answer.checks_truncated(), 0);
  EXPECT_EQ(answer.days(), 1);
  EXPECT_EQ(answer.total().checks(), 3);
  EXPECT_EQ(answer.total().referrals().before(), 2);
  EXPECT_EQ(answer.total().referrals().after(), 1);
  EXPECT_EQ(answer.total().referrals().dropped(), 1);
  EXPECT_EQ(answer.total().referrals().added(), 0);
  EXPECT_EQ(answer.total().referrals().before_per_day(), 2);
  EXPECT_EQ(answer.total().alerts().before(), 1);
  EXPECT_EQ(answer.total().alerts().after(), 1);
  ASSERT_EQ(answer.lists_size(), 1);
  EXPECT_EQ(answer.lists(0).list(), "lists/demo");
  EXPECT_EQ(answer.lists(0).effect().referrals().dropped(), 1);
  ASSERT_EQ(answer.outcome_changes_size(), 1);
  EXPECT_EQ(answer.outcome_changes(0).from_outcome(), v1::OUTCOME_REFER);
  EXPECT_EQ(answer.outcome_changes(0).to_outcome(), v1::OUTCOME_CLEAR);
  EXPECT_EQ(answer.outcome_changes(0).checks(), 1);
  EXPECT_EQ(answer.confirmed_hits_replayed(), 2);
  ASSERT_EQ(answer.lost_hits_size(), 1);
  EXPECT_EQ(answer.lost_hits(0).trace_id(), review.context().trace_id());
  EXPECT_EQ(answer.lost_hits(0).entry(), entry_);
}

TEST_F(PolicyEffectsTest, SimulationTakesAVersionByItsName) {
  IdentifyAt(35);
  v1::SimulatePolicyRequest request;
  request.set_name(Propose(PolicyWith(100)).name());  // review at 40
  const v1::SimulatePolicyResponse answer = Simulate(request);
  EXPECT_EQ(answer.total().referrals().added(), 1);
  EXPECT_EQ(answer.total().referrals().before(), 0);
}

TEST_F(PolicyEffectsTest, SimulationKeepsToThePeriod) {
  IdentifyAt(12);
  const std::int64_t now = absl::ToUnixSeconds(server_.clock().now());
  v1::SimulatePolicyRequest request = Proposing(PolicyWith(1));
  *request.mutable_end_time() = TimeUtil::SecondsToTimestamp(now - 3600);
  EXPECT_EQ(Simulate(request).checks_recorded(), 0);
  request.clear_end_time();
  *request.mutable_start_time() = TimeUtil::SecondsToTimestamp(now - 3600);
  EXPECT_EQ(Simulate(request).checks_recorded(), 1);
  *request.mutable_end_time() = request.start_time();
  EXPECT_EQ(Code("ann", &PolicyStub::SimulatePolicy, request), "INVALID_ARGUMENT/FIELD_INVALID");
}

TEST_F(PolicyEffectsTest, SimulationRefusesWhatNobodyMayPropose) {
  EXPECT_EQ(Code("ann", &PolicyStub::SimulatePolicy, v1::SimulatePolicyRequest()),
            "INVALID_ARGUMENT/FIELD_INVALID");
  EXPECT_EQ(Code("ann", &PolicyStub::SimulatePolicy, Proposing(PolicyWith(1e-5))),
            "FAILED_PRECONDITION/TARGET_TOO_FINE");
  v1::SimulatePolicyRequest request = Proposing(PolicyWith(1));
  request.add_confirmed_hits()->set_entry(entry_);
  EXPECT_EQ(Code("ann", &PolicyStub::SimulatePolicy, request), "INVALID_ARGUMENT/FIELD_INVALID");
  request = v1::SimulatePolicyRequest();
  request.set_name("policies/9");
  EXPECT_EQ(Code("ann", &PolicyStub::SimulatePolicy, request), "NOT_FOUND/POLICY_NOT_FOUND");
}

TEST_F(PolicyEffectsTest, SimulationChangesNothing) {
  const std::size_t events = server_.Events().size();
  Simulate(Proposing(PolicyWith(1)));
  EXPECT_EQ(server_.Events().size(), events);
  EXPECT_EQ(Get("").name(), "policies/1");
}

TEST_F(PolicyEffectsTest, StatusCountsTheChecksRecorded) {
  IdentifyAt(12);
  Simulate(Proposing(PolicyWith(1)));  // waits until the record is written
  grpc::ClientContext context;
  v1::GetStatusResponse status;
  ASSERT_TRUE(server_.admin().GetStatus(&context, {}, &status).ok());
  EXPECT_EQ(status.check_records().recorded(), 1);
  EXPECT_EQ(status.check_records().lost(), 0);
  EXPECT_EQ(status.check_records().retention_days(), 90);
}

TEST_F(PolicyEffectsTest, CalibrationTellsWhatWasMeasured) {
  const v1::CalibrationTable table = Calibration().table();
  EXPECT_EQ(table.model_id(), kFakeModel.ToString());
  EXPECT_EQ(table.data_set(), "invented");
  EXPECT_EQ(table.measured_on(), "2026-01-01");
  EXPECT_EQ(table.people(), 2000);
  EXPECT_EQ(table.images(), 4000);
  EXPECT_EQ(table.impostor_comparisons(), 3'000'000);
  EXPECT_EQ(table.genuine_comparisons(), 10'000);
  EXPECT_DOUBLE_EQ(table.finest_fmr(), 1e-6);
  EXPECT_EQ(table.sha256(), "0123abcd");
  ASSERT_EQ(table.knots_size(), 4);
  EXPECT_EQ(table.knots(1).distance(), 20);
  EXPECT_EQ(table.knots(1).fmr(), 1e-3);
  EXPECT_EQ(table.knots(1).fmr_upper(), 2e-3);
  EXPECT_EQ(table.knots(1).fnmr(), 0.5);
  EXPECT_EQ(table.knots(1).log10_likelihood_ratio(), 2);
}

TEST_F(PolicyEffectsTest, CalibrationTellsTheDistancesThatFollow) {
  v1::GetCalibrationResponse answer = Calibration();
  EXPECT_EQ(answer.policy(), "policies/1");
  ASSERT_EQ(answer.lists_size(), 1);
  EXPECT_EQ(answer.lists(0).list(), "lists/demo");
  EXPECT_EQ(answer.lists(0).references(), 1);
  EXPECT_FALSE(answer.lists(0).has_own_rule());
  const v1::Threshold& alert = answer.lists(0).alert();
  EXPECT_EQ(alert.target().false_alarms_per_1000_searches(), 1);
  EXPECT_NEAR(alert.distance(), 20, 1e-3);
  EXPECT_NEAR(alert.fmr(), 1e-3, 1e-6);
  EXPECT_NEAR(alert.false_alarms_per_1000_searches(), 1, 1e-3);
  EXPECT_NEAR(alert.fnmr(), 0.5, 1e-3);
  EXPECT_FALSE(alert.finer_than_measured());
  EXPECT_NEAR(answer.lists(0).review().distance(), 30, 1e-3);

  // A longer list reaches less far for the same target.
  server_.Enroll("lists/demo", "John Roe", FakeFace(200, 200));
  answer = Calibration();
  EXPECT_EQ(answer.lists(0).references(), 2);
  EXPECT_LT(answer.lists(0).review().distance(), 29);
  EXPECT_NEAR(answer.lists(0).review().false_alarms_per_1000_searches(), 10, 0.01);
}

TEST_F(PolicyEffectsTest, CalibrationTellsTheDistancesOfAVersionThatIsOnlyProposed) {
  const std::string name = Propose(PolicyWith(1)).name();
  const v1::GetCalibrationResponse answer = Calibration(name);
  EXPECT_EQ(answer.policy(), name);
  EXPECT_NEAR(answer.lists(0).review().distance(), 20, 1e-3);
}

}  // namespace
}  // namespace portcullis::testing
