#include "server/check_call.h"

#include <chrono>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"

namespace portcullis {

CheckCall::CheckCall(grpc::CallbackServerContext& context, std::unique_ptr<RpcCall> call,
                     const Parts& parts)
    : context_(context), call_(std::move(call)), parts_(parts) {}

void CheckCall::Begin(std::shared_ptr<CheckCall> self) {
  check_ = std::make_shared<StreamCheck>(std::move(self), call_->rpc(), parts_.check);
  if (const absl::Status admitted = Admit(); !admitted.ok()) {
    check_->Stop(admitted);
    return;
  }
  StartSendInitialMetadata();
  alarm_.Set(
      std::chrono::system_clock::now() + absl::ToChronoMilliseconds(parts_.longest),
      [check = std::weak_ptr<StreamCheck>(check_), longest = parts_.longest](bool rang) {
        const auto running = check.lock();
        if (!rang || running == nullptr) return;
        running->Stop(absl::DeadlineExceededError(fmt::format(
            "the stream was open for {} s, which is the limit", absl::ToInt64Seconds(longest))));
      });
  check_->Begin();
}

absl::Status CheckCall::Admit() {
  PORTCULLIS_RETURN_IF_ERROR(call_->admission());
  PORTCULLIS_ASSIGN_OR_RETURN(place_, parts_.places.Take());
  return absl::OkStatus();
}

void CheckCall::OnCancel() {
  const absl::Status status = call_->rpc().checkpoint()();
  check_->Stop(status.ok() ? absl::CancelledError("the client has gone") : status);
}

void CheckCall::OnDone() {
  alarm_.Cancel();
  // May be the last that holds this.
  const std::shared_ptr<StreamCheck> check = std::move(check_);
}

void CheckCall::Finish(const absl::Status& status) {
  place_.reset();
  ServerBidiReactor::Finish(call_->End(status));
}

}  // namespace portcullis
