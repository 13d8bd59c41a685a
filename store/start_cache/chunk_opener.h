// Threads that open chunks, and make faces of them, ahead of who uses these.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "border/watchlist/store.h"
#include "store/raw_file.h"
#include "store/start_cache/chunk_place.h"
#include "store/start_cache/chunk_sealer.h"
#include "store/start_cache/faces_codec.h"

namespace portcullis {

/// Memory that is used again for the next chunk.
struct ChunkBytes {
  std::string sealed;
  std::string plain;
};

/// Reads and opens chunk `number` into bytes.plain. FAILED_PRECONDITION if it does not open; errors
/// of RawFile.
absl::Status OpenChunk(const RawFile& file, const ChunkSealer& sealer, const ChunkPlace& place,
                       std::size_t number, ChunkBytes& bytes);

/// Used by one thread, beside its own.
class ChunkOpener {
 public:
  /// All outlive this; `places[first]` and those behind it hold faces; `threads` is 1 or more.
  ChunkOpener(const RawFile& file, const ChunkSealer& sealer, const FacesDecoder& decoder,
              const std::vector<ChunkPlace>& places, std::size_t first, std::size_t threads);
  ~ChunkOpener();
  ChunkOpener(const ChunkOpener&) = delete;
  ChunkOpener& operator=(const ChunkOpener&) = delete;

  bool IsAtEnd() const ABSL_LOCKS_EXCLUDED(mutex_);

  /// The faces of the next chunk; not at the end. FAILED_PRECONDITION if it does not open or makes
  /// no sense; errors of RawFile.
  absl::StatusOr<std::vector<EntryFaces>> Take() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  using Slot = std::optional<absl::StatusOr<std::vector<EntryFaces>>>;  // none: not open yet

  void OpenAll() ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<std::vector<EntryFaces>> OpenOne(std::size_t number, ChunkBytes& bytes) const;
  bool MayOpen() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  bool HasNext() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  Slot& SlotOf(std::size_t number) ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return slots_[number % slots_.size()];
  }

  const RawFile& file_;
  const ChunkSealer& sealer_;
  const FacesDecoder& decoder_;
  const std::vector<ChunkPlace>& places_;

  mutable absl::Mutex mutex_;
  std::vector<Slot> slots_ ABSL_GUARDED_BY(mutex_);
  std::size_t begun_ ABSL_GUARDED_BY(mutex_);
  std::size_t taken_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  std::vector<std::thread> threads_;  // last, as they use the others
};

}  // namespace portcullis
