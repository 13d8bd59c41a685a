#include "border/policy/attack_rule.h"

namespace portcullis {
namespace {

bool IsClean(AttackResult result) { return result == AttackResult::kBonaFide; }

}  // namespace

bool FailsAttackRule(const PresentationAttackRule& rule, const AttackFindings& findings) {
  if (!findings.kiosk && rule.require_kiosk_evidence) return true;
  if (findings.kiosk && rule.heed_kiosk && !IsClean(findings.kiosk->result)) return true;
  if (!rule.min_bona_fide_score || !findings.any_frame_used) return false;
  // The comparison is false for what is not a number.
  const bool is_high_enough =
      findings.lowest_bona_fide && *findings.lowest_bona_fide >= *rule.min_bona_fide_score;
  return !is_high_enough;
}

}  // namespace portcullis
