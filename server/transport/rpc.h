// One call in progress, as the code that serves it sees it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "matcher/core/checkpoint.h"
#include "portcullis/v1/common.pb.h"
#include "server/transport/caller.h"

namespace portcullis {

/// What a call came to, as the log tells it.
struct RpcResult {
  std::string outcome;            // "REFER", "NO_MATCH", ...; empty where the method has none
  std::string verification = {};  // of a call that has both: "MATCH"
  int frames = 0;                 // images of the traveller that were sent
  int frames_used = 0;            // of them, those that were searched with
};

/// For the one thread that serves the call. What it collects goes into the answer and into the log.
class Rpc {
 public:
  /// `method` is "/package.Service/Method"; `checkpoint` says whether the client still waits.
  Rpc(std::string_view method, std::string trace_id, Caller caller, Checkpoint checkpoint)
      : method_(method),
        trace_id_(std::move(trace_id)),
        caller_(std::move(caller)),
        checkpoint_(std::move(checkpoint)) {}

  const std::string& method() const { return method_; }
  /// 32 hexadecimal digits, drawn at random.
  const std::string& trace_id() const { return trace_id_; }
  const Caller& caller() const { return caller_; }
  const Checkpoint& checkpoint() const { return checkpoint_; }

  /// For the log.
  void set_result(RpcResult result) { result_ = std::move(result); }
  const RpcResult& result() const { return result_; }

  /// The steps of the call; queue_ms and total_ms are the call's own and are kept.
  void set_steps(const v1::Timings& steps) {
    const double queue_ms = timings_.queue_ms();
    timings_ = steps;
    timings_.set_queue_ms(queue_ms);
  }
  void set_queue_ms(double queue_ms) { timings_.set_queue_ms(queue_ms); }

  /// The steps, with the time since the request arrived as total_ms.
  v1::Timings timings() const {
    v1::Timings timings = timings_;
    const std::chrono::duration<double, std::milli> total =
        std::chrono::steady_clock::now() - arrival_;
    timings.set_total_ms(total.count());
    return timings;
  }

 private:
  const std::chrono::steady_clock::time_point arrival_ = std::chrono::steady_clock::now();
  const std::string method_;
  const std::string trace_id_;
  const Caller caller_;
  const Checkpoint checkpoint_;
  RpcResult result_;
  v1::Timings timings_;
};

}  // namespace portcullis
