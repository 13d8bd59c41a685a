#include "server/transport/rpc_runner.h"

#include <exception>
#include <utility>

#include "fmt/format.h"

namespace portcullis {

/// From arrival until the answer has been sent; the context is gone after Answer.
class RpcRunner::Call : public grpc::ServerUnaryReactor {
 public:
  Call(grpc::CallbackServerContext& context, std::string_view method, const RpcRules& rules)
      : call_(context, method, rules) {}

  /// First of all, with the call itself, which stays until gRPC is done with it.
  void Begin(std::shared_ptr<Call> self) { self_ = std::move(self); }

  const absl::Status& admission() const { return call_.admission(); }

  void Serve(absl::Duration waited, const Work& work) {
    call_.rpc().set_queue_ms(absl::ToDoubleMilliseconds(waited));
    const absl::Status wanted = call_.rpc().checkpoint()();
    Answer(wanted.ok() ? Guarded(work) : wanted);
  }

  void Answer(const absl::Status& status) { Finish(call_.End(status)); }

  void OnDone() override {
    // May be the last that holds this.
    const std::shared_ptr<Call> self = std::move(self_);
  }

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

  RpcCall call_;
  std::shared_ptr<Call> self_;  // shared with the job in the queue
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
  const auto call = std::make_shared<Call>(context, method, rules_);
  call->Begin(call);
  absl::Status status = call->admission();
  if (status.ok()) status = submit(call);
  if (!status.ok()) call->Answer(status);
  // Though it may be answered already, gRPC is not done with it before it has it.
  return call.get();
}

}  // namespace portcullis
