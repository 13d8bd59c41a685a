// A version of the policy in text.
#pragma once

#include <string>
#include <string_view>

#include "clients/cli/session.h"
#include "portcullis/v1/policy_document.pb.h"

namespace portcullis::cli {

/// Everything about one version, as a block.
void PrintPolicyVersion(Session& session, const v1::PolicyVersion& version);

/// One line after a change, and what comes next: "proposed policies/2: waits for approval, ...".
void PrintPolicyChanged(Session& session, std::string_view done, const v1::PolicyVersion& version);

/// "in force since ...", "approved, in force from ...", "proposed", ...
std::string DescribePolicyState(const v1::PolicyVersion& version);

}  // namespace portcullis::cli
