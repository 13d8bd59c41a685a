#include "server/transport/rpc_runner.h"

#include <exception>
#include <utility>

#include "fmt/format.h"

namespace portcullis {

/// From arrival to Finish, after which the context is gone.
class RpcRunner::Call {
 public:
  Call(grpc::CallbackServerContext& context, std::string_view method, const RpcRules& rules)
      : reactor_(context.DefaultReactor()), call_(context, method, rules) {}

  grpc::ServerUnaryReactor* reactor() const { return reactor_; }
  const absl::Status& admission() const { return call_.admission(); }

  void Serve(absl::Duration waited, const Work& work) {
    call_.rpc().set_queue_ms(absl::ToDoubleMilliseconds(waited));
    const absl::Status wanted = call_.rpc().checkpoint()();
    Finish(wanted.ok() ? Guarded(work) : wanted);
  }

  void Finish(const absl::Status& status) { reactor_->Finish(call_.End(status)); }

 private:
  // Our functions do not throw, but memory can run out in any of them: that ends one call and not
  // the server.
  absl::Status Guarded(const Work& work) {
    try {
      return work(call_.rpc());
    } catch (const std::exception& error) {
      return absl::InternalError(fmt::format("exception: {}", error.what()));
    }
  }

  grpc::ServerUnaryReactor* const reactor_;
  RpcCall call_;
};

grpc::ServerUnaryReactor* RpcRunner::Run(grpc::CallbackServerContext& context,
                                         std::string_view method, WorkerPool& workers,
                                         Work work) const {
  const absl::Time deadline = absl::FromChrono(context.deadline());
  return Start(context, method, [&workers, &work, deadline](std::shared_ptr<Call> call) {
    return workers.Submit([call = std::move(call), work = std::move(work)](
                              std::size_t, absl::Duration waited) { call->Serve(waited, work); },
                          deadline);
  });
}

grpc::ServerUnaryReactor* RpcRunner::RunOnLane(grpc::CallbackServerContext& context,
                                               std::string_view method, LanePool& lanes,
                                               EncoderWork work) const {
  const absl::Time deadline = absl::FromChrono(context.deadline());
  return Start(context, method, [&lanes, &work, deadline](std::shared_ptr<Call> call) {
    return lanes.Submit(
        [call = std::move(call), work = std::move(work)](FaceEncoder& encoder,
                                                         absl::Duration waited) {
          call->Serve(waited, [&work, &encoder](Rpc& rpc) { return work(rpc, encoder); });
        },
        deadline);
  });
}

grpc::ServerUnaryReactor* RpcRunner::Start(grpc::CallbackServerContext& context,
                                           std::string_view method, const Submit& submit) const {
  // Shared by the job in the queue and by this function, which answers for jobs that are refused.
  const auto call = std::make_shared<Call>(context, method, rules_);
  // Once submitted, the call may be answered and gone before Submit returns.
  grpc::ServerUnaryReactor* const reactor = call->reactor();
  absl::Status status = call->admission();
  if (status.ok()) status = submit(call);
  if (!status.ok()) call->Finish(status);
  return reactor;
}

}  // namespace portcullis
