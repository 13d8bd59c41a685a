// The state of the server, and what keeps its data in order, as administrators see it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "border/screening/screening.h"
#include "border/watchlist/erasure.h"
#include "border/watchlist/receipt_signer.h"
#include "border/watchlist/snapshot_store.h"
#include "matcher/pipeline/gallery.h"
#include "portcullis/v1/admin.grpc.pb.h"
#include "server/change_feed.h"
#include "server/erasure_handlers.h"
#include "server/policy_office.h"
#include "server/snapshot_handlers.h"
#include "server/transport/lane_pool.h"
#include "server/transport/rpc_runner.h"
#include "server/transport/worker_pool.h"

namespace portcullis {

/// What does not change while the server runs and nobody else knows.
struct ServerFacts {
  std::string version;
  absl::Time start_time;
  std::string detector;
  std::string embedder_licence;
  std::string attack_detector = "none";
  std::string calibration_sha256;                          // as the table's file states it
  std::optional<v1::EmbedderMisses> misses = {};           // of the embedder in use; none: unknown
  std::optional<v1::EmbedderMisses> better_embedder = {};  // installed, and surely misses fewer
  bool insecure_loopback = false;
};

/// Thread-safe.
class AdminService : public v1::AdminService::CallbackService {
 public:
  /// What the service tells about; all outlive it.
  struct Parts {
    const RpcRunner& runner;
    WorkerPool& workers;
    WorkerPool& snapshot_workers;  // apart: a copy of everything takes its time
    const LanePool& lanes;
    ChangeFeed& changes;
    const Screening& screening;
    PolicyOffice& policy;
    const Gallery& gallery;
    Eraser& eraser;
    const ReceiptSigner& signer;
    SnapshotStore* snapshots;  // none: STORE_UNAVAILABLE
    std::function<absl::Time()> now;
  };

  AdminService(const Parts& parts, ServerFacts facts);

  grpc::ServerUnaryReactor* GetStatus(grpc::CallbackServerContext* context,
                                      const v1::GetStatusRequest* request,
                                      v1::GetStatusResponse* response) override;
  grpc::ServerUnaryReactor* CreateSnapshot(grpc::CallbackServerContext* context,
                                           const v1::CreateSnapshotRequest* request,
                                           v1::CreateSnapshotResponse* response) override;
  grpc::ServerUnaryReactor* ListSnapshots(grpc::CallbackServerContext* context,
                                          const v1::ListSnapshotsRequest* request,
                                          v1::ListSnapshotsResponse* response) override;
  grpc::ServerUnaryReactor* VerifySnapshot(grpc::CallbackServerContext* context,
                                           const v1::VerifySnapshotRequest* request,
                                           v1::VerifySnapshotResponse* response) override;
  grpc::ServerUnaryReactor* PurgeExpired(grpc::CallbackServerContext* context,
                                         const v1::PurgeExpiredRequest* request,
                                         v1::PurgeExpiredResponse* response) override;

 private:
  void FillStatus(v1::GetStatusResponse& response) const;
  void FillPolicy(std::size_t references, v1::GetStatusResponse& response) const;

  const Parts parts_;
  const ServerFacts facts_;
  SnapshotHandlers snapshots_;
  ErasureHandlers erasure_;
};

}  // namespace portcullis
