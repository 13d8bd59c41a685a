// What a PNG is made of, read by ourselves before a decoder is started on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "matcher/vision/decode/decode_limits.h"
#include "matcher/vision/decode/exif_orientation.h"

namespace portcullis {

struct PngOutline {
  int width = 0;
  int height = 0;
  bool is_grey = false;
  ExifOrientation orientation = ExifOrientation::kUpright;
  std::vector<std::uint8_t> profile;  // ICC, unpacked; empty if there is none
  /// The same picture in a file that holds nothing but what makes its pixels, its data in one
  /// chunk: texts, dates, private chunks and half a million of empty ones never reach libpng. With
  /// a profile gAMA, cHRM and sRGB are left out too, as the profile goes before them.
  std::vector<std::uint8_t> plain_file;
};

/// Walks all chunks. INVALID_ARGUMENT with IMAGE_UNREADABLE (cut off, a wrong checksum of a chunk
/// that is kept, chunks out of order, a damaged profile, data too short for the pixels),
/// IMAGE_UNSUPPORTED (animated) or IMAGE_TOO_MANY_PIXELS.
absl::StatusOr<PngOutline> ReadPngOutline(std::span<const std::uint8_t> bytes,
                                          const DecodeLimits& limits);

}  // namespace portcullis
