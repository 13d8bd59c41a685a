// JPEG 2000 files made in memory with openjpeg's encoder, for the tests of decoding.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "matcher/core/image.h"
#include "tests/matcher/vision/decode/image_files.h"

namespace portcullis::testing {

/// One component: `samples` in rows, of a picture that has dx x dy pixels for each.
struct Jpeg2000Samples {
  std::vector<std::int32_t> samples;
  int dx = 1;
  int dy = 1;
};

struct Jpeg2000Options {
  int bits = 8;
  bool is_signed = false;
  float ratio = 0;  // 0: lossless, else lossy with this many bytes to one
  int tile_side = 0;
  int resolutions = 3;
  int layers = 1;
  int left = 0;      // of the image area on the reference grid
  int precinct = 0;  // side of all precincts; 0 for whole tiles
  int code_block = 64;
};

/// A codestream by itself.
FileBytes Jpeg2000Codestream(int width, int height, const std::vector<Jpeg2000Samples>& components,
                             const Jpeg2000Options& options = {});
FileBytes Jpeg2000Codestream(const Image& image, const Jpeg2000Options& options = {});

/// Box of four characters: length, type, content.
FileBytes Jp2Box(std::string_view type, const FileBytes& content);
/// colr with method 1 and this colour space (16 sRGB, 17 grey, 18 sYCC).
FileBytes EnumeratedColours(std::uint8_t space);
/// colr with method 2 and this ICC profile.
FileBytes ProfileColours(const FileBytes& profile);

/// Signature, file type, jp2h { ihdr, header_boxes }, more_boxes, jp2c { codestream }.
FileBytes Jp2File(const FileBytes& codestream, const FileBytes& header_boxes,
                  const FileBytes& more_boxes = {});

}  // namespace portcullis::testing
