// One run of the program: the connection to the server and how results are shown.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace portcullis::cli {

/// As on the command line.
struct SessionOptions {
  std::string server = "127.0.0.1:50443";
  std::string ca_file = {};
  std::string certificate_file = {};
  std::string key_file = {};
  bool insecure_loopback = false;
  std::string output = "text";  // or "json"
  double timeout_s = 10;
};

/// Empty when the options name exactly one way to connect; else what is wrong with them. Checked
/// apart from Session because it is a mistake of usage.
std::string ConnectionUsageError(const SessionOptions& options);

/// Not thread-safe.
class Session {
 public:
  /// Reads the certificates; connects lazily, at the first call. `out` must outlive the session.
  static absl::StatusOr<std::unique_ptr<Session>> Create(const SessionOptions& options,
                                                         std::ostream& out, bool colours);

  std::shared_ptr<grpc::Channel> channel() const { return channel_; }

  /// A context for one call, with the deadline of the options.
  std::unique_ptr<grpc::ClientContext> NewCall() const;

  bool wants_json() const { return options_.output == "json"; }
  bool colours() const { return colours_; }
  std::ostream& out() { return out_; }

  /// Prints protobuf's JSON form, fields without a value included.
  absl::Status PrintJson(const google::protobuf::Message& message);

 private:
  Session(SessionOptions options, std::shared_ptr<grpc::Channel> channel, std::ostream& out,
          bool colours);

  const SessionOptions options_;
  const std::shared_ptr<grpc::Channel> channel_;  // shared: stubs keep it
  std::ostream& out_;
  const bool colours_;
};

}  // namespace portcullis::cli
