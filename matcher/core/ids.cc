#include "matcher/core/ids.h"

#include <array>

namespace portcullis {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kDigits = 13;

std::string FormatNumber(std::int64_t number) {
  std::string text(kDigits, '0');
  auto rest = static_cast<std::uint64_t>(number);
  for (std::size_t i = kDigits; i-- > 0; rest >>= 5) text[i] = kAlphabet[rest & 31U];
  return text;
}

std::optional<std::int64_t> ParseNumber(std::string_view text) {
  if (text.size() != kDigits) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : text) {
    const std::size_t digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    if (number >> 58U != 0) return std::nullopt;  // the next shift would pass 2^63
    number = (number << 5U) | digit;
  }
  if (number == 0) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

bool IsLowerLetter(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool IsValidListId(std::string_view text) {
  if (text.empty() || text.size() > 63) return false;
  if (!IsLowerLetter(text.front()) || text.back() == '-') return false;
  for (const char c : text) {
    if (!IsLowerLetter(c) && !IsDigit(c) && c != '-') return false;
  }
  return true;
}

std::string FormatEntryId(EntryId id) { return FormatNumber(id.value); }
std::string FormatReferenceId(ReferenceId id) { return FormatNumber(id.value); }

std::optional<EntryId> ParseEntryId(std::string_view text) {
  const auto number = ParseNumber(text);
  if (!number) return std::nullopt;
  return EntryId{*number};
}

std::optional<ReferenceId> ParseReferenceId(std::string_view text) {
  const auto number = ParseNumber(text);
  if (!number) return std::nullopt;
  return ReferenceId{*number};
}

}  // namespace portcullis
