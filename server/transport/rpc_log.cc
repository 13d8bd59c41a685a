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
  Json steps;
  const auto add = [&steps](const char* name, double ms) {
    if (ms > 0) steps[name] = RoundToMicroseconds(ms);
  };
  add("queue_ms", timings.queue_ms());
  add("decode_ms", timings.decode_ms());
  add("detect_ms", timings.detect_ms());
  add("align_ms", timings.align_ms());
  add("pad_ms", timings.pad_ms());
  add("embed_ms", timings.embed_ms());
  add("search_ms", timings.search_ms());
  add("total_ms", timings.total_ms());
  return steps;
}

void AddResult(const RpcResult& result, Json& line) {
  if (!result.outcome.empty()) line["outcome"] = result.outcome;
  if (!result.verification.empty()) line["verification"] = result.verification;
  if (result.frames == 0) return;
  line["frames"] = result.frames;
  line["frames_used"] = result.frames_used;
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
  AddResult(record.result, line);
  if (IsServerFault(record.status.code()) || reason == ErrorReason::kStoreUnavailable) {
    line["fault"] = std::string(record.status.message());
  }
  line["timings"] = TimingsOf(record.timings);
  // A common name may hold any bytes: what is no UTF-8 is replaced rather than thrown upon.
  write_(line.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace portcullis
