// The workers that hold a face encoder each.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "matcher/pipeline/face_encoder.h"
#include "server/transport/worker_pool.h"

namespace portcullis {

struct LanePoolOptions {  // each as in WorkerPoolOptions
  std::size_t queue_capacity = 1;
  absl::Duration longest_wait = absl::InfiniteDuration();
  int niceness = 0;
};

/// Thread-safe. A lane is a thread with its own encoder, so that no network is ever shared.
class LanePool {
 public:
  /// Gets the encoder of the lane that runs it, for the duration of the call, and how long it
  /// waited. Must not throw.
  using Job = absl::AnyInvocable<void(FaceEncoder& encoder, absl::Duration waited)>;

  /// One lane for each encoder; one or more.
  LanePool(std::vector<FaceEncoder> encoders, const LanePoolOptions& options);

  /// As WorkerPool::Submit and WorkerPool::Continue.
  absl::Status Submit(Job job, absl::Time deadline = absl::InfiniteFuture()) {
    return workers_.Submit(WithEncoder(std::move(job)), deadline);
  }
  absl::Status Continue(Job job) { return workers_.Continue(WithEncoder(std::move(job))); }

  /// As WorkerPool::Refuse and WorkerPool::Drain.
  void Refuse() { workers_.Refuse(); }
  void Drain() { workers_.Drain(); }

  WorkerPoolLoad load() const { return workers_.load(); }

 private:
  WorkerPool::Job WithEncoder(Job job);

  std::vector<FaceEncoder> encoders_;
  WorkerPool workers_;  // last: its threads end before the encoders do
};

}  // namespace portcullis
