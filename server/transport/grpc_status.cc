#include "server/transport/grpc_status.h"

#include "absl/time/time.h"
#include "fmt/format.h"
#include "google/protobuf/util/time_util.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "matcher/core/error_reason.h"
#include "server/transport/retry_delay.h"

namespace portcullis {
namespace {

constexpr char kErrorDomain[] = "portcullis";

}  // namespace

std::string ClientMessage(const absl::Status& status, std::string_view trace_id) {
  if (IsServerFault(status.code())) {
    return fmt::format("the server failed; its log says why under trace {}", trace_id);
  }
  return std::string(status.message());
}

bool IsServerFault(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss;
}

grpc::Status ToGrpcStatus(const absl::Status& status, std::string_view trace_id) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(ClientMessage(status, trace_id));
  if (const auto reason = ErrorReasonOf(status)) {
    google::rpc::ErrorInfo info;
    info.set_reason(std::string(ErrorReasonName(*reason)));
    info.set_domain(kErrorDomain);
    (*info.mutable_metadata())["trace_id"] = std::string(trace_id);
    if (const std::string records = RecordsOf(status); !records.empty()) {
      (*info.mutable_metadata())["records"] = records;
    }
    for (const auto& [key, value] : DetailsOf(status)) (*info.mutable_metadata())[key] = value;
    details.add_details()->PackFrom(info);
  }
  if (const auto delay = RetryDelayOf(status)) {
    google::rpc::RetryInfo info;
    *info.mutable_retry_delay() =
        google::protobuf::util::TimeUtil::NanosecondsToDuration(absl::ToInt64Nanoseconds(*delay));
    details.add_details()->PackFrom(info);
  }
  // The numbers of both sets of codes are those of google.rpc.Code.
  return {static_cast<grpc::StatusCode>(status.code()), details.message(),
          details.SerializeAsString()};
}

}  // namespace portcullis
