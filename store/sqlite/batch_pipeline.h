// A second thread that opens batches while the first reads more.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "store/sqlite/gallery_batch.h"

namespace portcullis {

/// Used by one thread. Batches come out in the order in which they went in. The destructor drops
/// what has not been taken.
class BatchPipeline {
 public:
  /// Both outlive the pipeline.
  BatchPipeline(const Sealer& sealer, const ModelId& model);
  ~BatchPipeline();
  BatchPipeline(const BatchPipeline&) = delete;
  BatchPipeline& operator=(const BatchPipeline&) = delete;

  /// The second thread has enough to do for now.
  bool IsFull() const;
  void Submit(SealedBatch batch);

  /// None if no batch is open yet.
  std::unique_ptr<absl::StatusOr<OpenedBatch>> TakeIfReady();
  /// Waits; none if nothing is in here any more.
  std::unique_ptr<absl::StatusOr<OpenedBatch>> TakeNext();

 private:
  void OpenAll();
  bool HasWork() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopping_ || !sealed_.empty(); }
  bool HasResult() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return !opened_.empty() || inside_ == 0;
  }
  std::unique_ptr<absl::StatusOr<OpenedBatch>> Take() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Sealer& sealer_;
  const ModelId& model_;

  mutable absl::Mutex mutex_;
  std::deque<SealedBatch> sealed_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::unique_ptr<absl::StatusOr<OpenedBatch>>> opened_ ABSL_GUARDED_BY(mutex_);
  std::size_t inside_ ABSL_GUARDED_BY(mutex_) = 0;  // submitted and not taken
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  std::thread thread_;  // last, as it uses the others
};

}  // namespace portcullis
