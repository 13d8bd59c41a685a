#include "server/change_feed.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "server/transport/retry_delay.h"

namespace portcullis {
namespace {

constexpr std::size_t kEventsAtATime = 200;
constexpr absl::Duration kPause = absl::Milliseconds(200);
constexpr absl::Duration kRetryDelay = absl::Seconds(5);

absl::Status ShuttingDown() {
  return MakeError(absl::StatusCode::kUnavailable, ErrorReason::kShuttingDown,
                   "the server is shutting down");
}

}  // namespace

ChangeFeed::ChangeFeed(const Changelog& log) : log_(log), thread_([this] { Run(); }) {}

ChangeFeed::~ChangeFeed() { Stop(); }

absl::Status ChangeFeed::Add(std::shared_ptr<ChangeWatcher> watcher, Sequence after) {
  const absl::MutexLock lock(&mutex_);
  if (stopping_) return ShuttingDown();
  ForgetGone();
  if (places_.size() >= kMaxWatchers) {
    return WithRetryDelay(
        MakeError(absl::StatusCode::kResourceExhausted, ErrorReason::kQueueFull,
                  fmt::format("{} watchers follow the changes, which is the limit", kMaxWatchers)),
        kRetryDelay);
  }
  places_.push_back(std::make_shared<Place>(Place{std::move(watcher), after}));
  notified_ = true;
  return absl::OkStatus();
}

void ChangeFeed::Notify() {
  const absl::MutexLock lock(&mutex_);
  notified_ = true;
}

void ChangeFeed::Stop() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void ChangeFeed::Run() {
  while (AwaitNextRound()) {
    // Most stand at the end of the log: one look serves all of them.
    for (const auto& [after, places] : ReadyPlaces()) Serve(after, places);
  }
  Places places;
  {
    const absl::MutexLock lock(&mutex_);
    places.swap(places_);
  }
  for (const auto& place : places) place->watcher->End(ShuttingDown());
}

/// False when there is none.
bool ChangeFeed::AwaitNextRound() {
  const absl::MutexLock lock(&mutex_);
  const auto wanted = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || (notified_ && !places_.empty());
  };
  const auto watched = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !places_.empty();
  };
  // Without watchers it sleeps.
  mutex_.Await(absl::Condition(&watched));
  mutex_.AwaitWithTimeout(absl::Condition(&wanted), kPause);
  notified_ = false;
  return !stopping_;
}

/// By where they stand.
std::map<Sequence, ChangeFeed::Places> ChangeFeed::ReadyPlaces() {
  const absl::MutexLock lock(&mutex_);
  ForgetGone();
  std::map<Sequence, Places> ready;
  for (const auto& place : places_) {
    if (place->watcher->is_ready()) ready[place->after].push_back(place);
  }
  return ready;
}

void ChangeFeed::ForgetGone() {
  std::erase_if(places_, [](const auto& place) { return place->watcher->is_gone(); });
}

/// On the thread, which alone moves the places on.
void ChangeFeed::Serve(Sequence after, const Places& places) const {
  const absl::StatusOr<std::vector<AuditEvent>> events = log_.EventsAfter(after, kEventsAtATime);
  if (events.ok() && events->empty()) return;
  for (const auto& place : places) {
    if (!events.ok()) {
      place->watcher->End(events.status());
      continue;
    }
    place->after = events->back().sequence;
    place->watcher->Take(*events);
  }
}

}  // namespace portcullis
