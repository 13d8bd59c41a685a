// MatchService.CheckStream: a StreamCheck on a connection of gRPC.
#pragma once

#include <memory>
#include <optional>

#include "absl/time/time.h"
#include "grpcpp/alarm.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "portcullis/v1/match.pb.h"
#include "server/stream_check.h"
#include "server/transport/rpc_call.h"
#include "server/transport/stream_places.h"

namespace portcullis {

/// Takes a place for as long as it is open, and is open for `longest` at most. Thread-safe.
class CheckCall final
    : public grpc::ServerBidiReactor<v1::CheckStreamRequest, v1::CheckStreamResponse>,
      public CheckWire {
 public:
  /// All outlive the call.
  struct Parts {
    StreamCheck::Parts check;
    StreamPlaces& places;
    absl::Duration longest;
  };

  /// `context` and `call` are of the same call.
  CheckCall(grpc::CallbackServerContext& context, std::unique_ptr<RpcCall> call,
            const Parts& parts);

  /// Once, with the call itself, which stays until gRPC and the lanes are done with it.
  void Begin(std::shared_ptr<CheckCall> self);

  void OnReadDone(bool ok) override { check_->OnRead(ok); }
  void OnWriteDone(bool ok) override { check_->OnWritten(ok); }
  void OnCancel() override;
  void OnDone() override;

 private:
  void Read(v1::CheckStreamRequest& request) override { StartRead(&request); }
  void Write(const v1::CheckStreamResponse& response) override { StartWrite(&response); }
  void Abandon() override { context_.TryCancel(); }
  void Finish(const absl::Status& status) override;

  absl::Status Admit();

  grpc::CallbackServerContext& context_;
  const std::unique_ptr<RpcCall> call_;
  const Parts parts_;
  std::optional<StreamPlaces::Place> place_;
  std::shared_ptr<StreamCheck>
      check_;  // shared with the lanes; it shares this in turn, until OnDone
  grpc::Alarm alarm_;
};

}  // namespace portcullis
