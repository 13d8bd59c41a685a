#include "server/transport/lane_pool.h"

namespace portcullis {

LanePool::LanePool(std::vector<FaceEncoder> encoders, std::size_t queue_capacity, int niceness)
    : encoders_(std::move(encoders)),
      workers_(
          {.workers = encoders_.size(), .queue_capacity = queue_capacity, .niceness = niceness}) {}

WorkerPool::Job LanePool::WithEncoder(Job job) {
  return [this, job = std::move(job)](std::size_t lane, absl::Duration waited) mutable {
    job(encoders_[lane], waited);
  };
}

}  // namespace portcullis
