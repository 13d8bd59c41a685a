#include "server/snapshot_handlers.h"

#include <cstdint>
#include <string>
#include <vector>

#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "server/resource_names.h"
#include "server/timestamps.h"

namespace portcullis {
namespace {

absl::Status NoSnapshots() {
  return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kStoreUnavailable,
                   "the server keeps no snapshots");
}

v1::Snapshot ToProto(const Snapshot& snapshot) {
  v1::Snapshot proto;
  proto.set_name(SnapshotName(snapshot.id));
  *proto.mutable_create_time() = ToTimestamp(snapshot.create_time);
  proto.set_sequence(snapshot.sequence.value);
  proto.set_bytes(static_cast<std::int64_t>(snapshot.bytes));
  proto.set_entries(static_cast<std::int64_t>(snapshot.entries));
  proto.set_references(static_cast<std::int64_t>(snapshot.references));
  return proto;
}

}  // namespace

absl::Status SnapshotHandlers::Create(const Rpc& /*rpc*/,
                                      const v1::CreateSnapshotRequest& /*request*/,
                                      v1::CreateSnapshotResponse& response) {
  if (snapshots_ == nullptr) return NoSnapshots();
  PORTCULLIS_ASSIGN_OR_RETURN(const Snapshot snapshot, snapshots_->Create(now_()));
  *response.mutable_snapshot() = ToProto(snapshot);
  return absl::OkStatus();
}

absl::Status SnapshotHandlers::List(const Rpc& /*rpc*/, const v1::ListSnapshotsRequest& /*request*/,
                                    v1::ListSnapshotsResponse& response) {
  if (snapshots_ == nullptr) return NoSnapshots();
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Snapshot> snapshots, snapshots_->List());
  for (const Snapshot& snapshot : snapshots) *response.add_snapshots() = ToProto(snapshot);
  return absl::OkStatus();
}

absl::Status SnapshotHandlers::Verify(const Rpc& /*rpc*/, const v1::VerifySnapshotRequest& request,
                                      v1::VerifySnapshotResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::string id, ParseSnapshotName(request.name(), "name"));
  if (snapshots_ == nullptr) return NoSnapshots();
  PORTCULLIS_ASSIGN_OR_RETURN(const SnapshotFindings findings, snapshots_->Verify(id));
  *response.mutable_snapshot() = ToProto(findings.snapshot);
  for (const std::string& finding : findings.findings) response.add_findings(finding);
  return absl::OkStatus();
}

}  // namespace portcullis
