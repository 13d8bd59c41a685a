// Has a decoder process ready before an image needs it.
#pragma once

#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "matcher/vision/sandbox/shared_pixels.h"
#include "matcher/vision/sandbox/worker_process.h"

namespace portcullis {

/// One worker at a time. All are started by one thread, which lives as long as this object: a
/// worker ends with the thread that started it, and a lane must not wait for the start of a
/// program. Thread-compatible: one user.
class WorkerSource {
 public:
  /// `pixels` outlives this object.
  WorkerSource(WorkerOptions options, const SharedPixels& pixels);
  ~WorkerSource();
  WorkerSource(const WorkerSource&) = delete;
  WorkerSource& operator=(const WorkerSource&) = delete;

  /// A worker that has said that it is locked in, and is idle. Give it back before asking for
  /// another. The error says why there is none; the next call tries again.
  absl::StatusOr<std::unique_ptr<WorkerProcess>> Take() ABSL_LOCKS_EXCLUDED(mutex_);

  /// It is the one that Take gives next.
  void Keep(std::unique_ptr<WorkerProcess> worker) ABSL_LOCKS_EXCLUDED(mutex_);
  /// Kills it, and starts another one meanwhile.
  void Replace(std::unique_ptr<WorkerProcess> worker) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  enum class State { kWanted, kReady, kTaken, kStopping };

  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<std::unique_ptr<WorkerProcess>> Start() const;

  const WorkerOptions options_;
  const SharedPixels& pixels_;
  absl::Mutex mutex_;
  State state_ ABSL_GUARDED_BY(mutex_) = State::kWanted;
  absl::StatusOr<std::unique_ptr<WorkerProcess>> ready_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<WorkerProcess> used_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace portcullis
