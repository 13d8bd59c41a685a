#include "server/field_checks.h"

#include <algorithm>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"

namespace portcullis {
namespace {

constexpr std::size_t kMaxRequestIdBytes = 64;
constexpr std::size_t kDefaultPageSize = 50;
constexpr std::size_t kMaxPageSize = 1000;

bool IsPrintableAscii(char c) { return c >= ' ' && c <= '~'; }

}  // namespace

absl::Status FieldInvalid(std::string_view field, std::string_view demand) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid,
                   fmt::format("{} {}", field, demand));
}

absl::Status CheckRequestId(std::string_view request_id) {
  if (!request_id.empty() && request_id.size() <= kMaxRequestIdBytes &&
      std::ranges::all_of(request_id, IsPrintableAscii)) {
    return absl::OkStatus();
  }
  return FieldInvalid(
      "request_id", fmt::format("must be 1 to {} printable ASCII characters", kMaxRequestIdBytes));
}

absl::Status CheckOptionalText(std::string_view text, std::size_t max_bytes,
                               std::string_view field) {
  if (text.size() <= max_bytes) return absl::OkStatus();
  return FieldInvalid(field, fmt::format("has {} bytes, limit is {}", text.size(), max_bytes));
}

absl::Status CheckRequiredText(std::string_view text, std::size_t max_bytes,
                               std::string_view field) {
  if (text.empty()) return FieldInvalid(field, "is empty");
  return CheckOptionalText(text, max_bytes, field);
}

absl::StatusOr<std::size_t> PageSize(std::int32_t page_size) {
  if (page_size < 0) return FieldInvalid("page_size", "must not be negative");
  if (page_size == 0) return kDefaultPageSize;
  return std::min(static_cast<std::size_t>(page_size), kMaxPageSize);
}

}  // namespace portcullis
