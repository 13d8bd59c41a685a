// The wrapping of biometric data in data group 2 of a travel document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "absl/status/statusor.h"

namespace portcullis {

struct BiometricDataBlock {
  std::span<const std::uint8_t> content;  // the record
  std::size_t offset = 0;                 // of `content` in the bytes that were unwrapped
  int templates = 1;                      // in the group; this is the block of the first
};

/// The tags 75, 7F61 or 7F60.
bool StartsLikeCbeff(std::span<const std::uint8_t> bytes);

/// Takes the first biometric data block out of its wrapping (ICAO Doc 9303-10, data group 2; tags
/// of ISO/IEC 7816-11), beginning at any of the outer three tags:
///
///   75 data group 2 { 7F61 group { 02 number of templates, 7F60 template { A1 header template,
///     5F2E data block, or 7F2E constructed data block { A1 { record } } }, 7F60 ... } }
///
/// What the header template says is not read: the record names its own kind. Zero bytes may follow.
/// IMAGE_UNREADABLE with the field and offset that is wrong: also for a number of templates other
/// than there are, more than 16, and templates that are encrypted (7D).
absl::StatusOr<BiometricDataBlock> UnwrapCbeff(std::span<const std::uint8_t> bytes);

}  // namespace portcullis
