#include "border/policy/attack_rule.h"

#include <limits>
#include <vector>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

AttackFindings Kiosk(AttackResult result) {
  return {.kiosk = AttackEvidence{result, "acme"}, .any_frame_used = true};
}

TEST(AttackRule, HeedsTheKioskByDefault) {
  const PresentationAttackRule rule;
  EXPECT_TRUE(FailsAttackRule(rule, Kiosk(AttackResult::kAttack)));
  EXPECT_TRUE(FailsAttackRule(rule, Kiosk(AttackResult::kInconclusive)));
  EXPECT_FALSE(FailsAttackRule(rule, Kiosk(AttackResult::kBonaFide)));
  EXPECT_FALSE(FailsAttackRule(rule, {}));
}

TEST(AttackRule, DoesNotHeedTheKioskWhereThePolicySaysSo) {
  const PresentationAttackRule rule{.heed_kiosk = false};
  EXPECT_FALSE(FailsAttackRule(rule, Kiosk(AttackResult::kAttack)));
}

TEST(AttackRule, DemandsTheEvidenceOfTheKioskWhereThePolicySaysSo) {
  const PresentationAttackRule rule{.heed_kiosk = false, .require_kiosk_evidence = true};
  EXPECT_TRUE(FailsAttackRule(rule, {}));
  // It is there, and what it says is not heeded.
  EXPECT_FALSE(FailsAttackRule(rule, Kiosk(AttackResult::kAttack)));
}

TEST(AttackRule, TakesAScoreThatIsNotThereForTooLow) {
  const PresentationAttackRule rule{.min_bona_fide_score = 0.5};
  EXPECT_TRUE(FailsAttackRule(rule, {.any_frame_used = true}));
  EXPECT_TRUE(FailsAttackRule(rule, {.any_frame_used = true, .lowest_bona_fide = 0.49}));
  EXPECT_TRUE(FailsAttackRule(rule, {.any_frame_used = true, .lowest_bona_fide = kNan}));
  EXPECT_FALSE(FailsAttackRule(rule, {.any_frame_used = true, .lowest_bona_fide = 0.5}));
}

TEST(AttackRule, AsksForNoScoreWhereNoImageIsUsed) {
  EXPECT_FALSE(FailsAttackRule({.min_bona_fide_score = 0.5}, {}));
}

TEST(AttackRule, AScoreOfTheKiosksOwnDecidesNothing) {
  AttackFindings findings = Kiosk(AttackResult::kBonaFide);
  findings.kiosk->score = -1e9;
  EXPECT_FALSE(FailsAttackRule({}, findings));
}

TEST(AttackRule, MoreDemandsNeverLetPassWhatFewerDoNot) {
  const std::vector<AttackFindings> all = [] {
    std::vector<AttackFindings> findings;
    for (const bool used : {false, true}) {
      for (const std::optional<double> score : {std::optional<double>(), {0.2}, {0.8}, {kNan}}) {
        findings.push_back({std::nullopt, used, score});
        for (const AttackResult result :
             {AttackResult::kBonaFide, AttackResult::kAttack, AttackResult::kInconclusive}) {
          findings.push_back({AttackEvidence{result, "acme"}, used, score});
        }
      }
    }
    return findings;
  }();
  for (const AttackFindings& findings : all) {
    for (const PresentationAttackRule& more :
         {PresentationAttackRule{true, false}, PresentationAttackRule{false, true},
          PresentationAttackRule{false, false, 0.5}}) {
      const PresentationAttackRule fewest{.heed_kiosk = false};
      const PresentationAttackRule most{true, true, 0.5};
      EXPECT_FALSE(FailsAttackRule(fewest, findings));
      if (FailsAttackRule(more, findings)) {
        EXPECT_TRUE(FailsAttackRule(most, findings));
      }
    }
  }
}

}  // namespace
}  // namespace portcullis
