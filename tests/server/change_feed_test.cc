#include "server/change_feed.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/transport/retry_delay.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis::testing {
namespace {

using ::testing::ElementsAre;

/// A log that is told how long it is.
class FakeLog final : public Changelog {
 public:
  absl::StatusOr<std::vector<GalleryChange>> ChangesAfter(Sequence, std::size_t) const override {
    return std::vector<GalleryChange>();
  }
  absl::StatusOr<Sequence> ReadGallery(GallerySink&) const override { return Sequence{0}; }
  absl::StatusOr<std::vector<AuditEvent>> EventsAfter(Sequence after,
                                                      std::size_t limit) const override {
    const absl::MutexLock lock(&mutex_);
    if (!status_.ok()) return status_;
    std::vector<AuditEvent> events;
    for (std::uint64_t i = after.value + 1; i <= length_ && events.size() < limit; ++i) {
      events.emplace_back().sequence = Sequence{i};
    }
    return events;
  }

  void SetLength(std::uint64_t length) {
    const absl::MutexLock lock(&mutex_);
    length_ = length;
  }
  void Break(absl::Status status) {
    const absl::MutexLock lock(&mutex_);
    status_ = std::move(status);
  }

 private:
  mutable absl::Mutex mutex_;
  std::uint64_t length_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

/// Takes so many batches, and none before it is allowed more.
class FakeWatcher final : public ChangeWatcher {
 public:
  explicit FakeWatcher(int batches = 1'000'000) : batches_(batches) {}

  bool is_gone() const override {
    const absl::MutexLock lock(&mutex_);
    return gone_ || end_.has_value();
  }
  bool is_ready() const override {
    const absl::MutexLock lock(&mutex_);
    return !gone_ && !end_ && batches_ > 0;
  }
  void Take(const std::vector<AuditEvent>& events) override {
    const absl::MutexLock lock(&mutex_);
    --batches_;
    for (const AuditEvent& event : events) seen_.push_back(event.sequence.value);
  }
  void End(const absl::Status& status) override {
    const absl::MutexLock lock(&mutex_);
    end_ = status;
  }

  void Allow(int batches) {
    const absl::MutexLock lock(&mutex_);
    batches_ += batches;
  }
  void Go() {
    const absl::MutexLock lock(&mutex_);
    gone_ = true;
  }
  std::vector<std::uint64_t> AwaitSeen(std::size_t count) const {
    const absl::MutexLock lock(&mutex_);
    const auto enough = [this, count]()
                            ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return seen_.size() >= count; };
    mutex_.Await(absl::Condition(&enough));
    return seen_;
  }
  absl::Status AwaitEnd() const {
    const absl::MutexLock lock(&mutex_);
    const auto ended = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return end_.has_value(); };
    mutex_.Await(absl::Condition(&ended));
    return *end_;
  }

 private:
  mutable absl::Mutex mutex_;
  int batches_ ABSL_GUARDED_BY(mutex_);
  bool gone_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::uint64_t> seen_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

TEST(ChangeFeed, TellsEachWatcherWhatItHasNotSeen) {
  FakeLog log;
  log.SetLength(3);
  ChangeFeed feed(log);
  const auto all = std::make_shared<FakeWatcher>();
  const auto rest = std::make_shared<FakeWatcher>();
  ASSERT_OK(feed.Add(all, Sequence{0}));
  ASSERT_OK(feed.Add(rest, Sequence{2}));
  EXPECT_THAT(all->AwaitSeen(3), ElementsAre(1, 2, 3));
  EXPECT_THAT(rest->AwaitSeen(1), ElementsAre(3));
  log.SetLength(4);
  feed.Notify();
  EXPECT_THAT(all->AwaitSeen(4), ElementsAre(1, 2, 3, 4));
}

TEST(ChangeFeed, LooksByItselfAfterAWhile) {
  FakeLog log;
  ChangeFeed feed(log);
  const auto watcher = std::make_shared<FakeWatcher>();
  ASSERT_OK(feed.Add(watcher, Sequence{0}));
  log.SetLength(1);
  EXPECT_THAT(watcher->AwaitSeen(1), ElementsAre(1));
}

TEST(ChangeFeed, PassesOverWhoIsNotReadyAndForgetsNothing) {
  FakeLog log;
  log.SetLength(1000);
  ChangeFeed feed(log);
  const auto slow = std::make_shared<FakeWatcher>(1);
  const auto quick = std::make_shared<FakeWatcher>();
  ASSERT_OK(feed.Add(slow, Sequence{0}));
  ASSERT_OK(feed.Add(quick, Sequence{0}));
  EXPECT_EQ(quick->AwaitSeen(1000).size(), 1000U);
  const std::size_t page = slow->AwaitSeen(1).size();
  EXPECT_LT(page, 1000U);
  slow->Allow(100);
  feed.Notify();
  const std::vector<std::uint64_t> seen = slow->AwaitSeen(1000);
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], i + 1);
}

TEST(ChangeFeed, EndsWatchersWhenTheLogCannotBeRead) {
  FakeLog log;
  log.Break(absl::UnavailableError("the disk is away"));
  ChangeFeed feed(log);
  const auto watcher = std::make_shared<FakeWatcher>();
  ASSERT_OK(feed.Add(watcher, Sequence{0}));
  EXPECT_EQ(watcher->AwaitEnd(), absl::UnavailableError("the disk is away"));
}

TEST(ChangeFeed, TakesNoMoreThanItsLimitAndReplacesThoseWhoHaveGone) {
  const FakeLog log;
  ChangeFeed feed(log);
  std::vector<std::shared_ptr<FakeWatcher>> watchers;
  for (std::size_t i = 0; i < ChangeFeed::kMaxWatchers; ++i) {
    watchers.push_back(std::make_shared<FakeWatcher>());
    ASSERT_OK(feed.Add(watchers.back(), Sequence{0}));
  }
  const absl::Status refused = feed.Add(std::make_shared<FakeWatcher>(), Sequence{0});
  EXPECT_THAT(refused, FailsWith(absl::StatusCode::kResourceExhausted, ErrorReason::kQueueFull));
  EXPECT_TRUE(RetryDelayOf(refused).has_value());
  watchers.front()->Go();
  EXPECT_OK(feed.Add(std::make_shared<FakeWatcher>(), Sequence{0}));
}

TEST(ChangeFeed, EndsEverybodyWhenItStops) {
  const FakeLog log;
  ChangeFeed feed(log);
  const auto busy = std::make_shared<FakeWatcher>(0);
  ASSERT_OK(feed.Add(busy, Sequence{0}));
  feed.Stop();
  const auto shutting_down = FailsWith(absl::StatusCode::kUnavailable, ErrorReason::kShuttingDown);
  EXPECT_THAT(busy->AwaitEnd(), shutting_down);
  EXPECT_THAT(feed.Add(std::make_shared<FakeWatcher>(), Sequence{0}), shutting_down);
}

}  // namespace
}  // namespace portcullis::testing
