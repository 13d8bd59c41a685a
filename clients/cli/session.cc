#include "clients/cli/session.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "clients/cli/files.h"
#include "google/protobuf/util/json_util.h"

namespace portcullis::cli {
namespace {

/// By the look of the address; a name other than localhost could lead anywhere.
bool IsLoopback(std::string_view server) {
  const std::string_view host = server.substr(0, server.rfind(':'));
  return host == "localhost" || host == "[::1]" || host == "unix" ||
         (host.starts_with("127.") &&
          host.find_first_not_of("0123456789.") == std::string_view::npos);
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> Credentials(
    const SessionOptions& options) {
  if (options.insecure_loopback) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions tls;
  const std::pair<const std::string&, std::string&> files[] = {
      {options.ca_file, tls.pem_root_certs},
      {options.certificate_file, tls.pem_cert_chain},
      {options.key_file, tls.pem_private_key}};
  for (const auto& [file, pem] : files) {
    absl::StatusOr<std::string> content = ReadFile(file);
    if (!content.ok()) return content.status();
    pem = *std::move(content);
  }
  return grpc::SslCredentials(tls);
}

absl::StatusOr<std::string> ToJson(const google::protobuf::Message& message, bool in_lines) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = in_lines;
  options.always_print_primitive_fields = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) {
    return absl::InternalError("the answer has no JSON form");
  }
  return json;
}

}  // namespace

std::string ConnectionUsageError(const SessionOptions& options) {
  const bool any_tls =
      !options.ca_file.empty() || !options.certificate_file.empty() || !options.key_file.empty();
  const bool all_tls =
      !options.ca_file.empty() && !options.certificate_file.empty() && !options.key_file.empty();
  if (options.insecure_loopback) {
    if (any_tls) return "--insecure-loopback excludes --ca, --cert and --key";
    if (!IsLoopback(options.server)) {
      return "--insecure-loopback is for servers on this machine, not for " + options.server;
    }
    return "";
  }
  if (!options.actor.empty()) {
    return "--as is for --insecure-loopback only; elsewhere your certificate says who you are";
  }
  if (!all_tls) return "needs --ca, --cert and --key (or --insecure-loopback)";
  return "";
}

absl::StatusOr<std::unique_ptr<Session>> Session::Create(const SessionOptions& options,
                                                         const Console& console) {
  auto credentials = Credentials(options);
  if (!credentials.ok()) return credentials.status();
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);  // a page of entries may be long
  // Who waits for a server to come back does not want to wait for gRPC's own minutes as well.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 200);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 1000);
  auto channel = grpc::CreateCustomChannel(options.server, *credentials, arguments);
  return std::unique_ptr<Session>(new Session(options, std::move(channel), console));
}

Session::Session(SessionOptions options, std::shared_ptr<grpc::Channel> channel,
                 const Console& console)
    : options_(std::move(options)), channel_(std::move(channel)), console_(console) {}

std::unique_ptr<grpc::ClientContext> Session::NewCall(double least_s) const {
  auto context = NewStream();
  const double seconds = std::max(options_.timeout_s, least_s);
  context->set_deadline(std::chrono::system_clock::now() +
                        std::chrono::microseconds(static_cast<long>(seconds * 1e6)));
  return context;
}

std::unique_ptr<grpc::ClientContext> Session::NewStream() const {
  auto context = std::make_unique<grpc::ClientContext>();
  if (!options_.actor.empty()) context->AddMetadata("portcullis-actor", options_.actor);
  return context;
}

absl::Status Session::PrintJson(const google::protobuf::Message& message) {
  const absl::StatusOr<std::string> json = ToJson(message, /*in_lines=*/true);
  if (json.ok()) out() << *json;
  return json.status();
}

absl::Status Session::PrintJsonLine(const google::protobuf::Message& message) {
  const absl::StatusOr<std::string> json = JsonLine(message);
  if (json.ok()) out() << *json << '\n';
  return json.status();
}

absl::StatusOr<std::string> JsonLine(const google::protobuf::Message& message) {
  return ToJson(message, /*in_lines=*/false);
}

}  // namespace portcullis::cli
