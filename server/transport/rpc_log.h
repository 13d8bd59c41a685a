// One line for each call: what an operator needs to follow it, and nothing about the traveller.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "portcullis/v1/common.pb.h"
#include "server/transport/caller.h"
#include "server/transport/rpc.h"

namespace portcullis {

/// Never holds an image, an embedding or a name of a person on a list.
struct RpcRecord {
  absl::Time time;  // of the answer
  std::string trace_id;
  std::string method;  // "/portcullis.v1.MatchService/Identify"
  Caller caller;
  absl::Status status;
  RpcResult result;  // of a call that was answered
  v1::Timings timings;
};

/// Thread-safe if `write` is.
class RpcLog {
 public:
  /// `write` gets one JSON object without a line break.
  explicit RpcLog(std::function<void(const std::string& line)> write) : write_(std::move(write)) {}

  void Write(const RpcRecord& record) const;

 private:
  std::function<void(const std::string& line)> write_;
};

}  // namespace portcullis
