#include "server/transport/rpc_runner.h"

#include <chrono>
#include <exception>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "fmt/format.h"
#include "server/transport/grpc_status.h"
#include "server/transport/trace_id.h"

namespace portcullis {
namespace {

// In the trailing metadata of every answer and every error.
constexpr char kTraceIdKey[] = "portcullis-trace-id";

absl::Status CheckClientStillWaits(const grpc::CallbackServerContext& context) {
  if (std::chrono::system_clock::now() >= context.deadline()) {
    return absl::DeadlineExceededError("the deadline of the call has passed");
  }
  if (context.IsCancelled()) return absl::CancelledError("the client has gone");
  return absl::OkStatus();
}

absl::StatusOr<Caller> CallerOf(const grpc::CallbackServerContext& context, CallerCheck check) {
  if (check == CallerCheck::kInsecureLoopback) return InsecureCaller();
  return CallerFromCertificate(*context.auth_context());
}

}  // namespace

/// From arrival to Finish, after which the context is gone.
class RpcRunner::Call {
 public:
  Call(grpc::CallbackServerContext& context, std::string_view method, Caller caller,
       const RpcLog& log)
      : context_(context),
        reactor_(context.DefaultReactor()),
        method_(method),
        rpc_(NewTraceId(), std::move(caller),
             [&context] { return CheckClientStillWaits(context); }),
        log_(log) {}

  grpc::ServerUnaryReactor* reactor() const { return reactor_; }

  void Serve(absl::Duration waited, const Work& work) {
    rpc_.set_queue_ms(absl::ToDoubleMilliseconds(waited));
    const absl::Status wanted = rpc_.checkpoint()();
    Finish(wanted.ok() ? Guarded(work) : wanted);
  }

  void Finish(const absl::Status& status) {
    // First the line, then the answer: there is no answer that the log does not know.
    log_.Write({.time = absl::Now(),
                .trace_id = rpc_.trace_id(),
                .method = method_,
                .caller = rpc_.caller(),
                .status = status,
                .outcome = status.ok() ? rpc_.outcome() : "",
                .timings = rpc_.timings()});
    context_.AddTrailingMetadata(kTraceIdKey, rpc_.trace_id());
    reactor_->Finish(ToGrpcStatus(status, rpc_.trace_id()));
  }

 private:
  // Our functions do not throw, but memory can run out in any of them: that ends one call and not
  // the server.
  absl::Status Guarded(const Work& work) {
    try {
      return work(rpc_);
    } catch (const std::exception& error) {
      return absl::InternalError(fmt::format("exception: {}", error.what()));
    }
  }

  grpc::CallbackServerContext& context_;
  grpc::ServerUnaryReactor* const reactor_;
  const std::string method_;
  Rpc rpc_;
  const RpcLog& log_;
};

grpc::ServerUnaryReactor* RpcRunner::Run(grpc::CallbackServerContext& context,
                                         std::string_view method, WorkerPool& workers,
                                         Work work) const {
  return Start(context, method, [&workers, &work](std::shared_ptr<Call> call) {
    return workers.Submit([call = std::move(call), work = std::move(work)](
                              std::size_t, absl::Duration waited) { call->Serve(waited, work); });
  });
}

grpc::ServerUnaryReactor* RpcRunner::RunOnLane(grpc::CallbackServerContext& context,
                                               std::string_view method, LanePool& lanes,
                                               EncoderWork work) const {
  return Start(context, method, [&lanes, &work](std::shared_ptr<Call> call) {
    return lanes.Submit([call = std::move(call), work = std::move(work)](FaceEncoder& encoder,
                                                                         absl::Duration waited) {
      call->Serve(waited, [&work, &encoder](Rpc& rpc) { return work(rpc, encoder); });
    });
  });
}

grpc::ServerUnaryReactor* RpcRunner::Start(grpc::CallbackServerContext& context,
                                           std::string_view method, const Submit& submit) const {
  const absl::StatusOr<Caller> caller = CallerOf(context, caller_check_);
  // Shared by the job in the queue and by this function, which answers for jobs that are refused.
  const auto call = std::make_shared<Call>(context, method, caller.ok() ? *caller : Caller{}, log_);
  // Once submitted, the call may be answered and gone before Submit returns.
  grpc::ServerUnaryReactor* const reactor = call->reactor();
  absl::Status status = caller.status();
  if (status.ok()) status = authorization_.Check(method, *caller);
  if (status.ok()) status = submit(call);
  if (!status.ok()) call->Finish(status);
  return reactor;
}

}  // namespace portcullis
