// How much of an image is accepted.
#pragma once

#include <cstddef>
#include <cstdint>

namespace portcullis {

/// Checked on our own reading of the file's header, before a library sees it or memory for pixels
/// is taken. The defaults let through what cameras and documents make (a 12 megapixel photograph, a
/// scanned portrait) and keep what one image can cost within bounds; docs/operations.md has the
/// figures.
struct DecodeLimits {
  std::size_t max_bytes = 8U << 20U;  // of the file, a face record included
  int max_side_px = 4096;             // as the header declares it, either side
  std::int64_t max_pixels = 12'500'000;
  /// Of a JPEG that comes in several scans (progressive): scans times pixels. Each scan is a pass
  /// over the whole image, however few bytes it has.
  std::int64_t max_scan_pixels = 40'000'000;
  /// PNG and JPEG 2000 cost three and ten times as much a pixel as JPEG.
  std::int64_t max_png_pixels = 5'000'000;
  std::int64_t max_jpeg2000_pixels = 2'500'000;
  std::size_t max_jpeg2000_bytes = 1U << 20U;  // of the codestream; each costs time to decode
  std::size_t max_profile_bytes = 1U << 20U;   // of an ICC colour profile, unpacked
};

}  // namespace portcullis
