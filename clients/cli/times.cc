#include "clients/cli/times.h"

#include <algorithm>
#include <cctype>

#include "fmt/format.h"
#include "google/protobuf/util/time_util.h"

namespace portcullis::cli {

using google::protobuf::util::TimeUtil;

absl::StatusOr<google::protobuf::Timestamp> ParseTime(std::string_view text) {
  constexpr std::string_view kDate = "0000-00-00";
  const bool is_date =
      text.size() == kDate.size() &&
      std::equal(text.begin(), text.end(), kDate.begin(), [](char character, char form) {
        return form == '0' ? std::isdigit(static_cast<unsigned char>(character)) != 0
                           : character == form;
      });
  google::protobuf::Timestamp time;
  if (!TimeUtil::FromString(std::string(text) + (is_date ? "T00:00:00Z" : ""), &time)) {
    return absl::InvalidArgumentError(
        fmt::format("FIELD_INVALID: \"{}\" is neither a date (2027-01-31, the begin of that day in "
                    "UTC) nor a time (2027-01-31T08:00:00Z)",
                    text));
  }
  return time;
}

std::string TimeUsageError(const std::string& text) {
  constexpr std::string_view kReason = "FIELD_INVALID: ";
  const auto time = ParseTime(text);
  return time.ok() ? "" : std::string(time.status().message()).substr(kReason.size());
}

std::string FormatRfc3339(bool is_set, const google::protobuf::Timestamp& time) {
  return is_set ? TimeUtil::ToString(time) : "";
}

}  // namespace portcullis::cli
