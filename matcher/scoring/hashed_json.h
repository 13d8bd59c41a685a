// JSON files that carry a hash over their own content.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "nlohmann/json_fwd.hpp"

namespace portcullis {

/// With sorted keys and no white space, so that layout does not matter. Text that is not UTF-8 is
/// replaced.
std::string CompactJson(const nlohmann::json& content);

/// SHA-256 of CompactJson in lower-case hex: what a file states as "sha256". The hash finds
/// accidents and careless edits; it is no signature.
std::string HashOfJson(const nlohmann::json& content);

/// DATA_LOSS with DATA_CORRUPT: "`kind` `file`: `what`".
absl::Status CorruptFile(std::string_view kind, const std::filesystem::path& file,
                         std::string_view what);

/// The object in `file`, without its "sha256". NOT_FOUND if there is no such file; CorruptFile if
/// it is no JSON object or its hash is missing or does not fit. `kind` is for the messages.
absl::StatusOr<nlohmann::json> ReadHashedJson(std::string_view kind,
                                              const std::filesystem::path& file);

/// Writes to a temporary file in the same folder and renames it. UNAVAILABLE if that fails.
absl::Status WriteWholeFile(const std::filesystem::path& file, std::string_view text);

}  // namespace portcullis
