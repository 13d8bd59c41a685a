#include "server/transport/lane_pool.h"

namespace portcullis {

LanePool::LanePool(std::vector<FaceEncoder> encoders, const LanePoolOptions& options)
    : encoders_(std::move(encoders)),
      workers_({.workers = encoders_.size(),
                .queue_capacity = options.queue_capacity,
                .longest_wait = options.longest_wait,
                .niceness = options.niceness}) {}

WorkerPool::Job LanePool::WithEncoder(Job job) {
  return [this, job = std::move(job)](std::size_t lane, absl::Duration waited) mutable {
    job(encoders_[lane], waited);
  };
}

}  // namespace portcullis
