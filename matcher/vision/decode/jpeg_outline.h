// What a JPEG is made of, read by ourselves before a decoder is started on it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"

namespace portcullis {

struct JpegOutline {
  int width = 0;
  int height = 0;
  int components = 0;
  bool several_scans = false;  // all blocks are kept until the last scan
  int scans = 0;
  std::optional<std::span<const std::uint8_t>> exif;  // the TIFF structure of the first block
  std::vector<std::span<const std::uint8_t>> profile_parts;  // ICC, in the order of the file
};

/// Walks all markers up to the end of the image, over the coded data too, so that a file that is
/// cut off costs no decoding. INVALID_ARGUMENT with IMAGE_UNREADABLE (cut off, no frame, a segment
/// that reaches beyond the end, a profile whose parts do not fit together) or IMAGE_UNSUPPORTED
/// (arithmetic, lossless or hierarchical coding; CMYK or another number of components than 1 or 3).
absl::StatusOr<JpegOutline> ReadJpegOutline(std::span<const std::uint8_t> bytes);

}  // namespace portcullis
