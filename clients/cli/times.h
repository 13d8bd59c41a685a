// Times as people type them.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/timestamp.pb.h"

namespace portcullis::cli {

/// From "2027-01-31", which is the begin of that day in UTC, or RFC 3339 such as
/// "2027-01-31T08:00:00+01:00". FIELD_INVALID for anything else, dates that do not exist included.
absl::StatusOr<google::protobuf::Timestamp> ParseTime(std::string_view text);

/// For CLI11: what is wrong with the text; empty if it is a time.
std::string TimeUsageError(const std::string& text);

/// RFC 3339 in UTC, and nothing for a time that is not set.
std::string FormatRfc3339(bool is_set, const google::protobuf::Timestamp& time);

}  // namespace portcullis::cli
