#include "store/start_cache/cache_reader.h"

#include <algorithm>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "matcher/core/status_macros.h"
#include "store/start_cache/chunk_opener.h"
#include "store/start_cache/faces_codec.h"

namespace portcullis {
namespace {

// More would only wait for the one that fills the galleries.
constexpr unsigned kMaxThreads = 4;

std::size_t ThreadCount() {
  const unsigned beside_this = std::max(2U, std::thread::hardware_concurrency()) - 1;
  return std::min(beside_this, kMaxThreads);
}

CacheReader::Given Damaged(absl::Status why) { return {std::move(why)}; }

}  // namespace

CacheReader::CacheReader(std::unique_ptr<RawFile> file, OpenedHeader header,
                         std::vector<ChunkPlace> places)
    : file_(std::move(file)), header_(std::move(header)), places_(std::move(places)) {}

absl::StatusOr<std::unique_ptr<CacheReader>> CacheReader::Open(const std::filesystem::path& path,
                                                               const ModelId& model,
                                                               const Sealer& sealer) {
  PORTCULLIS_ASSIGN_OR_RETURN(std::unique_ptr<RawFile> file, RawFile::OpenToRead(path));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::uint64_t size, file->Size());
  std::string block(std::min<std::uint64_t>(size, kHeaderBytes), '\0');
  PORTCULLIS_RETURN_IF_ERROR(file->ReadAt(0, block.data(), block.size()));
  PORTCULLIS_ASSIGN_OR_RETURN(OpenedHeader header, OpenHeader(block, model, sealer));
  PORTCULLIS_ASSIGN_OR_RETURN(std::vector<ChunkPlace> places, FindChunks(*file, header.header));
  return std::unique_ptr<CacheReader>(
      new CacheReader(std::move(file), std::move(header), std::move(places)));
}

absl::StatusOr<CacheReader::Given> CacheReader::GiveTo(GallerySink& sink) const {
  ChunkBytes bytes;
  absl::Status opened = OpenChunk(*file_, header_.chunks, places_[0], 0, bytes);
  if (!opened.ok()) return Damaged(std::move(opened));
  std::optional<std::vector<ListId>> lists = DecodeLists(bytes.plain);
  if (!lists) return Damaged(absl::FailedPreconditionError("its lists make no sense"));
  PORTCULLIS_RETURN_IF_ERROR(sink.PutLists(*lists));
  const FacesDecoder decoder(*std::move(lists), header_.header.model);
  ChunkOpener opener(*file_, header_.chunks, decoder, places_, 1, ThreadCount());
  while (!opener.IsAtEnd()) {
    absl::StatusOr<std::vector<EntryFaces>> faces = opener.Take();
    if (!faces.ok()) return Damaged(faces.status());
    PORTCULLIS_RETURN_IF_ERROR(sink.PutEntries(*std::move(faces)));
  }
  return Given{absl::OkStatus()};
}

}  // namespace portcullis
