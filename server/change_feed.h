// Tells those who follow the watch lists of every change, in order and without gaps.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "border/audit/audit_event.h"
#include "border/watchlist/store.h"

namespace portcullis {

/// One who follows. Thread-safe; no call blocks.
class ChangeWatcher {
 public:
  virtual ~ChangeWatcher() = default;

  /// Takes no events any more, now and for ever.
  virtual bool is_gone() const = 0;
  /// Can take events now.
  virtual bool is_ready() const = 0;
  /// The next events, one or more; only when ready.
  virtual void Take(const std::vector<AuditEvent>& events) = 0;
  /// There will be no more events.
  virtual void End(const absl::Status& status) = 0;
};

/// One thread that reads the log for all watchers, each at its own pace: a slow one is passed over
/// until it is ready and then gets what it has missed. Nothing is kept but where each one stands.
/// Thread-safe.
class ChangeFeed {
 public:
  static constexpr std::size_t kMaxWatchers = 64;

  /// `log` outlives the feed.
  explicit ChangeFeed(const Changelog& log);
  ChangeFeed(const ChangeFeed&) = delete;
  ChangeFeed& operator=(const ChangeFeed&) = delete;

  /// As Stop.
  ~ChangeFeed();

  /// From now on `watcher` gets every event with a sequence above `after`. Ends it if the log
  /// cannot be read. RESOURCE_EXHAUSTED/QUEUE_FULL with kMaxWatchers that are not gone;
  /// UNAVAILABLE/SHUTTING_DOWN after Stop.
  absl::Status Add(std::shared_ptr<ChangeWatcher> watcher, Sequence after)
      ABSL_LOCKS_EXCLUDED(mutex_);

  /// There may be something new in the log, or a watcher has become ready. Without it the feed
  /// looks by itself, five times in a second.
  void Notify() ABSL_LOCKS_EXCLUDED(mutex_);

  /// Ends all watchers with UNAVAILABLE/SHUTTING_DOWN and the thread.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Place {
    std::shared_ptr<ChangeWatcher> watcher;  // shared with the stream that it writes to
    Sequence after;
  };
  using Places = std::vector<std::shared_ptr<Place>>;  // shared with the round in progress

  void Run() ABSL_LOCKS_EXCLUDED(mutex_);
  bool AwaitNextRound() ABSL_LOCKS_EXCLUDED(mutex_);
  std::map<Sequence, Places> ReadyPlaces() ABSL_LOCKS_EXCLUDED(mutex_);
  void ForgetGone() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Serve(Sequence after, const Places& places) const;

  const Changelog& log_;

  absl::Mutex mutex_;
  Places places_ ABSL_GUARDED_BY(mutex_);
  bool notified_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace portcullis
