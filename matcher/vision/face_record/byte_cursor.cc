#include "matcher/vision/face_record/byte_cursor.h"

#include <algorithm>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {

absl::Status WrongField(std::string_view field, std::size_t offset, std::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                   fmt::format("face record is wrong: {} at offset {} {}", field, offset, what));
}

absl::StatusOr<std::span<const std::uint8_t>> ByteCursor::Take(std::size_t count,
                                                               std::string_view field) {
  if (count > rest_.size()) {
    return WrongField(field, offset_,
                      fmt::format("needs {} bytes, {} are left", count, rest_.size()));
  }
  const std::span<const std::uint8_t> taken = rest_.first(count);
  rest_ = rest_.subspan(count);
  offset_ += count;
  return taken;
}

absl::StatusOr<std::uint32_t> ByteCursor::Number(std::size_t count, std::string_view field) {
  PORTCULLIS_ASSIGN_OR_RETURN(const auto bytes, Take(count, field));
  std::uint32_t value = 0;
  for (const std::uint8_t byte : bytes) value = (value << 8U) | byte;
  return value;
}

absl::StatusOr<std::uint8_t> ByteCursor::U8(std::string_view field) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::uint32_t value, Number(1, field));
  return static_cast<std::uint8_t>(value);
}

absl::StatusOr<std::uint16_t> ByteCursor::U16(std::string_view field) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::uint32_t value, Number(2, field));
  return static_cast<std::uint16_t>(value);
}

absl::StatusOr<std::uint32_t> ByteCursor::U32(std::string_view field) { return Number(4, field); }

absl::Status CheckPadding(const ByteCursor& after_record) {
  const auto rest = after_record.rest();
  const auto other = std::find_if(rest.begin(), rest.end(), [](auto byte) { return byte != 0; });
  if (other == rest.end()) return absl::OkStatus();
  return WrongField("padding",
                    after_record.offset() + static_cast<std::size_t>(other - rest.begin()),
                    "is not zero: bytes follow the record");
}

}  // namespace portcullis
