// A version of the policy as the bytes that are sealed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "border/policy/policy_version.h"

namespace portcullis {

std::string EncodePolicy(const PolicyVersion& version);

/// None if `bytes` are not what EncodePolicy writes, or wrote in an earlier release: what a policy
/// did not say then has its default. The number is not in them.
std::optional<PolicyVersion> DecodePolicy(PolicyNumber number, std::string_view bytes);

}  // namespace portcullis
