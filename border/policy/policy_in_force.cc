#include "border/policy/policy_in_force.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace portcullis {

PolicyInForce::PolicyInForce(PolicyVersion first, Clock now)
    : now_(std::move(now)), first_(std::make_shared<const PolicyVersion>(std::move(first))) {}

std::shared_ptr<const PolicyVersion> PolicyInForce::Now() const {
  const absl::Time now = now_();
  const absl::ReaderMutexLock lock(&mutex_);
  const auto next = std::upper_bound(
      timeline_.begin(), timeline_.end(), now,
      [](absl::Time time, const auto& version) { return time < *version->effective_at; });
  return next == timeline_.begin() ? first_ : *std::prev(next);
}

void PolicyInForce::Set(std::span<const PolicyVersion> versions) {
  std::vector<std::shared_ptr<const PolicyVersion>> timeline;
  for (const PolicyVersion& version : versions) {
    if (version.state != PolicyState::kApproved || !version.effective_at) continue;
    timeline.push_back(std::make_shared<const PolicyVersion>(version));
  }
  std::sort(timeline.begin(), timeline.end(), [](const auto& a, const auto& b) {
    return std::tie(*a->effective_at, a->number) < std::tie(*b->effective_at, b->number);
  });
  const absl::MutexLock lock(&mutex_);
  timeline_ = std::move(timeline);
}

}  // namespace portcullis
