// Whether evidence about presentation attacks forbids a decision.
#pragma once

#include <optional>

#include "border/policy/attack_evidence.h"
#include "border/policy/policy.h"

namespace portcullis {

/// All that one check knows about presentation attacks.
struct AttackFindings {
  std::optional<AttackEvidence> kiosk = std::nullopt;  // none: the kiosk did not look
  /// False: no image could be used, so that there is nothing to have a score of.
  bool any_frame_used = false;
  /// The lowest BonaFideScore of the images used. None as soon as one of them has none.
  std::optional<double> lowest_bona_fide = std::nullopt;

  friend bool operator==(const AttackFindings&, const AttackFindings&) = default;
};

/// True: kPadFailed. A score that is not a number is below every minimum. Pure.
bool FailsAttackRule(const PresentationAttackRule& rule, const AttackFindings& findings);

}  // namespace portcullis
