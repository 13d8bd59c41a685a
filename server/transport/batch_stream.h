// A server stream that is written in batches, as fast as its reader takes them and no faster.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/support/server_callback.h"
#include "server/transport/rpc_call.h"

namespace portcullis {

/// Holds one batch at a time and one message of it under way. Thread-safe; outlives the call if
/// somebody still shares it, and does nothing then.
template <typename Response>
class BatchStream : public grpc::ServerWriteReactor<Response> {
 public:
  /// `call` as RpcRunner::Open gave it.
  explicit BatchStream(std::unique_ptr<RpcCall> call) : call_(std::move(call)) {}

  /// Once, with the stream itself, which stays until gRPC is done with it. Ends a call that is not
  /// admitted; else the first WantBatch comes before Begin returns.
  void Begin(std::shared_ptr<BatchStream> self) {
    self_ = std::move(self);
    if (!call_->admission().ok()) {
      End(call_->admission());
      return;
    }
    // Tells the client that it is being served, however long the first message takes.
    this->StartSendInitialMetadata();
    WantBatch();
  }

  /// Writes the messages, one or more; only when the stream is_waiting.
  void Send(std::vector<Response> batch) ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    if (over_) return;
    batch_ = std::move(batch);
    next_ = 0;
    WriteNext();
  }

  /// Ends the stream, after the message that is under way; the first of several ends counts.
  void End(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    EndWith(status);
  }

  /// Nobody reads it any more.
  bool is_over() const ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::ReaderMutexLock lock(&mutex_);
    return over_;
  }

  /// All that was sent has been written, and it is not over.
  bool is_waiting() const ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::ReaderMutexLock lock(&mutex_);
    return !over_ && !writing_;
  }

  void OnWriteDone(bool ok) final {
    if (IsBatchWritten(ok)) WantBatch();
  }

  void OnCancel() final {
    const absl::MutexLock lock(&mutex_);
    EndWith(Gone());
  }

  void OnDone() final {
    // May be the last that holds this.
    const std::shared_ptr<BatchStream> self = std::move(self_);
  }

 protected:
  /// The stream is_waiting: whoever is told here calls Send or End, soon or later. On a thread of
  /// gRPC, so it must not block.
  virtual void WantBatch() = 0;

 private:
  bool IsBatchWritten(bool ok) ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    writing_ = false;
    if (!ok && !end_) end_ = Gone();
    if (end_) {
      EndWith(*end_);
      return false;
    }
    if (++next_ < batch_.size()) {
      WriteNext();
      return false;
    }
    batch_.clear();
    return true;
  }

  void WriteNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    writing_ = true;
    this->StartWrite(&batch_[next_]);
  }

  void EndWith(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (over_) return;
    if (!end_) end_ = status;
    if (writing_) return;  // OnWriteDone comes back to it
    over_ = true;
    this->Finish(call_->End(*end_));
  }

  absl::Status Gone() const {
    const absl::Status status = call_->rpc().checkpoint()();
    return status.ok() ? absl::CancelledError("the client has gone") : status;
  }

  const std::unique_ptr<RpcCall> call_;
  std::shared_ptr<BatchStream> self_;  // shared with those who bring the batches

  mutable absl::Mutex mutex_;
  std::vector<Response> batch_ ABSL_GUARDED_BY(mutex_);
  std::size_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool over_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);  // how it ends, once that is known
};

}  // namespace portcullis
