// How much work a JPEG 2000 codestream asks for, whatever the number of its bytes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace portcullis {

/// COD or COC (ISO/IEC 15444-1, A.6.1 and A.6.2), as far as it makes work.
struct Jpeg2000Coding {
  int decompositions = 0;
  int block_width_log2 = 6;
  int block_height_log2 = 6;
  std::vector<std::uint8_t> precinct_log2;  // a resolution: low 4 bits width, high ones height
};

/// The SPcod or SPcoc parameters; `own_precincts` as the style byte before them says.
/// IMAGE_UNREADABLE where they are cut off or out of the standard's range, IMAGE_UNSUPPORTED beyond
/// 10 decompositions.
absl::StatusOr<Jpeg2000Coding> ReadJpeg2000Coding(std::span<const std::uint8_t> parameters,
                                                  bool own_precincts);

struct Jpeg2000Work {
  std::int64_t blocks = 0;     // code-blocks
  std::int64_t precincts = 0;  // each has a packet a layer
};

/// For one tile of one component, `width` x `height` samples, that begins on the grid of its
/// precincts; another has at most one row and one column of either more.
Jpeg2000Work WorkOfTile(const Jpeg2000Coding& coding, std::int64_t width, std::int64_t height);

}  // namespace portcullis
