#include "store/start_cache/cache_writer.h"

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "store/start_cache/chunk_place.h"

namespace portcullis {
namespace {

constexpr std::size_t kChunkBytes = 512U << 10U;
// Between two syncs. Without them a commit's own sync could wait for all of the file.
constexpr std::uint64_t kUnsyncedBytes = 16U << 20U;

absl::Status CheckRoom(const std::filesystem::path& path, std::uint64_t room_bytes) {
  std::error_code error;
  const auto space = std::filesystem::space(path.parent_path(), error);
  if (error) return FileError("measure the disk of", path, error.value());
  if (space.available >= room_bytes) return absl::OkStatus();
  return MakeError(absl::StatusCode::kResourceExhausted, ErrorReason::kStoreUnavailable,
                   fmt::format("{} bytes are free on the disk of {}, wanted are {}",
                               space.available, path.string(), room_bytes));
}

}  // namespace

absl::StatusOr<std::unique_ptr<CacheWriter>> CacheWriter::Begin(StartCacheFile& file,
                                                                std::uint64_t destroyed,
                                                                std::uint64_t room_bytes) {
  PORTCULLIS_RETURN_IF_ERROR(file.DropUnfinished());
  PORTCULLIS_RETURN_IF_ERROR(CheckRoom(file.path(), room_bytes));
  PORTCULLIS_ASSIGN_OR_RETURN(auto unfinished, RawFile::Make(file.unfinished_path()));
  return std::unique_ptr<CacheWriter>(new CacheWriter(file, destroyed, std::move(unfinished)));
}

CacheWriter::CacheWriter(StartCacheFile& file, std::uint64_t destroyed,
                         std::unique_ptr<RawFile> unfinished)
    : file_(file), destroyed_(destroyed), unfinished_(std::move(unfinished)) {}

CacheWriter::~CacheWriter() {
  // After Finish there is none.
  file_.DropUnfinished().IgnoreError();
}

absl::Status CacheWriter::CheckNothingWasDestroyed() const {
  if (file_.destroyed() == destroyed_) return absl::OkStatus();
  return absl::AbortedError("something was erased while the start cache was written");
}

absl::Status CacheWriter::PutLists(std::vector<ListId> lists) {
  EncodeLists(lists, chunk_);
  encoder_ = FacesEncoder(lists);
  return WriteChunk();
}

absl::Status CacheWriter::PutEntries(std::vector<EntryFaces> entries) {
  for (const EntryFaces& faces : entries) {
    PORTCULLIS_RETURN_IF_ERROR(encoder_.Encode(faces, chunk_));
    if (chunk_.bytes().size() >= kChunkBytes) PORTCULLIS_RETURN_IF_ERROR(WriteChunk());
  }
  return CheckNothingWasDestroyed();
}

absl::Status CacheWriter::StartOver() {
  return absl::InternalError("a start cache is not made from a start cache");
}

absl::Status CacheWriter::WriteChunk() {
  PORTCULLIS_RETURN_IF_ERROR(CheckNothingWasDestroyed());
  const std::string sealed = sealer_.Seal(chunk_.bytes(), chunks_);
  PORTCULLIS_RETURN_IF_ERROR(unfinished_->WriteAt(bytes_, FramedChunk(sealed)));
  chunk_ = ByteWriter();
  ++chunks_;
  bytes_ += kFrameBytes + sealed.size();
  if (bytes_ - synced_bytes_ < kUnsyncedBytes) return absl::OkStatus();
  synced_bytes_ = bytes_;
  return unfinished_->Sync();
}

absl::Status CacheWriter::Finish(const ModelId& model, const CachedState& state,
                                 const Sealer& sealer) {
  if (!chunk_.bytes().empty()) PORTCULLIS_RETURN_IF_ERROR(WriteChunk());
  const CacheHeader header{.model = model, .state = state, .chunks = chunks_, .file_bytes = bytes_};
  PORTCULLIS_ASSIGN_OR_RETURN(const std::string block, SealHeader(header, sealer_, sealer));
  PORTCULLIS_RETURN_IF_ERROR(unfinished_->Sync());
  return file_.Publish(*unfinished_, block, destroyed_);
}

}  // namespace portcullis
