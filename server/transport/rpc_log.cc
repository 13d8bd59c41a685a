#include "server/transport/rpc_log.h"

#include <cmath>
#include <string_view>

#include "matcher/core/error_reason.h"
#include "nlohmann/json.hpp"
#include "server/transport/grpc_status.h"

namespace portcullis {
namespace {

using Json = nlohmann::ordered_json;

double RoundToMicroseconds(double ms) { return std::round(ms * 1000) / 1000; }

Json TimingsOf(const v1::Timings& timings) {
  return {{"queue_ms", RoundToMicroseconds(timings.queue_ms())},
          {"decode_ms", RoundToMicroseconds(timings.decode_ms())},
          {"detect_ms", RoundToMicroseconds(timings.detect_ms())},
          {"align_ms", RoundToMicroseconds(timings.align_ms())},
          {"embed_ms", RoundToMicroseconds(timings.embed_ms())},
          {"search_ms", RoundToMicroseconds(timings.search_ms())},
          {"total_ms", RoundToMicroseconds(timings.total_ms())}};
}

}  // namespace

void RpcLog::Write(const RpcRecord& record) const {
  Json line;
  line["time"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", record.time, absl::UTCTimeZone());
  line["trace_id"] = record.trace_id;
  line["method"] = record.method;
  line["actor"] = record.caller.actor;
  Json& roles = line["roles"] = Json::array();
  for (const v1::Role role : record.caller.roles) roles.push_back(RoleName(role));
  line["code"] = absl::StatusCodeToString(record.status.code());
  const auto reason = ErrorReasonOf(record.status);
  if (reason) line["reason"] = ErrorReasonName(*reason);
  if (!record.outcome.empty()) line["outcome"] = record.outcome;
  if (IsServerFault(record.status.code()) || reason == ErrorReason::kStoreUnavailable) {
    line["fault"] = std::string(record.status.message());
  }
  line["timings"] = TimingsOf(record.timings);
  // A common name may hold any bytes: what is no UTF-8 is replaced rather than thrown upon.
  write_(line.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace portcullis
