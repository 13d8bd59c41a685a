// Watch lists, as administrators govern them.
#pragma once

#include <functional>
#include <string_view>

#include "absl/time/time.h"
#include "border/watchlist/entry_admin.h"
#include "border/watchlist/erasure.h"
#include "border/watchlist/impact_preview.h"
#include "border/watchlist/list_admin.h"
#include "border/watchlist/store.h"
#include "portcullis/v1/watchlist.grpc.pb.h"
#include "server/change_feed.h"
#include "server/entry_handlers.h"
#include "server/entry_reads.h"
#include "server/erasure_handlers.h"
#include "server/list_handlers.h"
#include "server/page_tokens.h"
#include "server/transport/lane_pool.h"
#include "server/transport/rpc_runner.h"
#include "server/transport/worker_pool.h"

namespace portcullis {

/// Thread-safe. Says for each call where it runs and who serves it.
class WatchlistService : public v1::WatchlistService::CallbackService {
 public:
  /// What the service works with; all outlive it. Enrolment has lanes of its own: it writes to
  /// disk, and a slow disk must not keep a kiosk waiting.
  struct Parts {
    const RpcRunner& runner;
    WorkerPool& workers;
    LanePool& enrolment_lanes;
    ChangeFeed& changes;
    const WatchlistReader& store;
    ListAdmin& lists;
    EntryAdmin& entries;
    Eraser& eraser;
    const ImpactPreview* impact;  // none: NO_COHORT
    std::function<absl::Time()> now;
  };

  explicit WatchlistService(const Parts& parts);

  grpc::ServerUnaryReactor* CreateList(grpc::CallbackServerContext* context,
                                       const v1::CreateListRequest* request,
                                       v1::CreateListResponse* response) override;
  grpc::ServerUnaryReactor* GetList(grpc::CallbackServerContext* context,
                                    const v1::GetListRequest* request,
                                    v1::GetListResponse* response) override;
  grpc::ServerUnaryReactor* ListLists(grpc::CallbackServerContext* context,
                                      const v1::ListListsRequest* request,
                                      v1::ListListsResponse* response) override;
  grpc::ServerUnaryReactor* UpdateList(grpc::CallbackServerContext* context,
                                       const v1::UpdateListRequest* request,
                                       v1::UpdateListResponse* response) override;
  grpc::ServerUnaryReactor* DeleteList(grpc::CallbackServerContext* context,
                                       const v1::DeleteListRequest* request,
                                       v1::DeleteListResponse* response) override;
  grpc::ServerUnaryReactor* ProposeEntry(grpc::CallbackServerContext* context,
                                         const v1::ProposeEntryRequest* request,
                                         v1::ProposeEntryResponse* response) override;
  grpc::ServerUnaryReactor* ApproveEntry(grpc::CallbackServerContext* context,
                                         const v1::ApproveEntryRequest* request,
                                         v1::ApproveEntryResponse* response) override;
  grpc::ServerUnaryReactor* RejectEntry(grpc::CallbackServerContext* context,
                                        const v1::RejectEntryRequest* request,
                                        v1::RejectEntryResponse* response) override;
  grpc::ServerUnaryReactor* GetEntry(grpc::CallbackServerContext* context,
                                     const v1::GetEntryRequest* request,
                                     v1::GetEntryResponse* response) override;
  grpc::ServerUnaryReactor* ListEntries(grpc::CallbackServerContext* context,
                                        const v1::ListEntriesRequest* request,
                                        v1::ListEntriesResponse* response) override;
  grpc::ServerUnaryReactor* UpdateEntry(grpc::CallbackServerContext* context,
                                        const v1::UpdateEntryRequest* request,
                                        v1::UpdateEntryResponse* response) override;
  grpc::ServerUnaryReactor* SuspendEntry(grpc::CallbackServerContext* context,
                                         const v1::SuspendEntryRequest* request,
                                         v1::SuspendEntryResponse* response) override;
  grpc::ServerUnaryReactor* ReinstateEntry(grpc::CallbackServerContext* context,
                                           const v1::ReinstateEntryRequest* request,
                                           v1::ReinstateEntryResponse* response) override;
  grpc::ServerUnaryReactor* ExtendEntry(grpc::CallbackServerContext* context,
                                        const v1::ExtendEntryRequest* request,
                                        v1::ExtendEntryResponse* response) override;
  grpc::ServerUnaryReactor* RetireEntry(grpc::CallbackServerContext* context,
                                        const v1::RetireEntryRequest* request,
                                        v1::RetireEntryResponse* response) override;
  grpc::ServerUnaryReactor* EraseEntry(grpc::CallbackServerContext* context,
                                       const v1::EraseEntryRequest* request,
                                       v1::EraseEntryResponse* response) override;
  grpc::ServerUnaryReactor* VerifyErasure(grpc::CallbackServerContext* context,
                                          const v1::VerifyErasureRequest* request,
                                          v1::VerifyErasureResponse* response) override;
  grpc::ServerUnaryReactor* MergeEntries(grpc::CallbackServerContext* context,
                                         const v1::MergeEntriesRequest* request,
                                         v1::MergeEntriesResponse* response) override;
  grpc::ServerUnaryReactor* AddReference(grpc::CallbackServerContext* context,
                                         const v1::AddReferenceRequest* request,
                                         v1::AddReferenceResponse* response) override;
  grpc::ServerUnaryReactor* RemoveReference(grpc::CallbackServerContext* context,
                                            const v1::RemoveReferenceRequest* request,
                                            v1::RemoveReferenceResponse* response) override;
  grpc::ServerUnaryReactor* ListEntriesDueForReview(
      grpc::CallbackServerContext* context, const v1::ListEntriesDueForReviewRequest* request,
      v1::ListEntriesDueForReviewResponse* response) override;
  grpc::ServerUnaryReactor* PreviewImpact(grpc::CallbackServerContext* context,
                                          const v1::PreviewImpactRequest* request,
                                          v1::PreviewImpactResponse* response) override;

  grpc::ServerBidiReactor<v1::ImportEntriesRequest, v1::ImportEntriesResponse>* ImportEntries(
      grpc::CallbackServerContext* context) override;
  grpc::ServerWriteReactor<v1::ExportEntriesResponse>* ExportEntries(
      grpc::CallbackServerContext* context, const v1::ExportEntriesRequest* request) override;
  grpc::ServerWriteReactor<v1::WatchChangesResponse>* WatchChanges(
      grpc::CallbackServerContext* context, const v1::WatchChangesRequest* request) override;

 private:
  grpc::ServerUnaryReactor* Read(grpc::CallbackServerContext* context, std::string_view method,
                                 RpcRunner::Work work);
  grpc::ServerUnaryReactor* Change(grpc::CallbackServerContext* context, std::string_view method,
                                   RpcRunner::Work work);
  grpc::ServerUnaryReactor* Enrol(grpc::CallbackServerContext* context, std::string_view method,
                                  RpcRunner::EncoderWork work);

  const Parts parts_;
  const PageTokens page_tokens_;
  ListHandlers lists_;
  EntryHandlers entries_;
  ErasureHandlers erasure_;
  EntryReads reads_;
};

}  // namespace portcullis
