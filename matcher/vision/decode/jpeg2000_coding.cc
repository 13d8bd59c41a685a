#include "matcher/vision/decode/jpeg2000_coding.h"

#include <algorithm>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"

namespace portcullis {
namespace {

using absl::StatusCode;

constexpr int kMaxDecompositions = 10;
constexpr std::uint8_t kWholeTile = 0xFF;  // precincts of 2^15 x 2^15

absl::Status Unreadable(std::string_view what) {
  return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                   fmt::format("JPEG 2000 is corrupt or cut off: {}", what));
}

/// How many cells of 2^log2 a stretch of this length takes where it begins with one.
std::int64_t Cells(std::int64_t length, int log2) {
  return (length + (std::int64_t{1} << log2) - 1) >> log2;
}

}  // namespace

absl::StatusOr<Jpeg2000Coding> ReadJpeg2000Coding(std::span<const std::uint8_t> parameters,
                                                  bool own_precincts) {
  constexpr std::size_t kFixedBytes = 5;
  if (parameters.size() < kFixedBytes) return Unreadable("its coding parameters end early");
  Jpeg2000Coding coding;
  coding.decompositions = parameters[0];
  coding.block_width_log2 = parameters[1] + 2;
  coding.block_height_log2 = parameters[2] + 2;
  if (coding.decompositions > kMaxDecompositions) {
    return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnsupported,
                     fmt::format("image is a JPEG 2000 of {} decompositions, limit is {}",
                                 coding.decompositions, kMaxDecompositions));
  }
  constexpr int kMaxSideLog2 = 10;
  constexpr int kMaxAreaLog2 = 12;
  if (coding.block_width_log2 > kMaxSideLog2 || coding.block_height_log2 > kMaxSideLog2 ||
      coding.block_width_log2 + coding.block_height_log2 > kMaxAreaLog2) {
    return Unreadable("its code-blocks are too large");
  }
  const auto resolutions = static_cast<std::size_t>(coding.decompositions) + 1;
  coding.precinct_log2.assign(resolutions, kWholeTile);
  if (!own_precincts) return coding;
  if (parameters.size() < kFixedBytes + resolutions) return Unreadable("its precincts end early");
  std::copy_n(parameters.begin() + kFixedBytes, resolutions, coding.precinct_log2.begin());
  for (std::size_t i = 1; i < resolutions; ++i) {
    const std::uint8_t log2 = coding.precinct_log2[i];
    if ((log2 & 0xFU) == 0 || log2 >> 4U == 0) return Unreadable("a precinct is 1 sample wide");
  }
  return coding;
}

Jpeg2000Work WorkOfTile(const Jpeg2000Coding& coding, std::int64_t width, std::int64_t height) {
  Jpeg2000Work work;
  for (int resolution = 0; resolution <= coding.decompositions; ++resolution) {
    const int shift = coding.decompositions - resolution;
    const std::int64_t w = Cells(width, shift);
    const std::int64_t h = Cells(height, shift);
    const std::uint8_t precinct = coding.precinct_log2[static_cast<std::size_t>(resolution)];
    const int precinct_w = precinct & 0xF;
    const int precinct_h = precinct >> 4;
    work.precincts += Cells(w, precinct_w) * Cells(h, precinct_h);
    // Sub-bands have half the sides of their resolution, and so have precincts in them; blocks end
    // where precincts do. The lowest resolution is one sub-band, the others are three.
    const int halved = resolution == 0 ? 0 : 1;
    const int block_w = std::min(coding.block_width_log2, precinct_w - halved);
    const int block_h = std::min(coding.block_height_log2, precinct_h - halved);
    work.blocks +=
        (halved == 0 ? 1 : 3) * Cells(Cells(w, halved), block_w) * Cells(Cells(h, halved), block_h);
  }
  return work;
}

}  // namespace portcullis
