#include "server/transport/lane_pool.h"

#include <utility>

namespace portcullis {

LanePool::LanePool(std::vector<FaceEncoder> encoders, std::size_t queue_capacity)
    : encoders_(std::move(encoders)),
      workers_({.workers = encoders_.size(), .queue_capacity = queue_capacity}) {}

absl::Status LanePool::Submit(Job job) {
  return workers_.Submit(
      [this, job = std::move(job)](std::size_t lane, absl::Duration waited) mutable {
        job(encoders_[lane], waited);
      });
}

}  // namespace portcullis
