#include "server/watch_call.h"

#include <utility>

#include "server/timestamps.h"

namespace portcullis {

WatchCall::WatchCall(std::unique_ptr<RpcCall> call, ChangeFeed& feed, Sequence after)
    : BatchStream(std::move(call)), feed_(feed), after_(after) {}

void WatchCall::Take(const std::vector<AuditEvent>& events) {
  std::vector<v1::WatchChangesResponse> batch;
  batch.reserve(events.size());
  for (const AuditEvent& event : events) {
    v1::WatchChangesResponse& change = batch.emplace_back();
    change.set_sequence(event.sequence.value);
    *change.mutable_time() = ToTimestamp(event.time);
    change.set_actor(event.actor);
    change.set_action(event.action);
    change.set_target(event.target);
    change.set_request_id(event.request_id);
  }
  Send(std::move(batch));
}

void WatchCall::WantBatch() {
  if (std::exchange(added_, true)) {
    feed_.Notify();
    return;
  }
  const absl::Status status = feed_.Add(shared_from_this(), after_);
  if (!status.ok()) End(status);
}

}  // namespace portcullis
