#include "border/policy/policy_errors.h"

#include "fmt/format.h"
#include "matcher/core/error_reason.h"

namespace portcullis {

absl::Status PolicyNotFound(PolicyNumber number) {
  return MakeError(absl::StatusCode::kNotFound, ErrorReason::kPolicyNotFound,
                   fmt::format("there is no {}", FormatPolicyName(number)));
}

absl::Status PolicyConflict(PolicyNumber number, Revision expected, Revision current) {
  return MakeError(absl::StatusCode::kAborted, ErrorReason::kRevisionConflict,
                   fmt::format("{} is at revision {}, not {}", FormatPolicyName(number),
                               current.value, expected.value));
}

}  // namespace portcullis
