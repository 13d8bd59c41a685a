#include "border/policy/check_recorder.h"

#include "store/memory/memory_check_log.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

CheckRecord RecordAt(int seconds) {
  CheckRecord record;
  record.time = absl::FromUnixSeconds(seconds);
  return record;
}

/// A log that can be told to wait or to fail, and that remembers the sizes of the batches.
class ScriptedLog final : public CheckLog {
 public:
  absl::Status AppendChecks(std::span<const CheckRecord> records) override {
    const absl::MutexLock lock(&mutex_);
    waiting_ = true;
    mutex_.Await(absl::Condition(&open_));
    waiting_ = false;
    batches_.push_back(records.size());
    return result_;
  }
  absl::Status VisitChecks(absl::Time, absl::Time, const Visitor&) const override {
    return absl::OkStatus();
  }
  absl::StatusOr<std::size_t> PurgeChecks(absl::Time before) override {
    const absl::MutexLock lock(&mutex_);
    purged_before_ = before;
    return 3;
  }

  void Close() {
    const absl::MutexLock lock(&mutex_);
    open_ = false;
  }
  void Open() {
    const absl::MutexLock lock(&mutex_);
    open_ = true;
  }
  void AwaitWriter() {
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(&waiting_));
  }
  void FailWith(absl::Status status) {
    const absl::MutexLock lock(&mutex_);
    result_ = std::move(status);
  }
  std::vector<std::size_t> batches() const {
    const absl::MutexLock lock(&mutex_);
    return batches_;
  }
  absl::Time purged_before() const {
    const absl::MutexLock lock(&mutex_);
    return purged_before_;
  }

 private:
  mutable absl::Mutex mutex_;
  bool open_ ABSL_GUARDED_BY(mutex_) = true;
  bool waiting_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status result_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::size_t> batches_ ABSL_GUARDED_BY(mutex_);
  absl::Time purged_before_ ABSL_GUARDED_BY(mutex_);
};

TEST(CheckRecorder, WritesWhatIsRecorded) {
  MemoryCheckLog log;
  CheckRecorder recorder(log);
  for (int i = 0; i < 1000; ++i) recorder.Record(RecordAt(i));
  recorder.Flush();
  EXPECT_EQ(recorder.status().written, 1000U);
  EXPECT_EQ(recorder.status().waiting, 0U);
  EXPECT_EQ(*log.PurgeChecks(absl::InfiniteFuture()), 1000U);
}

TEST(CheckRecorder, WritesWithoutBeingAskedTo) {
  MemoryCheckLog log;
  CheckRecorder recorder(log, {.max_delay = absl::Milliseconds(1)});
  recorder.Record(RecordAt(1));
  while (recorder.status().written < 1) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_EQ(*log.PurgeChecks(absl::InfiniteFuture()), 1U);
}

TEST(CheckRecorder, PutsRecordsIntoBatchesOfBoundedSize) {
  ScriptedLog log;
  CheckRecorder recorder(log, {.batch_limit = 4, .max_delay = absl::Hours(1)});
  log.Close();
  for (int i = 0; i < 4; ++i) recorder.Record(RecordAt(i));
  log.AwaitWriter();  // with the first four
  for (int i = 0; i < 6; ++i) recorder.Record(RecordAt(i));
  log.Open();
  recorder.Flush();
  EXPECT_THAT(log.batches(), ::testing::ElementsAre(4, 4, 2));
}

TEST(CheckRecorder, LosesAndCountsWhatDoesNotFitAndWaitsForNobody) {
  ScriptedLog log;
  CheckRecorder recorder(log, {.queue_limit = 2, .batch_limit = 1});
  log.Close();
  recorder.Record(RecordAt(0));
  log.AwaitWriter();
  for (int i = 0; i < 5; ++i) recorder.Record(RecordAt(i));  // returns though nobody writes
  EXPECT_EQ(recorder.status().waiting, 2U);
  EXPECT_EQ(recorder.status().lost, 3U);
  log.Open();
  recorder.Flush();
  EXPECT_EQ(recorder.status().written, 3U);
}

TEST(CheckRecorder, CountsWhatTheLogRefusesAndSaysWhy) {
  ScriptedLog log;
  CheckRecorder recorder(log);
  log.FailWith(absl::UnavailableError("disk is gone"));
  recorder.Record(RecordAt(1));
  recorder.Flush();
  EXPECT_EQ(recorder.status().lost, 1U);
  EXPECT_THAT(recorder.status().last_failure, testing::MessageHas("disk is gone"));
  log.FailWith(absl::OkStatus());
  recorder.Record(RecordAt(2));
  recorder.Flush();
  EXPECT_EQ(recorder.status().written, 1U);
}

TEST(CheckRecorder, WritesWhatIsWaitingWhenItEnds) {
  ScriptedLog log;
  {
    CheckRecorder recorder(log, {.max_delay = absl::Hours(1)});
    recorder.Record(RecordAt(1));
  }
  EXPECT_THAT(log.batches(), ::testing::ElementsAre(1));
}

TEST(CheckRecorder, PurgesWhatIsOlderThanItsRetention) {
  ScriptedLog log;
  CheckRecorder recorder(log, {.retention_days = 30});
  const absl::Time now = absl::FromUnixSeconds(1'800'000'000);
  EXPECT_EQ(*recorder.Purge(now), 3U);
  EXPECT_EQ(log.purged_before(), now - absl::Hours(24 * 30));
}

}  // namespace
}  // namespace portcullis
