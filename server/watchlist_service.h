// Watch lists, as administrators govern them.
#pragma once

#include "absl/status/status.h"
#include "border/watchlist/store.h"
#include "border/watchlist/watchlist_admin.h"
#include "portcullis/v1/watchlist.grpc.pb.h"
#include "server/page_tokens.h"
#include "server/transport/lane_pool.h"
#include "server/transport/rpc_runner.h"
#include "server/transport/worker_pool.h"

namespace portcullis {

/// Thread-safe.
class WatchlistService : public v1::WatchlistService::CallbackService {
 public:
  /// What the service works with; all outlive it. Enrolment has a lane of its own: it writes to
  /// disk, and a slow disk must not keep a kiosk waiting.
  struct Parts {
    const RpcRunner& runner;
    WorkerPool& workers;
    LanePool& enrolment_lane;
    const WatchlistReader& store;
    WatchlistAdmin& admin;
  };

  explicit WatchlistService(const Parts& parts) : parts_(parts) {}

  grpc::ServerUnaryReactor* CreateList(grpc::CallbackServerContext* context,
                                       const v1::CreateListRequest* request,
                                       v1::CreateListResponse* response) override;
  grpc::ServerUnaryReactor* ListLists(grpc::CallbackServerContext* context,
                                      const v1::ListListsRequest* request,
                                      v1::ListListsResponse* response) override;
  grpc::ServerUnaryReactor* EnrollEntry(grpc::CallbackServerContext* context,
                                        const v1::EnrollEntryRequest* request,
                                        v1::EnrollEntryResponse* response) override;
  grpc::ServerUnaryReactor* GetEntry(grpc::CallbackServerContext* context,
                                     const v1::GetEntryRequest* request,
                                     v1::GetEntryResponse* response) override;
  grpc::ServerUnaryReactor* ListEntries(grpc::CallbackServerContext* context,
                                        const v1::ListEntriesRequest* request,
                                        v1::ListEntriesResponse* response) override;
  grpc::ServerUnaryReactor* DeleteEntry(grpc::CallbackServerContext* context,
                                        const v1::DeleteEntryRequest* request,
                                        v1::DeleteEntryResponse* response) override;

 private:
  absl::Status ServeCreateList(const Rpc& rpc, const v1::CreateListRequest& request,
                               v1::CreateListResponse& response);
  absl::Status ServeListLists(const v1::ListListsRequest& request, v1::ListListsResponse& response);
  absl::Status ServeEnrollEntry(const Rpc& rpc, FaceEncoder& encoder,
                                const v1::EnrollEntryRequest& request,
                                v1::EnrollEntryResponse& response);
  absl::Status ServeGetEntry(const v1::GetEntryRequest& request, v1::GetEntryResponse& response);
  absl::Status ServeListEntries(const v1::ListEntriesRequest& request,
                                v1::ListEntriesResponse& response);
  absl::Status ServeDeleteEntry(const Rpc& rpc, const v1::DeleteEntryRequest& request);

  const Parts parts_;
  const PageTokens page_tokens_;
};

}  // namespace portcullis
