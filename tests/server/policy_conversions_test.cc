#include "server/policy_conversions.h"

#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using testing::FailsWith;
using testing::MessageHas;

/// A policy in which nothing that is converted has its default value.
Policy FullPolicy() {
  Policy policy;
  policy.default_rule = {Fpir(0.001), FalseAlarmsPer1000Searches(12.5), 0.03, 2};
  policy.rules[ListId{"wanted"}].prior_listed = 0.125;
  policy.verification = {2e-4, 0.75};
  policy.fallbacks = {.no_face = FallbackAction::kManualCheck,
                      .several_faces = FallbackAction::kManualCheck,
                      .low_quality = FallbackAction::kManualCheck,
                      .partial_coverage = FallbackAction::kRetryCapture,
                      .nothing_to_search = FallbackAction::kRetryCapture,
                      .pad_failed = FallbackAction::kRetryCapture,
                      .inconsistent_frames = FallbackAction::kManualCheck};
  policy.quality.probe = {12.5, 7, {{QualityMeasure::kSharpness, 9}}};
  policy.quality.reference = {
      60, 40, {{QualityMeasure::kHeadYaw, 50}, {QualityMeasure::kForeheadVisible, 1}}};
  policy.presentation_attack = {false, true, 0.375};
  policy.min_search_recall = 0.96875;
  return policy;
}

TEST(PolicyConversions, LoseNothingOfAPolicy) {
  const auto back = PolicyFrom(ToProto(FullPolicy()));
  ASSERT_OK(back);
  EXPECT_EQ(*back, FullPolicy());
  EXPECT_EQ(*PolicyFrom(ToProto(Policy{})), Policy{});
}

TEST(PolicyConversions, TakeTheDefaultsForBarsAndARuleThatAreAbsent) {
  v1::Policy proto = ToProto(FullPolicy());
  proto.clear_quality();
  proto.clear_presentation_attack();
  proto.clear_min_search_recall();
  const auto policy = PolicyFrom(proto);
  ASSERT_OK(policy);
  EXPECT_EQ(policy->quality, QualityBars{});
  EXPECT_EQ(policy->presentation_attack, PresentationAttackRule{});
  EXPECT_EQ(policy->min_search_recall, 1);
}

TEST(PolicyConversions, TakeTheDefaultForOneBarThatIsAbsent) {
  v1::Policy proto = ToProto(FullPolicy());
  proto.mutable_quality()->clear_probe();
  const auto policy = PolicyFrom(proto);
  ASSERT_OK(policy);
  EXPECT_EQ(policy->quality.probe, QualityBars{}.probe);
  EXPECT_EQ(policy->quality.reference, FullPolicy().quality.reference);
}

TEST(PolicyConversions, LeaveReasonsThatAreNotNamedToAnOfficer) {
  v1::Policy proto = ToProto(FullPolicy());
  proto.clear_fallbacks();
  const auto policy = PolicyFrom(proto);
  ASSERT_OK(policy);
  EXPECT_EQ(policy->fallbacks.pad_failed, FallbackAction::kManualCheck);
  EXPECT_EQ(policy->fallbacks.inconsistent_frames, FallbackAction::kManualCheck);
}

TEST(PolicyConversions, RefuseMeasuresThatAreNoneOrNamedTwice) {
  for (const int measure : {0, 99}) {
    v1::Policy proto = ToProto(FullPolicy());
    proto.mutable_quality()->mutable_probe()->add_minima()->set_measure(
        static_cast<v1::QualityMeasure>(measure));
    EXPECT_THAT(PolicyFrom(proto), MessageHas("quality.probe.minima has a measure that is none"));
  }
  v1::Policy proto = ToProto(FullPolicy());
  proto.mutable_quality()->mutable_reference()->add_minima()->set_measure(
      v1::QUALITY_MEASURE_HEAD_YAW);
  EXPECT_THAT(PolicyFrom(proto),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
  EXPECT_THAT(PolicyFrom(proto), MessageHas("quality.reference.minima names a measure more than"));
}

TEST(PolicyConversions, HaveTheNumbersOfMeasuresThatTheContractHas) {
  EXPECT_EQ(static_cast<int>(QualityMeasure::kHeadYaw), v1::QUALITY_MEASURE_HEAD_YAW);
  EXPECT_EQ(static_cast<int>(QualityMeasure::kInterEyeDistance),
            v1::QUALITY_MEASURE_INTER_EYE_DISTANCE);
  EXPECT_EQ(static_cast<int>(QualityMeasure::kSharpness), v1::QUALITY_MEASURE_SHARPNESS);
  EXPECT_EQ(static_cast<int>(QualityMeasure::kForeheadVisible),
            v1::QUALITY_MEASURE_FOREHEAD_VISIBLE);
}

TEST(PolicyConversions, LeaveRangesToThePolicy) {
  v1::Policy proto = ToProto(FullPolicy());
  proto.mutable_quality()->mutable_probe()->set_min_overall(-3);
  const auto policy = PolicyFrom(proto);
  ASSERT_OK(policy);
  EXPECT_THAT(policy->Validate(), MessageHas("quality.probe.min_overall is -3"));
}

}  // namespace
}  // namespace portcullis
