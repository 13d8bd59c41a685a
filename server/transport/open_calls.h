// The calls that the server has begun and not ended.
#pragma once

#include <cstddef>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace portcullis {

/// For a server that ends: whoever was let in gets an answer first. Thread-safe; outlives its
/// stays.
class OpenCalls {
 public:
  /// One call, for as long as it is open.
  class Stay {
   public:
    explicit Stay(OpenCalls& calls) : calls_(calls), counts_(calls.Enter()) {}
    Stay(const Stay&) = delete;
    Stay& operator=(const Stay&) = delete;
    ~Stay() {
      if (counts_) calls_.Leave();
    }

   private:
    OpenCalls& calls_;
    const bool counts_;
  };

  /// Waits for the calls that are open now, until `deadline` at most; those that come from now on
  /// are not waited for, by this and every later wait. True if none is left.
  bool AwaitEnd(absl::Time deadline) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  bool Enter() ABSL_LOCKS_EXCLUDED(mutex_);
  void Leave() ABSL_LOCKS_EXCLUDED(mutex_);

  absl::Mutex mutex_;
  std::size_t open_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace portcullis
