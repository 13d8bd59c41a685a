#include "server/field_checks.h"

#include <algorithm>
#include <array>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"

namespace portcullis {
namespace {

constexpr std::size_t kMaxRequestIdBytes = 64;
constexpr std::size_t kDefaultPageSize = 50;
constexpr std::size_t kMaxPageSize = 1000;

bool IsPrintableAscii(char c) { return c >= ' ' && c <= '~'; }

/// Takes the first character off `text`; none if it is not UTF-8 (RFC 3629).
std::optional<char32_t> TakeCharacter(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text.front());
  const int length = first < 0x80 ? 1 : first < 0xC0 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (length == 0 || first > 0xF4 || text.size() < static_cast<std::size_t>(length)) {
    return std::nullopt;
  }
  char32_t character = length == 1 ? first : first & (0x7FU >> static_cast<unsigned>(length));
  for (const char c : text.substr(1, static_cast<std::size_t>(length) - 1)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80) return std::nullopt;
    character = (character << 6U) | (byte & 0x3FU);
  }
  text.remove_prefix(static_cast<std::size_t>(length));
  // The least that needs so many bytes; surrogates; the end of Unicode.
  constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  const bool valid = character >= kLeast[static_cast<std::size_t>(length)] &&
                     (character < 0xD800 || character > 0xDFFF) && character <= 0x10FFFF;
  return valid ? std::optional(character) : std::nullopt;
}

bool IsControl(char32_t character) {
  return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

bool IsBreakOrTab(char32_t character) { return character == '\n' || character == '\t'; }

absl::Status CheckCharacters(std::string_view text, std::string_view field, TextForm form) {
  while (!text.empty()) {
    const std::optional<char32_t> character = TakeCharacter(text);
    if (!character) return FieldInvalid(field, "is not UTF-8");
    if (!IsControl(*character)) continue;
    if (form == TextForm::kProse && IsBreakOrTab(*character)) continue;
    return FieldInvalid(field, form == TextForm::kLine
                                   ? "has a control character"
                                   : "has a control character other than line breaks and tabs");
  }
  return absl::OkStatus();
}

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

absl::Status CheckOptionalText(std::string_view text, std::size_t max_bytes, std::string_view field,
                               TextForm form) {
  if (text.size() > max_bytes) {
    return FieldInvalid(field, fmt::format("has {} bytes, limit is {}", text.size(), max_bytes));
  }
  return CheckCharacters(text, field, form);
}

absl::Status CheckRequiredText(std::string_view text, std::size_t max_bytes, std::string_view field,
                               TextForm form) {
  if (text.empty()) return FieldInvalid(field, "is empty");
  return CheckOptionalText(text, max_bytes, field, form);
}

absl::StatusOr<std::size_t> PageSize(std::int32_t page_size) {
  if (page_size < 0) return FieldInvalid("page_size", "must not be negative");
  if (page_size == 0) return kDefaultPageSize;
  return std::min(static_cast<std::size_t>(page_size), kMaxPageSize);
}

absl::StatusOr<std::optional<Revision>> ExpectedRevision(std::int64_t expected,
                                                         std::string_view field) {
  if (expected < 0) return FieldInvalid(field, "must not be negative");
  if (expected == 0) return std::optional<Revision>();
  return std::optional(Revision{expected});
}

absl::StatusOr<Revision> RequiredRevision(std::int64_t expected) {
  if (expected == 0) return FieldInvalid("expected_revision", "is missing");
  if (expected < 0) return FieldInvalid("expected_revision", "must not be negative");
  return Revision{expected};
}

}  // namespace portcullis
