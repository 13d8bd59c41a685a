// Fuzz target: an EXIF block, to the orientation.
#include <cstddef>
#include <cstdint>
#include <span>

#include "matcher/vision/decode/exif_orientation.h"
#include "tests/fuzz/parser_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto orientation = portcullis::ReadExifOrientation(std::span(data, size));
  portcullis::testing::RequireImageError(orientation.status());
  return 0;
}
