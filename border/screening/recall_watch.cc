#include "border/screening/recall_watch.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace portcullis {

SearchPlan RecallWatch::Choose(double demanded, absl::Time in_force_since) {
  const absl::Time now = options_.now();
  RecallStatus lost;
  SearchPlan plan;
  {
    const absl::MutexLock lock(&mutex_);
    const bool is_other = canary_ ? canary_->demanded() != demanded : demanded < 1;
    if (is_other && in_force_since < in_force_since_) return plan;
    in_force_since_ = std::max(in_force_since_, in_force_since);
    if (is_other) {
      lost = StatusNow();
      canary_.reset();
      if (demanded < 1) canary_.emplace(demanded);
      since_ = now;
    }
    if (canary_) {
      plan.aimed_recall = canary_->aim();
      plan.way =
          !canary_->allows() || IsTurnOfBoth(now) ? SearchWay::kBoth : SearchWay::kApproximate;
    }
  }
  if (lost.is_approximate) {
    lost.is_approximate = false;
    Tell(RecallChange::kLost, lost, absl::OkStatus());
  }
  return plan;
}

void RecallWatch::Record(double demanded, bool found_all) {
  RecallChange change = RecallChange::kNone;
  RecallStatus status;
  {
    const absl::MutexLock lock(&mutex_);
    if (!canary_ || canary_->demanded() != demanded) return;
    change = canary_->Record(found_all);
    is_failing_ = false;
    if (change == RecallChange::kNone) return;
    if (change != RecallChange::kNotEarned) since_ = options_.now();
    status = StatusNow();
  }
  Tell(change, status, absl::OkStatus());
}

void RecallWatch::Fail(double demanded, const absl::Status& failure) {
  RecallChange change = RecallChange::kNone;
  RecallStatus status;
  {
    const absl::MutexLock lock(&mutex_);
    if (!canary_ || canary_->demanded() != demanded) return;
    change = canary_->Fail();
    if (change == RecallChange::kLost) since_ = options_.now();
    status = StatusNow();
    // Of failures that follow each other, the first is told.
    const bool is_known = std::exchange(is_failing_, true);
    if (is_known && change == RecallChange::kNone) return;
  }
  Tell(change == RecallChange::kLost ? change : RecallChange::kNotEarned, status, failure);
}

RecallStatus RecallWatch::status() const {
  const absl::MutexLock lock(&mutex_);
  return StatusNow();
}

bool RecallWatch::IsTurnOfBoth(absl::Time now) {
  ++searches_since_both_;
  const absl::Duration longest =
      absl::Minutes(1) / static_cast<std::int64_t>(options_.least_per_minute);
  if (searches_since_both_ < options_.one_in && now - last_both_ < longest) return false;
  searches_since_both_ = 0;
  last_both_ = now;
  return true;
}

RecallStatus RecallWatch::StatusNow() const {
  RecallStatus status{.demanded = 1, .is_approximate = false, .since = since_, .reading = {}};
  if (canary_) {
    status.demanded = canary_->demanded();
    status.is_approximate = canary_->allows();
    status.reading = canary_->reading();
  }
  return status;
}

/// Not under the lock: whoever is told may take its time.
void RecallWatch::Tell(RecallChange change, const RecallStatus& status,
                       const absl::Status& failure) const {
  options_.report({.change = change, .status = status, .failure = failure});
}

}  // namespace portcullis
