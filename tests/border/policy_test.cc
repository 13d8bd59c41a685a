#include "border/policy/policy.h"

#include <functional>
#include <limits>
#include <string>

#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using testing::FailsWith;
using testing::MessageHas;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(Policy, DefaultsAreValid) { EXPECT_OK(Policy{}.Validate()); }

TEST(Policy, AListWithoutARuleHasTheDefaultRule) {
  Policy policy;
  policy.rules[ListId{"demo"}].prior_listed = 0.25;
  EXPECT_EQ(policy.RuleFor(ListId{"demo"}).prior_listed, 0.25);
  EXPECT_EQ(policy.RuleFor(ListId{"other"}), policy.default_rule);
}

TEST(Policy, NamesTheFirstFieldThatIsOutOfItsRange) {
  const struct {
    std::function<void(Policy&)> spoil;
    const char* field;
  } cases[] = {
      {[](Policy& p) { p.default_rule.alert.value = 0; }, "default_rule.alert is 0"},
      {[](Policy& p) { p.default_rule.alert.value = -1; }, "default_rule.alert"},
      {[](Policy& p) { p.default_rule.alert.value = kNan; }, "default_rule.alert"},
      {[](Policy& p) { p.default_rule.review.value = 1000.5; }, "at most 1000"},
      {[](Policy& p) { p.default_rule.review = Fpir(0.64); }, "at most 0.6321"},
      {[](Policy& p) { p.default_rule.review = Fpir(0); }, "default_rule.review"},
      {[](Policy& p) { p.default_rule.prior_listed = 1; }, "default_rule.prior_listed is 1"},
      {[](Policy& p) { p.default_rule.required_verdicts = 4; }, "required_verdicts is 4"},
      {[](Policy& p) { p.default_rule.required_verdicts = 0; }, "must be 1 to 3"},
      {[](Policy& p) { p.rules[ListId{"demo"}].prior_listed = 0; }, "rules[demo].prior_listed"},
      {[](Policy& p) { p.rules[ListId{"demo"}].alert = Fpir(kNan); }, "rules[demo].alert"},
      {[](Policy& p) { p.rules[ListId{"Not Valid"}]; }, "rules[Not Valid] is not the id of a list"},
      {[](Policy& p) { p.verification.max_fmr = 0; }, "verification.max_fmr"},
      {[](Policy& p) { p.verification.prior_same_person = kNan; },
       "verification.prior_same_person"},
      {[](Policy& p) { p.quality.probe.min_inter_eye_distance_px = -1; },
       "quality.probe.min_inter_eye_distance_px is -1"},
      {[](Policy& p) { p.quality.probe.min_inter_eye_distance_px = kNan; },
       "quality.probe.min_inter_eye_distance_px"},
      {[](Policy& p) { p.quality.probe.min_inter_eye_distance_px = 1001; }, "0 to 1000 pixels"},
      {[](Policy& p) { p.quality.reference.min_overall = 101; },
       "quality.reference.min_overall is 101, must be 0 to 100"},
      {[](Policy& p) { p.quality.reference.min_scores[QualityMeasure::kSharpness] = -1; },
       "quality.reference.minima[sharpness] is -1"},
      {[](Policy& p) { p.quality.reference.min_scores[QualityMeasure{99}] = 1; },
       "quality.reference.minima has a measure that is none"},
      {[](Policy& p) { p.quality.probe.min_scores[QualityMeasure::kInterEyeDistance] = 50; },
       "quality.probe.minima has inter_eye_distance, which min_inter_eye_distance_px is for"},
      {[](Policy& p) { p.presentation_attack.min_bona_fide_score = 1.5; },
       "presentation_attack.min_bona_fide_score is 1.5, must be 0 to 1"},
      {[](Policy& p) { p.presentation_attack.min_bona_fide_score = kNan; },
       "presentation_attack.min_bona_fide_score"},
      {[](Policy& p) { p.min_search_recall = 0.89; },
       "min_search_recall is 0.89, must be 0.9 to 1"},
      {[](Policy& p) { p.min_search_recall = 1.01; }, "min_search_recall"},
      {[](Policy& p) { p.min_search_recall = kNan; }, "min_search_recall"},
  };
  for (const auto& [spoil, field] : cases) {
    Policy policy;
    spoil(policy);
    EXPECT_THAT(policy.Validate(),
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
    EXPECT_THAT(policy.Validate(), MessageHas(field));
  }
}

TEST(Policy, RefersAtLeastWhoeverIsAnAlert) {
  Policy policy;
  policy.default_rule.alert = FalseAlarmsPer1000Searches(10);
  policy.default_rule.review = FalseAlarmsPer1000Searches(9);
  EXPECT_THAT(policy.Validate(), MessageHas("default_rule.review expects 9 false alarms"));
  // FPIR 1 % is 10.05 false alarms in 1,000 searches.
  policy.default_rule.review = Fpir(0.01);
  EXPECT_OK(policy.Validate());
}

TEST(Policy, ATravellerIsCheckedByAPersonUnlessEveryReasonCanBeMendedByAnotherImage) {
  const Fallbacks fallbacks;
  const auto action = [&fallbacks](std::vector<NoDecisionReason> reasons) {
    return fallbacks.For(reasons);
  };
  EXPECT_EQ(action({NoDecisionReason::kNoFace}), FallbackAction::kRetryCapture);
  EXPECT_EQ(action({NoDecisionReason::kNoFace, NoDecisionReason::kLowQuality}),
            FallbackAction::kRetryCapture);
  EXPECT_EQ(action({NoDecisionReason::kPartialCoverage, NoDecisionReason::kNothingToSearch}),
            FallbackAction::kManualCheck);
  EXPECT_EQ(action({NoDecisionReason::kSeveralFaces, NoDecisionReason::kPartialCoverage}),
            FallbackAction::kManualCheck);
  EXPECT_EQ(action({}), FallbackAction::kManualCheck);
}

TEST(ErrorTarget, IsTheSameWhicheverWayItIsStated) {
  EXPECT_DOUBLE_EQ(FalseAlarmsPer1000Searches(10).ExpectedFalseAlarms(), 0.01);
  // -ln(1 - 0.01)
  EXPECT_NEAR(Fpir(0.01).ExpectedFalseAlarms(), 0.010050335853501, 1e-15);
  EXPECT_NEAR(Fpir(0.5).ExpectedFalseAlarms(), 0.693147180559945, 1e-15);
  EXPECT_NEAR(Fpir(1e-12).ExpectedFalseAlarms(), 1e-12, 1e-23);
  for (const ErrorTarget target : {Fpir(0.01), Fpir(0.6), FalseAlarmsPer1000Searches(3)}) {
    const auto again = ErrorTarget::Expecting(target.ExpectedFalseAlarms(), target.kind);
    EXPECT_DOUBLE_EQ(again.value, target.value);
  }
}

TEST(ErrorTarget, AgreesWithWaymansFormulaForOneSearch) {
  // 1 - (1 - 1e-5)^1000 is 0.00995021 in eight digits; the Poisson limit says 0.00995017.
  const double expected = 1000 * 1e-5;
  EXPECT_NEAR(ErrorTarget::Expecting(expected, ErrorTarget::Kind::kFpir).value, 0.00995021, 1e-7);
}

}  // namespace
}  // namespace portcullis
