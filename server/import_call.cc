#include "server/import_call.h"

#include <exception>
#include <string>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "server/transport/grpc_status.h"

namespace portcullis {
namespace {

// Of each lane: one that it serves, and one that is there when it is done.
constexpr std::size_t kRowsPerLane = 2;

/// A reason of the closed list, or the name of the code.
std::string ReasonOf(const absl::Status& status) {
  const auto reason = ErrorReasonOf(status);
  return reason ? std::string(ErrorReasonName(*reason)) : absl::StatusCodeToString(status.code());
}

}  // namespace

ImportCall::ImportCall(std::unique_ptr<RpcCall> call, Parts parts)
    : call_(std::move(call)),
      parts_(std::move(parts)),
      limit_(kRowsPerLane * parts_.lanes.load().workers) {}

void ImportCall::Begin(std::shared_ptr<ImportCall> self) {
  self_ = std::move(self);
  const absl::MutexLock lock(&mutex_);
  if (call_->admission().ok()) {
    StartSendInitialMetadata();
  } else {
    Stop(call_->admission());
  }
  Proceed();
}

void ImportCall::OnReadDone(bool ok) {
  const absl::MutexLock lock(&mutex_);
  reading_ = false;
  if (!ok) {
    all_read_ = true;
  } else if (!stopped_) {
    StartRow();
  }
  Proceed();
}

void ImportCall::OnWriteDone(bool ok) {
  const absl::MutexLock lock(&mutex_);
  writing_ = false;
  if (!ok) Stop(Gone());
  Proceed();
}

void ImportCall::OnCancel() {
  const absl::MutexLock lock(&mutex_);
  if (finished_) return;
  Stop(Gone());
  Proceed();
}

void ImportCall::OnDone() {
  // May be the last that holds this.
  const std::shared_ptr<ImportCall> self = std::move(self_);
}

void ImportCall::StartRow() {
  ++in_progress_;
  ++rows_;
  // The row was admitted with the call, so it waits for its turn instead of being refused.
  const absl::Status status = parts_.lanes.Continue(
      [self = self_, row = std::move(request_)](FaceEncoder& encoder, absl::Duration) {
        self->ServeRow(row, encoder);
      });
  if (status.ok()) return;
  --in_progress_;
  Stop(status);
}

void ImportCall::ServeRow(const v1::ImportEntriesRequest& row, FaceEncoder& encoder) {
  v1::ImportEntriesResponse result;
  result.set_row(row.row());
  v1::ProposeEntryResponse response;
  const absl::Status status = Propose(row.proposal(), encoder, response);
  if (status.ok()) {
    *result.mutable_entry() = std::move(*response.mutable_entry());
    parts_.changed();
  } else {
    if (IsServerFault(status.code())) call_->LogPart(status);
    result.set_reason(ReasonOf(status));
    result.set_message(ClientMessage(status, call_->rpc().trace_id()));
  }
  const absl::MutexLock lock(&mutex_);
  --in_progress_;
  if (!status.ok()) ++refused_;
  results_.push_back(std::move(result));
  Proceed();
}

absl::Status ImportCall::Propose(const v1::ProposeEntryRequest& proposal, FaceEncoder& encoder,
                                 v1::ProposeEntryResponse& response) {
  const Checkpoint checkpoint = [this] { return CheckWanted(); };
  if (absl::Status status = checkpoint(); !status.ok()) return status;
  // As in RpcRunner: memory that runs out ends one row and not the server.
  try {
    return parts_.entries.Propose(call_->rpc(), proposal, {encoder, checkpoint}, response);
  } catch (const std::exception& error) {
    return absl::InternalError(fmt::format("exception: {}", error.what()));
  }
}

absl::Status ImportCall::CheckWanted() const {
  const absl::ReaderMutexLock lock(&mutex_);
  // The context knows of a cancellation before OnCancel tells, and it is there for as long as a row
  // is in progress.
  return stopped_ ? *stopped_ : call_->rpc().checkpoint()();
}

absl::Status ImportCall::Gone() const {
  const absl::Status status = call_->rpc().checkpoint()();
  return status.ok() ? absl::CancelledError("the client has gone") : status;
}

void ImportCall::Stop(const absl::Status& status) {
  if (!stopped_) stopped_ = status;
}

/// Whatever can be done now.
void ImportCall::Proceed() {
  if (finished_) return;
  if (stopped_) results_.clear();
  if (!writing_ && !results_.empty()) {
    response_ = std::move(results_.front());
    results_.pop_front();
    writing_ = true;
    StartWrite(&response_);
  }
  const std::size_t unanswered = in_progress_ + results_.size() + (writing_ ? 1 : 0);
  if (!reading_ && !all_read_ && !stopped_ && unanswered < limit_) {
    reading_ = true;
    StartRead(&request_);
  }
  FinishIfDone();
}

void ImportCall::FinishIfDone() {
  if (!stopped_ && !all_read_) return;
  if (writing_ || in_progress_ > 0 || !results_.empty()) return;
  // A connection that broke looks like the end of the rows.
  const absl::Status status = stopped_ ? *stopped_ : call_->rpc().checkpoint()();
  call_->rpc().set_result({.outcome = fmt::format("{} rows, {} refused", rows_, refused_)});
  finished_ = true;
  Finish(call_->End(status));
}

}  // namespace portcullis
