// What the header of an image says of its size, held against the limits.
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"

namespace portcullis {

struct DeclaredSize {
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::size_t file_bytes = 0;  // of the coded image

  std::int64_t pixels() const { return width * height; }
};

struct SizeBounds {
  std::int64_t max_side_px = 0;
  std::int64_t max_pixels = 0;
  std::int64_t max_pixels_per_byte = 0;
};

/// INVALID_ARGUMENT with IMAGE_UNREADABLE (a side of 0 px), IMAGE_TOO_MANY_PIXELS (a side or the
/// area over the limit), or IMAGE_UNREADABLE for an image of over a million pixels that has more
/// than `max_pixels_per_byte` of them for each byte of its file: no picture is that empty, so that
/// it is either cut off or made to cost memory.
absl::Status CheckDeclaredSize(const DeclaredSize& size, const SizeBounds& bounds);

}  // namespace portcullis
