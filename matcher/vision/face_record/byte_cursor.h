// Reads hostile bytes from the front to the back, never beyond their end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace portcullis {

/// The one place of the face record readers that checks lengths against what is left. Numbers are
/// big-endian. Every read names the field that it wants: where too few bytes are left the answer is
/// INVALID_ARGUMENT with IMAGE_UNREADABLE, which names the field and its offset, and the cursor has
/// not moved. Views the bytes, which must outlive it. Thread-compatible.
class ByteCursor {
 public:
  /// `offset` is where `bytes` begin in what the errors call the record.
  explicit ByteCursor(std::span<const std::uint8_t> bytes, std::size_t offset = 0)
      : rest_(bytes), offset_(offset) {}

  std::size_t offset() const { return offset_; }  // of the next byte
  std::size_t left() const { return rest_.size(); }
  std::span<const std::uint8_t> rest() const { return rest_; }

  absl::StatusOr<std::uint8_t> U8(std::string_view field);
  absl::StatusOr<std::uint16_t> U16(std::string_view field);
  absl::StatusOr<std::uint32_t> U32(std::string_view field);
  absl::StatusOr<std::span<const std::uint8_t>> Take(std::size_t count, std::string_view field);

 private:
  absl::StatusOr<std::uint32_t> Number(std::size_t count, std::string_view field);

  std::span<const std::uint8_t> rest_;
  std::size_t offset_;
};

/// IMAGE_UNREADABLE: "face record is wrong: `field` at offset `offset` `what`".
absl::Status WrongField(std::string_view field, std::size_t offset, std::string_view what);

/// A record may be followed by zero bytes, with which files on chips are filled up; anything else
/// is IMAGE_UNREADABLE, as it would be a record whose lengths do not add up.
absl::Status CheckPadding(const ByteCursor& after_record);

}  // namespace portcullis
