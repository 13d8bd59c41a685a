// Policies as files that people edit.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "portcullis/v1/policy_document.pb.h"

namespace portcullis::cli {

/// Reads the form that PolicyAsToml writes, or the same keys as JSON (a file whose name ends in
/// ".json"). FIELD_INVALID with every problem at once, one a line, each with where it is: unknown
/// and missing keys, values of another type, words that are none of the choices. Ranges are for the
/// server to check. An error names the file.
absl::StatusOr<v1::Policy> ReadPolicyFile(const std::string& path);

/// The policy as a file that can be edited and proposed; reading it gives the same policy.
std::string PolicyAsToml(const v1::Policy& policy);

}  // namespace portcullis::cli
