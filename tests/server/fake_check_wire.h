// The connection of a StreamCheck without gRPC: what the client sends is put in by the test, and
// each operation is done on a thread of its own, as gRPC does it.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "server/stream_check.h"

namespace portcullis::testing {

/// Runs what it is given, one after the other. Thread-safe.
class EventThread {
 public:
  ~EventThread() {
    Add(nullptr);
    thread_.join();
  }

  void Add(std::function<void()> event) ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    events_.push_back(std::move(event));
  }

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mutex_) {
    while (const std::function<void()> event = Next()) event();
  }

  std::function<void()> Next() ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    const auto is_there = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !events_.empty(); };
    mutex_.Await(absl::Condition(&is_there));
    std::function<void()> event = std::move(events_.front());
    events_.pop_front();
    return event;
  }

  absl::Mutex mutex_;
  std::deque<std::function<void()>> events_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_{[this] { Run(); }};  // last: it uses the above
};

/// Thread-safe. Each pending operation is done when the client has done its part.
class FakeCheckWire : public CheckWire {
 public:
  explicit FakeCheckWire(EventThread& events) : events_(events) {}

  /// Once, before Begin.
  void Attach(const std::shared_ptr<StreamCheck>& check) { check_ = check; }

  // The client's side.
  void Send(v1::CheckStreamRequest request) ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    sent_.push_back(std::move(request));
    Deliver();
  }
  void HalfClose() ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    closed_ = true;
    Deliver();
  }
  /// While it does not take responses, writes are not done.
  void SetTaking(bool taking) ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    taking_ = taking;
    if (taking_ && writing_) WriteIsDone(true);
  }
  void Cancel() ABSL_LOCKS_EXCLUDED(mutex_) {
    {
      const absl::MutexLock lock(&mutex_);
      cancelled_ = true;
    }
    events_.Add([check = check_] {
      if (const auto alive = check.lock()) alive->Stop(absl::CancelledError("the client has gone"));
    });
  }

  /// What the server knows of the client.
  absl::Status Wanted() const ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    return cancelled_ ? absl::CancelledError("the client has gone") : absl::OkStatus();
  }

  absl::Status AwaitEnd() ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    const auto over = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return end_.has_value(); };
    mutex_.Await(absl::Condition(&over));
    return *end_;
  }
  void AwaitResponses(std::size_t count) ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    const auto there = [this, count]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return responses_.size() >= count;
    };
    mutex_.Await(absl::Condition(&there));
  }
  std::vector<v1::CheckStreamResponse> responses() const ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    return responses_;
  }
  /// How many messages the check has asked for.
  int reads() const ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    return reads_;
  }
  int ends() const ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    return ends_;
  }

  // The server's side.
  void Read(v1::CheckStreamRequest& request) override ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    ++reads_;
    reading_ = &request;
    Deliver();
  }
  void Write(const v1::CheckStreamResponse& response) override ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    responses_.push_back(response);
    writing_ = true;
    if (taking_) WriteIsDone(true);
  }
  void Abandon() override ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    if (writing_) WriteIsDone(false);
  }
  void Finish(const absl::Status& status) override ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    ++ends_;
    end_ = status;
    reading_ = nullptr;
  }

 private:
  void Deliver() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (reading_ == nullptr || (sent_.empty() && !closed_)) return;
    const bool ok = !sent_.empty();
    if (ok) {
      *reading_ = std::move(sent_.front());
      sent_.pop_front();
    }
    reading_ = nullptr;
    events_.Add([check = check_, ok] {
      if (const auto alive = check.lock()) alive->OnRead(ok);
    });
  }

  void WriteIsDone(bool ok) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    writing_ = false;
    events_.Add([check = check_, ok] {
      if (const auto alive = check.lock()) alive->OnWritten(ok);
    });
  }

  EventThread& events_;
  std::weak_ptr<StreamCheck> check_;

  mutable absl::Mutex mutex_;
  std::deque<v1::CheckStreamRequest> sent_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool taking_ ABSL_GUARDED_BY(mutex_) = true;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  v1::CheckStreamRequest* reading_ ABSL_GUARDED_BY(mutex_) = nullptr;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  int reads_ ABSL_GUARDED_BY(mutex_) = 0;
  int ends_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<v1::CheckStreamResponse> responses_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace portcullis::testing
