#include "clients/cli/failure.h"

#include <grpcpp/support/status_code_enum.h>

#include <algorithm>
#include <iterator>
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
  std::string records = {};  // names of the records that the error is about, separated by commas
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
    if (any.UnpackTo(&info) && !info.reason().empty()) {
      details.reason = info.reason();
      const auto records = info.metadata().find("records");
      if (records != info.metadata().end()) details.records = records->second;
    }
    if (any.UnpackTo(&retry)) {
      details.retry_after_s = static_cast<double>(retry.retry_delay().seconds()) +
                              static_cast<double>(retry.retry_delay().nanos()) / 1e9;
    }
  }
  return details;
}

/// What each reason asks of the caller.
const std::map<std::string_view, std::string_view>& Advice() {
  static const std::map<std::string_view, std::string_view> kAdvice = {
      {"IMAGE_UNREADABLE", "send a whole file as the camera or the chip gave it"},
      {"IMAGE_UNSUPPORTED", "convert it to a plain RGB or grey JPEG, PNG or JPEG 2000"},
      {"TOO_MANY_IMAGES", "send fewer images in one call"},
      {"IMAGE_TOO_LARGE", "send a smaller file"},
      {"IMAGE_TOO_MANY_PIXELS", "scale the image down"},
      {"PORTRAIT_REJECTED", "take a portrait with one clear, large face"},
      {"LIST_NOT_FOUND", "`portcullis list ls` shows the lists"},
      {"LIST_ALREADY_EXISTS", "choose another id, or change it with `portcullis list update`"},
      {"LIST_NOT_EMPTY", "erase its entries or move them to other lists first"},
      {"ENTRY_NOT_FOUND", "`portcullis entry ls` shows the entries"},
      {"REFERENCE_NOT_FOUND", "`portcullis entry show` names the references"},
      {"STATE_INVALID", "`portcullis entry show` and `policy show` tell the state"},
      {"APPROVAL_REQUIRED", "have it approved first (`portcullis entry approve`)"},
      {"SELF_APPROVAL_FORBIDDEN", "`portcullis entry show` and `policy show` name who proposed it"},
      {"POLICY_NOT_FOUND", "`portcullis policy list` shows the versions"},
      {"RECEIPT_INVALID", "give a file that `portcullis entry erase --receipt` wrote"},
      {"SNAPSHOT_NOT_FOUND", "`portcullis snapshot ls` shows the snapshots"},
      {"SNAPSHOT_INVALID", "make another snapshot, and tell the operator"},
      {"NO_COHORT", "the operator has to make one (portcullis-eval fit-cohort)"},
      {"REVISION_CONFLICT",
       "somebody changed it: look at it again, then repeat with its new --expected-revision"},
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
  return kAdvice;
}

/// What the caller can do about it; empty where the message says it all.
std::string AdviceFor(const Details& details) {
  if (details.retry_after_s > 0) {
    return fmt::format("try again in {:.1f} s", details.retry_after_s);
  }
  if (details.reason == "POSSIBLE_DUPLICATE_PERSON") {
    return fmt::format(
        "look at {} with `portcullis entry show`; give the same person the portrait with "
        "`portcullis "
        "entry add-reference`; for another person repeat with --allow-duplicate",
        details.records.empty() ? "that entry" : details.records);
  }
  const auto found = Advice().find(details.reason);
  return found == Advice().end() ? "" : std::string(found->second);
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

bool IsPassingReason(std::string_view reason) {
  static constexpr std::string_view kPassing[] = {"QUEUE_FULL",        "STORE_UNAVAILABLE",
                                                  "SHUTTING_DOWN",     "UNAVAILABLE",
                                                  "DEADLINE_EXCEEDED", "CANCELLED"};
  return std::find(std::begin(kPassing), std::end(kPassing), reason) != std::end(kPassing);
}

bool IsPassing(const grpc::Status& status) {
  const std::string reason = DetailsOf(status).reason;
  // What gRPC itself says of a connection that broke in the middle.
  if (reason == "INTERNAL" || reason == "UNKNOWN") return status.error_details().empty();
  return IsPassingReason(reason);
}

}  // namespace portcullis::cli
