// Fuzz target: the bytes of an image or a face record, to pixels, through every codec.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>

#include "matcher/vision/decode/decoder.h"
#include "tests/fuzz/parser_check.h"
#include "tests/fuzz/part_mutator.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

// Small ones, so that many are tried.
constexpr portcullis::DecodeLimits kLimits = {.max_bytes = std::size_t{1} << 20U,
                                              .max_side_px = 1024,
                                              .max_pixels = 300'000,
                                              .max_scan_pixels = 1'000'000,
                                              .max_png_pixels = 200'000,
                                              .max_jpeg2000_pixels = 100'000,
                                              .max_jpeg2000_bytes = 100'000,
                                              .max_profile_bytes = std::size_t{1} << 16U};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using portcullis::testing::Require;
  const auto decoded = portcullis::MakeImageDecoder(kLimits)->Decode(std::span(data, size));
  portcullis::testing::RequireImageError(decoded.status());
  if (!decoded.ok()) return 0;
  const portcullis::Image& image = decoded->image;
  Require(image.width() <= kLimits.max_side_px && image.height() <= kLimits.max_side_px,
          "an image is larger than the limit");
  Require(image.pixels().size() == std::size_t{3} * static_cast<std::size_t>(image.width()) *
                                       static_cast<std::size_t>(image.height()),
          "an image has not three bytes for each pixel");
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  std::minstd_rand random(seed);
  const portcullis::testing::FuzzBytes changed =
      portcullis::testing::MutateFile({data, data + size}, max_size, random, &LLVMFuzzerMutate);
  const std::size_t kept = std::min(changed.size(), max_size);
  std::copy_n(changed.begin(), kept, data);
  return kept;
}
