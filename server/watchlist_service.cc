#include "server/watchlist_service.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "server/field_checks.h"
#include "server/request_fingerprint.h"
#include "server/resource_names.h"
#include "server/watchlist_conversions.h"

namespace portcullis {
namespace {

constexpr std::string_view kCreateList = "/portcullis.v1.WatchlistService/CreateList";
constexpr std::string_view kListLists = "/portcullis.v1.WatchlistService/ListLists";
constexpr std::string_view kEnrollEntry = "/portcullis.v1.WatchlistService/EnrollEntry";
constexpr std::string_view kGetEntry = "/portcullis.v1.WatchlistService/GetEntry";
constexpr std::string_view kListEntries = "/portcullis.v1.WatchlistService/ListEntries";
constexpr std::string_view kDeleteEntry = "/portcullis.v1.WatchlistService/DeleteEntry";

template <typename Request>
MutationContext ContextOf(const Rpc& rpc, std::string_view method, const Request& request) {
  return {.actor = rpc.caller().actor,
          .key = {.request_id = request.request_id(),
                  .fingerprint = RequestFingerprint(method, request)}};
}

/// The client gets the bytes that are kept for repetitions, on the first call too.
template <typename Response>
absl::Status ParseKept(const std::string& bytes, Response& response) {
  if (response.ParseFromString(bytes)) return absl::OkStatus();
  return absl::InternalError("the response kept for the request does not parse");
}

}  // namespace

grpc::ServerUnaryReactor* WatchlistService::CreateList(grpc::CallbackServerContext* context,
                                                       const v1::CreateListRequest* request,
                                                       v1::CreateListResponse* response) {
  return parts_.runner.Run(
      *context, kCreateList, parts_.workers,
      [this, request, response](Rpc& rpc) { return ServeCreateList(rpc, *request, *response); });
}

grpc::ServerUnaryReactor* WatchlistService::ListLists(grpc::CallbackServerContext* context,
                                                      const v1::ListListsRequest* request,
                                                      v1::ListListsResponse* response) {
  return parts_.runner.Run(*context, kListLists, parts_.workers, [this, request, response](Rpc&) {
    return ServeListLists(*request, *response);
  });
}

grpc::ServerUnaryReactor* WatchlistService::EnrollEntry(grpc::CallbackServerContext* context,
                                                        const v1::EnrollEntryRequest* request,
                                                        v1::EnrollEntryResponse* response) {
  return parts_.runner.RunOnLane(*context, kEnrollEntry, parts_.enrolment_lane,
                                 [this, request, response](Rpc& rpc, FaceEncoder& encoder) {
                                   return ServeEnrollEntry(rpc, encoder, *request, *response);
                                 });
}

grpc::ServerUnaryReactor* WatchlistService::GetEntry(grpc::CallbackServerContext* context,
                                                     const v1::GetEntryRequest* request,
                                                     v1::GetEntryResponse* response) {
  return parts_.runner.Run(*context, kGetEntry, parts_.workers, [this, request, response](Rpc&) {
    return ServeGetEntry(*request, *response);
  });
}

grpc::ServerUnaryReactor* WatchlistService::ListEntries(grpc::CallbackServerContext* context,
                                                        const v1::ListEntriesRequest* request,
                                                        v1::ListEntriesResponse* response) {
  return parts_.runner.Run(*context, kListEntries, parts_.workers, [this, request, response](Rpc&) {
    return ServeListEntries(*request, *response);
  });
}

grpc::ServerUnaryReactor* WatchlistService::DeleteEntry(grpc::CallbackServerContext* context,
                                                        const v1::DeleteEntryRequest* request,
                                                        v1::DeleteEntryResponse* /*response*/) {
  return parts_.runner.Run(*context, kDeleteEntry, parts_.workers,
                           [this, request](Rpc& rpc) { return ServeDeleteEntry(rpc, *request); });
}

absl::Status WatchlistService::ServeCreateList(const Rpc& rpc, const v1::CreateListRequest& request,
                                               v1::CreateListResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(WatchList list, ListFrom(request));
  const ListResponse to_bytes = [](const WatchList& created) {
    v1::CreateListResponse reply;
    *reply.mutable_list() = ToProto(created);
    return reply.SerializeAsString();
  };
  PORTCULLIS_ASSIGN_OR_RETURN(
      const std::string kept,
      parts_.admin.CreateList(ContextOf(rpc, kCreateList, request), std::move(list), to_bytes));
  return ParseKept(kept, response);
}

absl::Status WatchlistService::ServeListLists(const v1::ListListsRequest& request,
                                              v1::ListListsResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::size_t page_size, PageSize(request.page_size()));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::string after,
                              page_tokens_.Parse(kListLists, request.page_token()));
  // One more than a page tells whether there is a next one.
  PORTCULLIS_ASSIGN_OR_RETURN(std::vector<WatchList> lists,
                              parts_.store.Lists(after, page_size + 1));
  if (lists.size() > page_size) {
    lists.resize(page_size);
    response.set_next_page_token(page_tokens_.Make(kListLists, lists.back().id.value));
  }
  for (const WatchList& list : lists) *response.add_lists() = ToProto(list);
  return absl::OkStatus();
}

