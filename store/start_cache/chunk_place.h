// How chunks follow each other in a start cache: four bytes say how many come, the lowest first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "store/raw_file.h"
#include "store/start_cache/cache_header.h"

namespace portcullis {

struct ChunkPlace {
  std::uint64_t begin = 0;  // in the file
  std::size_t bytes = 0;    // sealed
};

inline constexpr std::size_t kFrameBytes = 4;

std::string FramedChunk(std::string_view sealed);

/// The places of all chunks. FAILED_PRECONDITION, saying why, if they are not as many, or do not
/// end where the file ends, as the header says; errors of RawFile.
absl::StatusOr<std::vector<ChunkPlace>> FindChunks(const RawFile& file, const CacheHeader& header);

}  // namespace portcullis
