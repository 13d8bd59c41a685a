// Tag-length-value elements (ISO/IEC 8825-1), as far as face records need them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "matcher/vision/face_record/byte_cursor.h"

namespace portcullis {

struct DerElement {
  std::uint32_t tag = 0;  // its one or two bytes as a number: 0x65, 0x7F61
  std::span<const std::uint8_t> content;
  std::size_t offset = 0;  // of `content` in the record
};

/// The element at the cursor. Tags of one or two bytes; definite lengths in at most four bytes
/// after the first, in the shortest form or not, as chips hold both. IMAGE_UNREADABLE otherwise.
absl::StatusOr<DerElement> ReadDerElement(ByteCursor& cursor, std::string_view field);

/// The elements inside a constructed one, in their order.
class DerFields {
 public:
  /// IMAGE_UNREADABLE where `content` is not whole elements, or more than kMaxFields of them.
  static absl::StatusOr<DerFields> Read(const DerElement& element, std::string_view field);

  static constexpr std::size_t kMaxFields = 512;

  const std::vector<DerElement>& all() const { return fields_; }
  /// The first with this tag; null if there is none. Others are what a later edition added.
  const DerElement* Find(std::uint32_t tag) const;
  /// The same; IMAGE_UNREADABLE with the name of `field` if there is none.
  absl::StatusOr<DerElement> Get(std::uint32_t tag, std::string_view field) const;

 private:
  explicit DerFields(std::vector<DerElement> fields, std::size_t offset)
      : fields_(std::move(fields)), offset_(offset) {}

  std::vector<DerElement> fields_;
  std::size_t offset_;
};

/// The content of an INTEGER or ENUMERATED that is not negative and below 2^31.
absl::StatusOr<int> DerNumber(const DerElement& element, std::string_view field);

}  // namespace portcullis
