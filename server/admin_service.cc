#include "server/admin_service.h"

#include <cstdint>

#include "google/protobuf/util/time_util.h"
#include "server/status_conversions.h"

namespace portcullis {

grpc::ServerUnaryReactor* AdminService::GetStatus(grpc::CallbackServerContext* context,
                                                  const v1::GetStatusRequest* /*request*/,
                                                  v1::GetStatusResponse* response) {
  return parts_.runner.Run(*context, "/portcullis.v1.AdminService/GetStatus", parts_.workers,
                           [this, response](Rpc&) {
                             FillStatus(*response);
                             return absl::OkStatus();
                           });
}

void AdminService::FillStatus(v1::GetStatusResponse& response) const {
  const Calibration& calibration = parts_.screening.calibration();
  const GalleryStatus gallery = parts_.gallery.status();
  const WorkerPoolLoad load = parts_.lanes.load();

  response.set_version(facts_.version);
  *response.mutable_start_time() = google::protobuf::util::TimeUtil::NanosecondsToTimestamp(
      absl::ToUnixNanos(facts_.start_time));
  response.mutable_model()->set_model_id(calibration.table().model.ToString());
  response.mutable_model()->set_detector(facts_.detector);
  response.mutable_model()->set_embedder_licence(facts_.embedder_licence);
  *response.mutable_calibration() = ToProto(calibration);
  *response.mutable_policy() = ToProto(parts_.screening.policy(), calibration, gallery.references);
  response.set_lists(static_cast<std::int64_t>(gallery.lists));
  response.set_entries(static_cast<std::int64_t>(gallery.entries));
  response.set_references(static_cast<std::int64_t>(gallery.references));
  response.set_epoch(gallery.epoch.value);
  response.set_coverage_complete(gallery.complete);
  response.set_lanes(static_cast<std::int32_t>(load.workers));
  response.set_queue_length(static_cast<std::int32_t>(load.queue_length));
  response.set_queue_capacity(static_cast<std::int32_t>(load.queue_capacity));
  response.set_insecure_loopback(facts_.insecure_loopback);
}

}  // namespace portcullis
