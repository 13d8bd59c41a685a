// Calls MatchService.Identify over sockets of its own.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "bench/load/probe_caller.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"

namespace portcullis {

struct IdentifyLoad {
  std::string address;                         // "host:port", without TLS
  std::vector<std::string> images;             // file contents, one or more; sent in turn
  std::vector<std::string> lists = {};         // resource names; none: every list
  std::size_t connections = 4;                 // 1 or more
  std::chrono::milliseconds patience{10'000};  // the deadline of each call, from its start
};

/// Each request is serialised once, before the load, so that the generator leaves the cores to the
/// server.
class IdentifyCaller : public ProbeCaller {
 public:
  explicit IdentifyCaller(const IdentifyLoad& load);

  /// False if not every connection stands within `limit`.
  bool Connect(std::chrono::milliseconds limit);

  void Call(std::size_t number, Done done) override;

 private:
  struct Connection {
    std::shared_ptr<grpc::Channel> channel;  // shared by gRPC's own design
    std::unique_ptr<grpc::GenericStub> stub;
  };

  const std::chrono::milliseconds patience_;
  std::vector<grpc::ByteBuffer> requests_;
  std::vector<Connection> connections_;
};

}  // namespace portcullis
