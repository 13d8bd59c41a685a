#include "matcher/index/live/search_queue.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/index/live/live_references.h"

namespace portcullis::testing {
namespace {

using ::testing::ElementsAre;

/// Passes that say how many were in them and what each was asked, the first held up until released.
class SearchQueueTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::vector<IndexResult>> Pass(std::span<const IndexProbe> probes) {
    bool is_first = false;
    {
      const absl::MutexLock lock(&mutex_);
      is_first = sizes_.empty();
      sizes_.push_back(probes.size());
    }
    if (is_first) {
      first_began_.Notify();
      release_.WaitForNotification();
    }
    if (throws_) throw std::runtime_error("no memory");
    std::vector<IndexResult> results;
    for (const IndexProbe& probe : probes) {
      results.push_back(
          {.candidates = {}, .references_searched = probe.query.get().max_candidates});
    }
    return results;
  }

  /// On a thread of its own; the result goes to `told`.
  std::thread SearchFor(std::size_t question, std::vector<absl::StatusOr<IndexResult>>& told) {
    return std::thread([this, question, &told] {
      const IndexQuery query{.max_candidates = question, .segments = {}};
      told[question] = queue_->Search({probe_, query});
    });
  }

  /// One search holds the only place, `count` wait for it.
  std::vector<absl::StatusOr<IndexResult>> Crowd(std::size_t count) {
    std::vector<absl::StatusOr<IndexResult>> told(count + 1, IndexResult{});
    std::vector<std::thread> threads;
    threads.push_back(SearchFor(0, told));
    first_began_.WaitForNotification();
    for (std::size_t i = 1; i <= count; ++i) {
      threads.push_back(SearchFor(i, told));
      while (queue_->waiting() < i) absl::SleepFor(absl::Milliseconds(1));
    }
    release_.Notify();
    for (std::thread& thread : threads) thread.join();
    return told;
  }

  void Make(std::size_t max_passes, std::size_t max_batch) {
    queue_ = std::make_unique<SearchQueue>(
        max_passes, max_batch, [this](std::span<const IndexProbe> probes) { return Pass(probes); });
  }

  const Embedding probe_ = Level(4, 0);
  std::unique_ptr<SearchQueue> queue_;
  absl::Notification first_began_;
  absl::Notification release_;
  std::atomic<bool> throws_ = false;
  absl::Mutex mutex_;
  std::vector<std::size_t> sizes_;  // of the passes, in their order
};

TEST_F(SearchQueueTest, SearchesAloneWhileThereAreFreePlaces) {
  Make(2, 8);
  std::vector<absl::StatusOr<IndexResult>> told(2, IndexResult{});
  std::thread held = SearchFor(0, told);
  first_began_.WaitForNotification();
  SearchFor(1, told).join();  // beside the one that is held up
  EXPECT_EQ(told[1]->references_searched, 1U);
  release_.Notify();
  held.join();
  EXPECT_THAT(sizes_, ElementsAre(1, 1));
}

TEST_F(SearchQueueTest, MakesOnePassForAllThatWait) {
  Make(1, 8);
  const auto told = Crowd(5);
  EXPECT_THAT(sizes_, ElementsAre(1, 5));
  for (std::size_t i = 0; i < told.size(); ++i) EXPECT_EQ(told[i]->references_searched, i);
}

TEST_F(SearchQueueTest, MakesNoPassLargerThanAllowed) {
  Make(1, 3);
  const auto told = Crowd(7);
  EXPECT_THAT(sizes_, ElementsAre(1, 3, 3, 1));
  for (std::size_t i = 0; i < told.size(); ++i) EXPECT_EQ(told[i]->references_searched, i);
}

TEST_F(SearchQueueTest, TellsEverySearchOfAPassThatItFailedAndGoesOn) {
  Make(1, 8);
  throws_ = true;
  for (const auto& result : Crowd(4)) {
    EXPECT_EQ(result.status().code(), absl::StatusCode::kInternal);
  }
  throws_ = false;
  const IndexQuery query;
  EXPECT_OK(queue_->Search({probe_, query}));
}

TEST_F(SearchQueueTest, GivesEachOfManyItsOwnAnswer) {
  Make(2, 4);
  release_.Notify();
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = 0; i < 300; ++i) {
        const IndexQuery query{.max_candidates = 1000 * t + i, .segments = {}};
        const auto result = queue_->Search({probe_, query});
        if (!result.ok() || result->references_searched != 1000 * t + i) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace portcullis::testing
