// Whether a policy asks for more than was measured.
#pragma once

#include <span>

#include "absl/status/status.h"
#include "border/policy/policy.h"
#include "matcher/core/list_size.h"

namespace portcullis {

/// The keys of the details (DetailsOf) that TARGET_TOO_FINE carries.
inline constexpr char kFieldDetail[] = "field";                   // "rules[demo].alert"
inline constexpr char kFinestTargetDetail[] = "finest_possible";  // a number, in the unit of the
                                                                  // field; it would be accepted

/// OK if every target can be told from the measurements: for a list with n references (at least 1),
/// expected false alarms / n is no smaller than `finest_fmr` (Calibration::finest_fmr), and neither
/// is verification.max_fmr. The default rule is held against the longest list that has no rule of
/// its own. Pure; `policy` is valid.
///
/// FAILED_PRECONDITION with TARGET_TOO_FINE: the message and the details above name the first field
/// that is too fine and the finest target possible for it, rounded up to three digits; without the
/// second detail if the list is so long that no target is possible. NOT_FOUND with LIST_NOT_FOUND
/// if there is a rule for a list that is not among `lists`: a name misspelt would leave the list to
/// the default rule.
absl::Status CheckMeasurable(const Policy& policy, double finest_fmr,
                             std::span<const ListSize> lists);

}  // namespace portcullis
