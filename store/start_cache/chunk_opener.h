// Threads that open chunks ahead of who uses them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "store/start_cache/chunk_place.h"
#include "store/start_cache/chunk_sealer.h"
#include "store/start_cache/raw_file.h"

namespace portcullis {

/// Used by one thread, beside its own.
class ChunkOpener {
 public:
  /// `file` and `sealer` outlive this; `threads` is 1 or more.
  ChunkOpener(const RawFile& file, const ChunkSealer& sealer, std::vector<ChunkPlace> places,
              std::size_t threads);
  ~ChunkOpener();
  ChunkOpener(const ChunkOpener&) = delete;
  ChunkOpener& operator=(const ChunkOpener&) = delete;

  bool IsAtEnd() const ABSL_LOCKS_EXCLUDED(mutex_);

  /// Swaps the next chunk, plain, with `chunk`; not at the end. FAILED_PRECONDITION if it does not
  /// open; errors of RawFile.
  absl::Status Take(std::string& chunk) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Slot {
    std::string plain;
    std::optional<absl::Status> opened;  // none: not yet
  };

  void OpenAll() ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status OpenOne(std::size_t number, std::string& sealed, std::string& plain) const;
  bool MayOpen() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  bool HasNext() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  Slot& SlotOf(std::size_t number) ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return slots_[number % slots_.size()];
  }

  const RawFile& file_;
  const ChunkSealer& sealer_;
  const std::vector<ChunkPlace> places_;

  mutable absl::Mutex mutex_;
  std::vector<Slot> slots_ ABSL_GUARDED_BY(mutex_);
  std::size_t begun_ ABSL_GUARDED_BY(mutex_) = 0;
  std::size_t taken_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  std::vector<std::thread> threads_;  // last, as they use the others
};

}  // namespace portcullis