absl::Status WatchlistService::ServeEnrollEntry(const Rpc& rpc, FaceEncoder& encoder,
                                                const v1::EnrollEntryRequest& request,
                                                v1::EnrollEntryResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const NewEntry entry, NewEntryFrom(request));
  const EntryResponse to_bytes = [](const Entry& enrolled) {
    v1::EnrollEntryResponse reply;
    *reply.mutable_entry() = ToProto(enrolled);
    return reply.SerializeAsString();
  };
  PORTCULLIS_ASSIGN_OR_RETURN(const std::string kept,
                              parts_.admin.EnrollEntry(ContextOf(rpc, kEnrollEntry, request), entry,
                                                       encoder, rpc.checkpoint(), to_bytes));
  return ParseKept(kept, response);
}

absl::Status WatchlistService::ServeGetEntry(const v1::GetEntryRequest& request,
                                             v1::GetEntryResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const EntryId id, ParseEntryName(request.name(), "name"));
  PORTCULLIS_ASSIGN_OR_RETURN(const Entry entry, parts_.store.GetEntry(id));
  *response.mutable_entry() = ToProto(entry);
  return absl::OkStatus();
}

absl::Status WatchlistService::ServeListEntries(const v1::ListEntriesRequest& request,
                                                v1::ListEntriesResponse& response) {
  EntryQuery query;
  PORTCULLIS_ASSIGN_OR_RETURN(const std::size_t page_size, PageSize(request.page_size()));
  query.limit = page_size + 1;
  if (!request.list().empty()) {
    PORTCULLIS_ASSIGN_OR_RETURN(query.list, ParseListName(request.list(), "list"));
  }
  const std::string token_query = fmt::format("{} {}", kListEntries, request.list());
  PORTCULLIS_ASSIGN_OR_RETURN(const std::string after,
                              page_tokens_.Parse(token_query, request.page_token()));
  // A token that authenticates holds an id that we wrote.
  if (!after.empty()) query.after = ParseEntryId(after);

  PORTCULLIS_ASSIGN_OR_RETURN(std::vector<Entry> entries, parts_.store.Entries(query));
  if (entries.size() > page_size) {
    entries.resize(page_size);
    response.set_next_page_token(page_tokens_.Make(token_query, FormatEntryId(entries.back().id)));
  }
  for (const Entry& entry : entries) *response.add_entries() = ToProto(entry);
  return absl::OkStatus();
}

absl::Status WatchlistService::ServeDeleteEntry(const Rpc& rpc,
                                                const v1::DeleteEntryRequest& request) {
  PORTCULLIS_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  PORTCULLIS_ASSIGN_OR_RETURN(const EntryId entry, ParseEntryName(request.name(), "name"));
  if (request.expected_revision() < 0) {
    return FieldInvalid("expected_revision", "must not be negative");
  }
  std::optional<Revision> expected_revision;
  if (request.expected_revision() > 0) expected_revision = Revision{request.expected_revision()};
  return parts_.admin.DeleteEntry(ContextOf(rpc, kDeleteEntry, request), entry, expected_revision);
}

}  // namespace portcullis
