// Writes a start cache from what a store says of itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "border/watchlist/store.h"
#include "matcher/core/embedding.h"
#include "store/byte_codec.h"
#include "store/raw_file.h"
#include "store/sealing.h"
#include "store/start_cache/cache_file.h"
#include "store/start_cache/cache_header.h"
#include "store/start_cache/chunk_sealer.h"
#include "store/start_cache/faces_codec.h"

namespace portcullis {

/// Used by one thread. The file is of no use to anybody until Finish: the key of its chunks is not
/// on disk. Without Finish nothing is left of it.
class CacheWriter final : public GallerySink {
 public:
  /// `destroyed` as StartCacheFile::destroyed() said before what is written was read.
  /// RESOURCE_EXHAUSTED with STORE_UNAVAILABLE if less than `room_bytes` are free on the disk;
  /// errors of RawFile. `file` outlives this.
  static absl::StatusOr<std::unique_ptr<CacheWriter>> Begin(StartCacheFile& file,
                                                            std::uint64_t destroyed,
                                                            std::uint64_t room_bytes);
  ~CacheWriter() override;
  CacheWriter(const CacheWriter&) = delete;
  CacheWriter& operator=(const CacheWriter&) = delete;

  /// Errors of RawFile; ABORTED if caches were destroyed since it began.
  absl::Status PutLists(std::vector<ListId> lists) override;
  absl::Status PutEntries(std::vector<EntryFaces> entries) override;
  absl::Status StartOver() override;

  /// Makes it the cache of that state. Errors as of StartCacheFile::Publish.
  absl::Status Finish(const ModelId& model, const CachedState& state, const Sealer& sealer);

 private:
  CacheWriter(StartCacheFile& file, std::uint64_t destroyed, std::unique_ptr<RawFile> unfinished);
  absl::Status CheckNothingWasDestroyed() const;
  absl::Status WriteChunk();

  StartCacheFile& file_;
  const std::uint64_t destroyed_;
  std::unique_ptr<RawFile> unfinished_;
  const ChunkSealer sealer_ = ChunkSealer::WithNewKey();
  FacesEncoder encoder_;
  ByteWriter chunk_;
  std::uint64_t chunks_ = 0;
  std::uint64_t bytes_ = kHeaderBytes;  // in the file, a place for the header in front
  std::uint64_t synced_bytes_ = 0;
};

}  // namespace portcullis
