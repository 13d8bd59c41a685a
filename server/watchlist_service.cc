#include "server/watchlist_service.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "server/export_call.h"
#include "server/handler_work.h"
#include "server/import_call.h"
#include "server/watch_call.h"

namespace portcullis {
namespace {

using Context = grpc::CallbackServerContext;

std::string Path(std::string_view method) {
  return fmt::format("/portcullis.v1.WatchlistService/{}", method);
}

/// Served by an object of its own, which stays for as long as the call.
template <typename Stream>
Stream* Begun(std::shared_ptr<Stream> stream) {
  Stream* const reactor = stream.get();
  reactor->Begin(std::move(stream));
  return reactor;
}

}  // namespace

WatchlistService::WatchlistService(const Parts& parts)
    : parts_(parts),
      lists_(parts.lists, parts.store, page_tokens_),
      entries_(parts.entries),
      erasure_(parts.eraser),
      reads_({parts.store, page_tokens_, parts.impact, parts.now}) {}

grpc::ServerUnaryReactor* WatchlistService::Read(Context* context, std::string_view method,
                                                 RpcRunner::Work work) {
  return parts_.runner.Run(*context, Path(method), parts_.workers, std::move(work));
}

grpc::ServerUnaryReactor* WatchlistService::Change(Context* context, std::string_view method,
                                                   RpcRunner::Work work) {
  return Read(context, method, [this, work = std::move(work)](Rpc& rpc) {
    absl::Status status = work(rpc);
    parts_.changes.Notify();
    return status;
  });
}

grpc::ServerUnaryReactor* WatchlistService::Enrol(Context* context, std::string_view method,
                                                  RpcRunner::EncoderWork work) {
  return parts_.runner.RunOnLane(*context, Path(method), parts_.enrolment_lanes,
                                 [this, work = std::move(work)](Rpc& rpc, FaceEncoder& encoder) {
                                   absl::Status status = work(rpc, encoder);
                                   parts_.changes.Notify();
                                   return status;
                                 });
}

grpc::ServerUnaryReactor* WatchlistService::CreateList(Context* context,
                                                       const v1::CreateListRequest* request,
                                                       v1::CreateListResponse* response) {
  return Change(context, "CreateList", To(lists_, &ListHandlers::Create, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::GetList(Context* context,
                                                    const v1::GetListRequest* request,
                                                    v1::GetListResponse* response) {
  return Read(context, "GetList", To(lists_, &ListHandlers::Get, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::ListLists(Context* context,
                                                      const v1::ListListsRequest* request,
                                                      v1::ListListsResponse* response) {
  return Read(context, "ListLists", To(lists_, &ListHandlers::List, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::UpdateList(Context* context,
                                                       const v1::UpdateListRequest* request,
                                                       v1::UpdateListResponse* response) {
  return Change(context, "UpdateList", To(lists_, &ListHandlers::Update, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::DeleteList(Context* context,
                                                       const v1::DeleteListRequest* request,
                                                       v1::DeleteListResponse* response) {
  return Change(context, "DeleteList", To(lists_, &ListHandlers::Delete, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::ProposeEntry(Context* context,
                                                         const v1::ProposeEntryRequest* request,
                                                         v1::ProposeEntryResponse* response) {
  return Enrol(context, "ProposeEntry", To(entries_, &EntryHandlers::Propose, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::ApproveEntry(Context* context,
                                                         const v1::ApproveEntryRequest* request,
                                                         v1::ApproveEntryResponse* response) {
  return Change(context, "ApproveEntry", To(entries_, &EntryHandlers::Approve, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::RejectEntry(Context* context,
                                                        const v1::RejectEntryRequest* request,
                                                        v1::RejectEntryResponse* response) {
  return Change(context, "RejectEntry", To(entries_, &EntryHandlers::Reject, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::GetEntry(Context* context,
                                                     const v1::GetEntryRequest* request,
                                                     v1::GetEntryResponse* response) {
  return Read(context, "GetEntry", To(reads_, &EntryReads::Get, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::ListEntries(Context* context,
                                                        const v1::ListEntriesRequest* request,
                                                        v1::ListEntriesResponse* response) {
  return Read(context, "ListEntries", To(reads_, &EntryReads::List, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::UpdateEntry(Context* context,
                                                        const v1::UpdateEntryRequest* request,
                                                        v1::UpdateEntryResponse* response) {
  return Change(context, "UpdateEntry", To(entries_, &EntryHandlers::Update, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::SuspendEntry(Context* context,
                                                         const v1::SuspendEntryRequest* request,
                                                         v1::SuspendEntryResponse* response) {
  return Change(context, "SuspendEntry", To(entries_, &EntryHandlers::Suspend, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::ReinstateEntry(Context* context,
                                                           const v1::ReinstateEntryRequest* request,
                                                           v1::ReinstateEntryResponse* response) {
  return Change(context, "ReinstateEntry",
                To(entries_, &EntryHandlers::Reinstate, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::ExtendEntry(Context* context,
                                                        const v1::ExtendEntryRequest* request,
                                                        v1::ExtendEntryResponse* response) {
  return Change(context, "ExtendEntry", To(entries_, &EntryHandlers::Extend, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::RetireEntry(Context* context,
                                                        const v1::RetireEntryRequest* request,
                                                        v1::RetireEntryResponse* response) {
  return Change(context, "RetireEntry", To(entries_, &EntryHandlers::Retire, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::EraseEntry(Context* context,
                                                       const v1::EraseEntryRequest* request,
                                                       v1::EraseEntryResponse* response) {
  return Change(context, "EraseEntry", To(erasure_, &ErasureHandlers::Erase, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::VerifyErasure(Context* context,
                                                          const v1::VerifyErasureRequest* request,
                                                          v1::VerifyErasureResponse* response) {
  return Read(context, "VerifyErasure", To(erasure_, &ErasureHandlers::Verify, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::MergeEntries(Context* context,
                                                         const v1::MergeEntriesRequest* request,
                                                         v1::MergeEntriesResponse* response) {
  return Change(context, "MergeEntries", To(entries_, &EntryHandlers::Merge, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::AddReference(Context* context,
                                                         const v1::AddReferenceRequest* request,
                                                         v1::AddReferenceResponse* response) {
  return Enrol(context, "AddReference",
               To(entries_, &EntryHandlers::AddReference, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::RemoveReference(
    Context* context, const v1::RemoveReferenceRequest* request,
    v1::RemoveReferenceResponse* response) {
  return Change(context, "RemoveReference",
                To(entries_, &EntryHandlers::RemoveReference, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::ListEntriesDueForReview(
    Context* context, const v1::ListEntriesDueForReviewRequest* request,
    v1::ListEntriesDueForReviewResponse* response) {
  return Read(context, "ListEntriesDueForReview",
              To(reads_, &EntryReads::ListDueForReview, request, response));
}

grpc::ServerUnaryReactor* WatchlistService::PreviewImpact(Context* context,
                                                          const v1::PreviewImpactRequest* request,
                                                          v1::PreviewImpactResponse* response) {
  return Read(context, "PreviewImpact", To(reads_, &EntryReads::PreviewImpact, request, response));
}

grpc::ServerBidiReactor<v1::ImportEntriesRequest, v1::ImportEntriesResponse>*
WatchlistService::ImportEntries(Context* context) {
  return Begun(std::make_shared<ImportCall>(
      parts_.runner.Open(*context, Path("ImportEntries")),
      ImportCall::Parts{parts_.enrolment_lanes, entries_, [this] { parts_.changes.Notify(); }}));
}

grpc::ServerWriteReactor<v1::ExportEntriesResponse>* WatchlistService::ExportEntries(
    Context* context, const v1::ExportEntriesRequest* request) {
  return Begun(std::make_shared<ExportCall>(parts_.runner.Open(*context, Path("ExportEntries")),
                                            ExportCall::Parts{parts_.workers, parts_.store},
                                            *request));
}

grpc::ServerWriteReactor<v1::WatchChangesResponse>* WatchlistService::WatchChanges(
    Context* context, const v1::WatchChangesRequest* request) {
  return Begun(std::make_shared<WatchCall>(parts_.runner.Open(*context, Path("WatchChanges")),
                                           parts_.changes, Sequence{request->after_sequence()}));
}

}  // namespace portcullis
