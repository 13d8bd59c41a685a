// What a JPEG 2000 codestream is made of, read by ourselves before openjpeg is started on it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "matcher/vision/decode/decode_limits.h"

namespace portcullis {

struct Jpeg2000Component {
  int bits = 0;  // 1..16
  bool is_signed = false;
  int dx = 1;  // one sample for dx x dy pixels; 1, 2 or 4
  int dy = 1;
};

struct Jpeg2000Codestream {
  int width = 0;  // of the image area, at full resolution
  int height = 0;
  int left = 0;  // of the image area on the reference grid; 0 where components are subsampled
  int top = 0;
  std::vector<Jpeg2000Component> components;  // one (grey) or three
};

/// Walks the main header and all tile-parts (ISO/IEC 15444-1, annex A). INVALID_ARGUMENT with
/// IMAGE_UNREADABLE (cut off: also where a tile has no part or the end is missing; numbers that
/// contradict each other), IMAGE_TOO_LARGE, IMAGE_TOO_MANY_PIXELS, or IMAGE_UNSUPPORTED: other
/// numbers of components than 1 and 3, more than 16 bits, a Part 2 or high-throughput stream,
/// packet headers out of line, coding that changes between tiles, and what is far beyond what
/// encoders of pictures write: over 1,024 tiles, 10 decompositions, 100 layers, 65,536 code-blocks
/// or 262,144 packets.
absl::StatusOr<Jpeg2000Codestream> ReadJpeg2000Codestream(std::span<const std::uint8_t> bytes,
                                                          const DecodeLimits& limits);

}  // namespace portcullis
