#include "clients/cli/failure.h"

#include <grpcpp/support/status_code_enum.h>

#include <map>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace portcullis::cli {
namespace {

std::string CodeName(grpc::StatusCode code) {
  switch (code) {
    case grpc::OK: return "OK";
    case grpc::CANCELLED: return "CANCELLED";
    case grpc::UNKNOWN: return "UNKNOWN";
    case grpc::INVALID_ARGUMENT: return "INVALID_ARGUMENT";
    case grpc::DEADLINE_EXCEEDED: return "DEADLINE_EXCEEDED";
    case grpc::NOT_FOUND: return "NOT_FOUND";
    case grpc::ALREADY_EXISTS: return "ALREADY_EXISTS";
    case grpc::PERMISSION_DENIED: return "PERMISSION_DENIED";
    case grpc::UNAUTHENTICATED: return "UNAUTHENTICATED";
    case grpc::RESOURCE_EXHAUSTED: return "RESOURCE_EXHAUSTED";
    case grpc::FAILED_PRECONDITION: return "FAILED_PRECONDITION";
    case grpc::ABORTED: return "ABORTED";
    case grpc::OUT_OF_RANGE: return "OUT_OF_RANGE";
    case grpc::UNIMPLEMENTED: return "UNIMPLEMENTED";
    case grpc::INTERNAL: return "INTERNAL";
    case grpc::UNAVAILABLE: return "UNAVAILABLE";
    case grpc::DATA_LOSS: return "DATA_LOSS";
    case grpc::DO_NOT_USE: break;
  }
  return fmt::format("CODE_{}", static_cast<int>(code));
}

struct Details {
  std::string reason;
  std::string message;
  double retry_after_s = 0;  // 0 where the server did not say
};

Details DetailsOf(const grpc::Status& status) {
  Details details{.reason = CodeName(status.error_code()), .message = status.error_message()};
  // A refusal for want of a role comes before the server can send details: its message starts with
  // the reason.
  constexpr std::string_view kRoleRequired = "ROLE_REQUIRED: ";
  if (details.message.starts_with(kRoleRequired)) {
    details.reason = "ROLE_REQUIRED";
    details.message.erase(0, kRoleRequired.size());
  }
  google::rpc::Status wire;
  if (!wire.ParseFromString(status.error_details())) return details;
  for (const auto& any : wire.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::RetryInfo retry;
    if (any.UnpackTo(&info) && !info.reason().empty()) details.reason = info.reason();
    if (any.UnpackTo(&retry)) {
      details.retry_after_s = static_cast<double>(retry.retry_delay().seconds()) +
                              static_cast<double>(retry.retry_delay().nanos()) / 1e9;
    }
  }
  return details;
}

/// What the caller can do about it; empty where the message says it all.
std::string AdviceFor(const Details& details) {
  static const std::map<std::string_view, std::string_view> kAdvice = {
      {"IMAGE_UNREADABLE", "send a whole JPEG or PNG file"},
      {"IMAGE_UNSUPPORTED", "convert it to a plain RGB or grey JPEG or PNG"},
      {"IMAGE_TOO_LARGE", "send a smaller file"},
      {"IMAGE_TOO_MANY_PIXELS", "scale the image down"},
      {"PORTRAIT_REJECTED", "take a portrait with one clear, large face"},
      {"LIST_NOT_FOUND", "`portcullis list` shows the lists"},
      {"ENTRY_NOT_FOUND", "`portcullis list entries` shows the entries"},
      {"REVISION_CONFLICT", "look at the entry again before you change it"},
      {"REQUEST_ID_REUSED", "leave --request-id out to get a new one"},
      {"MODEL_MISMATCH", "the operator has to choose the model that made the data"},
      {"NOT_CALIBRATED", "the operator has to calibrate the model (portcullis-eval calibrate)"},
      {"DATA_CORRUPT", "tell the operator; nothing was searched"},
      {"KEY_INVALID", "tell the operator; the server has the wrong sealing key"},
      {"STORE_UNAVAILABLE", "try again; if it stays, tell the operator"},
      {"SHUTTING_DOWN", "try again when the server is back"},
      {"ROLE_REQUIRED", "use a certificate with that role"},
      {"UNAVAILABLE", "check --server, the certificates, and that portcullisd runs"},
      {"DEADLINE_EXCEEDED", "give it more time with --timeout"},
      {"UNAUTHENTICATED", "check --cert and --key"},
      {"PERMISSION_DENIED", "use a certificate with another role"},
  };
  if (details.retry_after_s > 0) {
    return fmt::format("try again in {:.1f} s", details.retry_after_s);
  }
  const auto found = kAdvice.find(details.reason);
  return found == kAdvice.end() ? "" : std::string(found->second);
}

absl::Status Told(grpc::StatusCode code, const Details& details, std::string_view advice) {
  std::string text = fmt::format("{}: {}", details.reason, details.message);
  if (!advice.empty()) text += fmt::format("; {}", advice);
  return absl::Status(static_cast<absl::StatusCode>(code), text);
}

}  // namespace

absl::Status FromRpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const Details details = DetailsOf(status);
  return Told(status.error_code(), details, AdviceFor(details));
}

absl::Status FromMutation(const grpc::Status& status, std::string_view request_id) {
  const bool outcome_unknown = status.error_code() == grpc::DEADLINE_EXCEEDED ||
                               status.error_code() == grpc::UNAVAILABLE ||
                               status.error_code() == grpc::CANCELLED;
  if (!outcome_unknown) return FromRpc(status);
  return Told(status.error_code(), DetailsOf(status),
              fmt::format("it may have been done or not: repeating it with --request-id {} does it "
                          "at most once",
                          request_id));
}

}  // namespace portcullis::cli
