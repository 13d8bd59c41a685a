// The samples of a JPEG 2000 image, which may be deeper and coarser than pixels.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "matcher/vision/decode/jpeg2000_codestream.h"

namespace portcullis {

struct Jpeg2000Plane {
  std::span<const std::int32_t> samples;  // rows from the top without padding
  int width = 0;
  Jpeg2000Component component;
};

/// Writes row `y` of the image as 8-bit RGB into `rgb` (three values a pixel). `planes` is one
/// (grey) or three; `is_ycc`: the three are luminance and colour differences (full range, ITU-R
/// BT.601, as sYCC is defined in IEC 61966-2-1 amendment 1). Values are scaled from 0..2^bits-1 to
/// 0..255 and rounded, 8 bits are left as they are; a coarse sample is repeated for its pixels.
void WriteRgbRow(std::span<const Jpeg2000Plane> planes, bool is_ycc, int y,
                 std::span<std::uint8_t> rgb);

}  // namespace portcullis
