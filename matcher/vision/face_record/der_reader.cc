#include "matcher/vision/face_record/der_reader.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

constexpr std::uint8_t kTagGoesOn = 0x1F;  // in the low five bits of the first byte
constexpr std::uint8_t kMoreFollows = 0x80;

absl::StatusOr<std::uint32_t> ReadTag(ByteCursor& cursor, std::string_view field) {
  const std::size_t offset = cursor.offset();
  PORTCULLIS_ASSIGN_OR_RETURN(const std::uint8_t first, cursor.U8(field));
  if ((first & kTagGoesOn) != kTagGoesOn) return std::uint32_t{first};
  PORTCULLIS_ASSIGN_OR_RETURN(const std::uint8_t second, cursor.U8(field));
  if ((second & kMoreFollows) != 0) return WrongField(field, offset, "has a tag of over two bytes");
  return (std::uint32_t{first} << 8U) | second;
}

absl::StatusOr<std::size_t> ReadLength(ByteCursor& cursor, std::string_view field) {
  const std::size_t offset = cursor.offset();
  PORTCULLIS_ASSIGN_OR_RETURN(const std::uint8_t first, cursor.U8(field));
  if (first < kMoreFollows) return std::size_t{first};
  const int count = first & 0x7F;
  if (count == 0) return WrongField(field, offset, "has an indefinite length");
  if (count > 4) return WrongField(field, offset, "has a length of over four bytes");
  std::size_t length = 0;
  for (int i = 0; i < count; ++i) {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::uint8_t byte, cursor.U8(field));
    length = (length << 8U) | byte;
  }
  return length;
}

}  // namespace

absl::StatusOr<DerElement> ReadDerElement(ByteCursor& cursor, std::string_view field) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::uint32_t tag, ReadTag(cursor, field));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::size_t length, ReadLength(cursor, field));
  const std::size_t offset = cursor.offset();
  PORTCULLIS_ASSIGN_OR_RETURN(const auto content, cursor.Take(length, field));
  return DerElement{tag, content, offset};
}

absl::StatusOr<DerFields> DerFields::Read(const DerElement& element, std::string_view field) {
  ByteCursor cursor(element.content, element.offset);
  std::vector<DerElement> fields;
  while (cursor.left() > 0) {
    if (fields.size() == kMaxFields) {
      return WrongField(field, element.offset, fmt::format("has more than {} parts", kMaxFields));
    }
    PORTCULLIS_ASSIGN_OR_RETURN(const DerElement part, ReadDerElement(cursor, field));
    fields.push_back(part);
  }
  return DerFields(std::move(fields), element.offset);
}

const DerElement* DerFields::Find(std::uint32_t tag) const {
  const auto found = std::find_if(fields_.begin(), fields_.end(),
                                  [tag](const DerElement& part) { return part.tag == tag; });
  return found == fields_.end() ? nullptr : &*found;
}

absl::StatusOr<DerElement> DerFields::Get(std::uint32_t tag, std::string_view field) const {
  const DerElement* found = Find(tag);
  if (found == nullptr) {
    return WrongField(field, offset_, fmt::format("is missing: no element {:X}", tag));
  }
  return *found;
}

absl::StatusOr<int> DerNumber(const DerElement& element, std::string_view field) {
  if (element.content.empty()) return WrongField(field, element.offset, "is empty");
  if ((element.content.front() & 0x80U) != 0)
    return WrongField(field, element.offset, "is negative");
  std::uint64_t value = 0;
  for (const std::uint8_t byte : element.content) {
    value = (value << 8U) | byte;
    if (value > 0x7FFFFFFFU) return WrongField(field, element.offset, "is 2^31 or more");
  }
  return static_cast<int>(value);
}

}  // namespace portcullis
