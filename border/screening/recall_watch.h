// Which way a search is made, exact or approximate, and what was seen of the difference.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "border/screening/recall_canary.h"

namespace portcullis {

struct RecallStatus {
  double demanded = 1;                      // Policy::min_search_recall; 1: every search is exact
  bool is_approximate = false;              // answers may be those of the approximate search
  absl::Time since = absl::InfinitePast();  // when one of the above became what it is
  RecallReading reading;                    // RecallCanary::reading
};

/// Something to be told to operators.
struct RecallEvent {
  RecallChange change = RecallChange::kNone;  // not kNone
  RecallStatus status;                        // after it, with the reading that decided
  absl::Status failure;                       // of the approximate search; OK: it was the reading
};

struct RecallWatchOptions {
  /// Of searches that the approximate search answers, one in so many is made both ways, and so many
  /// in a minute if that is more. 1 or more.
  std::size_t one_in = 100;
  std::size_t least_per_minute = 6;
  std::function<absl::Time()> now = &absl::Now;                                // thread-safe
  std::function<void(const RecallEvent&)> report = [](const RecallEvent&) {};  // thread-safe
};

enum class SearchWay {
  kExact,
  kApproximate,
  kBoth,  // the exact one answers
};

struct SearchPlan {
  SearchWay way = SearchWay::kExact;
  double aimed_recall = 1;  // of the approximate search
};

/// While less than a recall of 1 is demanded, searches are made both ways until the approximate one
/// has earned to answer (RecallCanary), and some of them ever after. What was earned holds for one
/// demand: when the policy demands another, it begins anew. Thread-safe.
class RecallWatch {
 public:
  explicit RecallWatch(RecallWatchOptions options) : options_(std::move(options)) {}

  /// `demanded` by a policy that has been in force since `in_force_since`. A search that goes on
  /// under the policy before is exact, and does not undo what was earned under this one.
  SearchPlan Choose(double demanded, absl::Time in_force_since) ABSL_LOCKS_EXCLUDED(mutex_);

  /// A search that was planned for `demanded` was made both ways.
  void Record(double demanded, bool found_all) ABSL_LOCKS_EXCLUDED(mutex_);

  /// The approximate search failed where the exact one did not.
  void Fail(double demanded, const absl::Status& failure) ABSL_LOCKS_EXCLUDED(mutex_);

  RecallStatus status() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  bool IsTurnOfBoth(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  RecallStatus StatusNow() const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  void Tell(RecallChange change, const RecallStatus& status, const absl::Status& failure) const;

  const RecallWatchOptions options_;
  mutable absl::Mutex mutex_;
  std::optional<RecallCanary> canary_ ABSL_GUARDED_BY(mutex_);  // none: exact is demanded
  absl::Time in_force_since_ ABSL_GUARDED_BY(mutex_) =
      absl::InfinitePast();  // of the newest policy
  absl::Time since_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  bool is_failing_ ABSL_GUARDED_BY(mutex_) = false;  // the last thing seen was a failure
  std::size_t searches_since_both_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time last_both_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace portcullis
