// One run of the program: the connection to the server and how results are shown.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <istream>
#include <memory>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/terminal.h"
#include "google/protobuf/message.h"

namespace portcullis::cli {

/// The output of `policy show` that can be edited.
inline constexpr char kToml[] = "toml";

/// As on the command line.
struct SessionOptions {
  std::string server = "127.0.0.1:50443";
  std::string ca_file = {};
  std::string certificate_file = {};
  std::string key_file = {};
  bool insecure_loopback = false;
  std::string actor = {};       // for trials: who acts, where no certificate says it
  std::string output = "text";  // or "json", or kToml
  double timeout_s = 10;
};

/// Empty when the options name exactly one way to connect; else what is wrong with them. Checked
/// apart from Session because it is a mistake of usage.
std::string ConnectionUsageError(const SessionOptions& options);

/// Where a run reads and writes; the streams outlive it.
struct Console {
  std::istream& in;     // what a command takes line by line
  std::ostream& out;    // results
  std::ostream& notes;  // progress and remarks
  bool colours = false;
  bool notes_on_terminal = false;  // a line may be drawn again
  Terminal terminal = {};          // what `out` can show
};

/// Not thread-safe.
class Session {
 public:
  /// Reads the certificates; connects lazily, at the first call.
  static absl::StatusOr<std::unique_ptr<Session>> Create(const SessionOptions& options,
                                                         const Console& console);

  std::shared_ptr<grpc::Channel> channel() const { return channel_; }

  /// A context for one call, with the deadline of the options, or a later one where the call is
  /// known to take its time.
  std::unique_ptr<grpc::ClientContext> NewCall(double least_s = 0) const;

  /// A context for a stream, which lasts as long as it lasts.
  std::unique_ptr<grpc::ClientContext> NewStream() const;

  bool wants_json() const { return options_.output == "json"; }
  bool wants_toml() const { return options_.output == kToml; }
  bool colours() const { return console_.colours; }
  std::istream& in() { return console_.in; }
  std::ostream& out() { return console_.out; }
  const Console& console() const { return console_; }
  double timeout_s() const { return options_.timeout_s; }

  /// Prints protobuf's JSON form, fields without a value included.
  absl::Status PrintJson(const google::protobuf::Message& message);
  /// The same in one line.
  absl::Status PrintJsonLine(const google::protobuf::Message& message);

 private:
  Session(SessionOptions options, std::shared_ptr<grpc::Channel> channel, const Console& console);

  const SessionOptions options_;
  const std::shared_ptr<grpc::Channel> channel_;  // shared: stubs keep it
  const Console console_;
};

/// The form that PrintJsonLine prints, without the end of the line.
absl::StatusOr<std::string> JsonLine(const google::protobuf::Message& message);

}  // namespace portcullis::cli
