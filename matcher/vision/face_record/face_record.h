// What a travel document holds instead of an image file: the image, and what is said about it.
#pragma once

#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "matcher/core/image_source.h"

namespace portcullis {

struct FaceRecord {
  std::span<const std::uint8_t> image;  // a part of the bytes that were read
  FaceRecordFacts facts;
};

/// Whether the first bytes are those of a face record: ISO/IEC 19794-5, ISO/IEC 39794-5, or either
/// in the CBEFF wrapping of ICAO Doc 9303-10 (data group 2, or a part of it). Not whether it is a
/// good one.
bool StartsLikeFaceRecord(std::span<const std::uint8_t> bytes);

/// The first image of a record of any of these kinds. Zero bytes may follow the record, as files on
/// chips are filled up with them. INVALID_ARGUMENT with IMAGE_UNREADABLE and the field and offset
/// that is wrong; also where the image is itself a face record. The image is not looked at.
absl::StatusOr<FaceRecord> ParseFaceRecord(std::span<const std::uint8_t> bytes);

}  // namespace portcullis
