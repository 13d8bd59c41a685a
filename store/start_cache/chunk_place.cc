#include "store/start_cache/chunk_place.h"

#include <array>

#include "matcher/core/status_macros.h"
#include "store/start_cache/chunk_sealer.h"

namespace portcullis {
namespace {

constexpr std::uint64_t kMaxChunkBytes = 16U << 20U;

absl::Status Unfit(const char* why) { return absl::FailedPreconditionError(why); }

}  // namespace

std::string FramedChunk(std::string_view sealed) {
  std::string bytes;
  bytes.reserve(kFrameBytes + sealed.size());
  for (std::size_t i = 0; i < kFrameBytes; ++i) {
    bytes.push_back(static_cast<char>(sealed.size() >> (8 * i) & 0xFFU));
  }
  bytes += sealed;
  return bytes;
}

absl::StatusOr<std::vector<ChunkPlace>> FindChunks(const RawFile& file, const CacheHeader& header) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::uint64_t size, file.Size());
  if (size != header.file_bytes) return Unfit("it is not as long as it was");
  std::vector<ChunkPlace> places;
  std::uint64_t end = kHeaderBytes;
  while (end < size) {
    std::array<char, kFrameBytes> frame{};
    if (size - end < kFrameBytes) return Unfit("a chunk is cut off");
    PORTCULLIS_RETURN_IF_ERROR(file.ReadAt(end, frame.data(), frame.size()));
    std::uint64_t bytes = 0;
    for (std::size_t i = kFrameBytes; i-- > 0;) {
      bytes = bytes << 8U | static_cast<unsigned char>(frame[i]);
    }
    const std::uint64_t begin = end + kFrameBytes;
    if (bytes < ChunkSealer::kExtraBytes || bytes > kMaxChunkBytes || bytes > size - begin) {
      return Unfit("a chunk has a length that is never written");
    }
    places.push_back({begin, static_cast<std::size_t>(bytes)});
    end = begin + bytes;
  }
  if (places.size() != header.chunks || places.empty()) return Unfit("it lacks chunks");
  return places;
}

}  // namespace portcullis
