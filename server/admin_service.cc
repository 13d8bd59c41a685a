#include "server/admin_service.h"

#include <cstdint>
#include <utility>

#include "server/handler_work.h"
#include "server/status_conversions.h"
#include "server/timestamps.h"

namespace portcullis {

AdminService::AdminService(const Parts& parts, ServerFacts facts)
    : parts_(parts),
      facts_(std::move(facts)),
      snapshots_(parts.snapshots, parts.now),
      erasure_(parts.eraser) {}

grpc::ServerUnaryReactor* AdminService::GetStatus(grpc::CallbackServerContext* context,
                                                  const v1::GetStatusRequest* /*request*/,
                                                  v1::GetStatusResponse* response) {
  return parts_.runner.Run(*context, "/portcullis.v1.AdminService/GetStatus", parts_.workers,
                           [this, response](Rpc&) {
                             FillStatus(*response);
                             return absl::OkStatus();
                           });
}

grpc::ServerUnaryReactor* AdminService::CreateSnapshot(grpc::CallbackServerContext* context,
                                                       const v1::CreateSnapshotRequest* request,
                                                       v1::CreateSnapshotResponse* response) {
  return parts_.runner.Run(*context, "/portcullis.v1.AdminService/CreateSnapshot",
                           parts_.snapshot_workers,
                           To(snapshots_, &SnapshotHandlers::Create, request, response));
}

grpc::ServerUnaryReactor* AdminService::ListSnapshots(grpc::CallbackServerContext* context,
                                                      const v1::ListSnapshotsRequest* request,
                                                      v1::ListSnapshotsResponse* response) {
  return parts_.runner.Run(*context, "/portcullis.v1.AdminService/ListSnapshots", parts_.workers,
                           To(snapshots_, &SnapshotHandlers::List, request, response));
}

grpc::ServerUnaryReactor* AdminService::VerifySnapshot(grpc::CallbackServerContext* context,
                                                       const v1::VerifySnapshotRequest* request,
                                                       v1::VerifySnapshotResponse* response) {
  return parts_.runner.Run(*context, "/portcullis.v1.AdminService/VerifySnapshot",
                           parts_.snapshot_workers,
                           To(snapshots_, &SnapshotHandlers::Verify, request, response));
}

grpc::ServerUnaryReactor* AdminService::PurgeExpired(grpc::CallbackServerContext* context,
                                                     const v1::PurgeExpiredRequest* request,
                                                     v1::PurgeExpiredResponse* response) {
  return parts_.runner.Run(
      *context, "/portcullis.v1.AdminService/PurgeExpired", parts_.workers,
      [this, work = To(erasure_, &ErasureHandlers::PurgeExpired, request, response)](Rpc& rpc) {
        absl::Status status = work(rpc);
        parts_.changes.Notify();
        return status;
      });
}

void AdminService::FillStatus(v1::GetStatusResponse& response) const {
  const Calibration& calibration = parts_.screening.calibration();
  const GalleryStatus gallery = parts_.gallery.status();
  const WorkerPoolLoad load = parts_.lanes.load();

  response.set_version(facts_.version);
  *response.mutable_start_time() = ToTimestamp(facts_.start_time);
  response.mutable_model()->set_model_id(calibration.table().model.ToString());
  response.mutable_model()->set_detector(facts_.detector);
  response.mutable_model()->set_embedder_licence(facts_.embedder_licence);
  response.mutable_model()->set_attack_detector(facts_.attack_detector);
  if (facts_.misses) *response.mutable_model()->mutable_misses() = *facts_.misses;
  if (facts_.better_embedder) {
    *response.mutable_model()->mutable_better_embedder() = *facts_.better_embedder;
  }
  *response.mutable_calibration() = ToProto(calibration);
  FillPolicy(gallery.references, response);
  *response.mutable_search() = ToProto(parts_.screening.recall());
  response.set_lists(static_cast<std::int64_t>(gallery.lists));
  response.set_entries(static_cast<std::int64_t>(gallery.entries));
  response.set_references(static_cast<std::int64_t>(gallery.references));
  response.set_epoch(gallery.epoch.value);
  response.set_coverage_complete(gallery.complete);
  response.set_lanes(static_cast<std::int32_t>(load.workers));
  response.set_queue_length(static_cast<std::int32_t>(load.queue_length));
  response.set_queue_capacity(static_cast<std::int32_t>(load.queue_capacity));
  response.set_insecure_loopback(facts_.insecure_loopback);
  response.set_erasure_public_key(parts_.signer.public_key());
}

void AdminService::FillPolicy(std::size_t references, v1::GetStatusResponse& response) const {
  v1::PolicyStatus& policy = *response.mutable_policy();
  policy = ToProto(*parts_.policy.in_force().Now(), parts_.screening.calibration(), references);
  // Without the store the rest of the status is worth the more.
  if (const auto versions = parts_.policy.admin().Versions(); versions.ok()) {
    AddPlans(*versions, parts_.now(), policy);
  }
  const CheckRecorderStatus records = parts_.policy.recorder().status();
  response.mutable_check_records()->set_recorded(static_cast<std::int64_t>(records.written));
  response.mutable_check_records()->set_lost(static_cast<std::int64_t>(records.lost));
  response.mutable_check_records()->set_retention_days(parts_.policy.retention_days());
}

}  // namespace portcullis
