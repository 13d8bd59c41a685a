// The errors that stores and use cases of the policy share, in the same words everywhere.
#pragma once

#include "absl/status/status.h"
#include "border/audit/revision.h"
#include "border/policy/policy_version.h"

namespace portcullis {

absl::Status PolicyNotFound(PolicyNumber number);
absl::Status PolicyConflict(PolicyNumber number, Revision expected, Revision current);

}  // namespace portcullis
