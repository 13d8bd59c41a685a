#include "server/list_handlers.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "matcher/core/status_macros.h"
#include "server/field_checks.h"
#include "server/list_conversions.h"
#include "server/mutations.h"
#include "server/resource_names.h"

namespace portcullis {
namespace {

template <typename Response>
ListResponse AnswerAs() {
  return [](const WatchList& list) {
    Response response;
    *response.mutable_list() = ToProto(list);
    return response.SerializeAsString();
  };
}

}  // namespace

absl::Status ListHandlers::Create(const Rpc& rpc, const v1::CreateListRequest& request,
                                  v1::CreateListResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(WatchList list, ListFrom(request));
  return AnswerWith(
      admin_.Create(ContextOf(rpc, request), std::move(list), AnswerAs<v1::CreateListResponse>()),
      response);
}

absl::Status ListHandlers::Get(const Rpc& /*rpc*/, const v1::GetListRequest& request,
                               v1::GetListResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const ListId id, ParseListName(request.name(), "name"));
  PORTCULLIS_ASSIGN_OR_RETURN(const WatchList list, store_.GetList(id));
  *response.mutable_list() = ToProto(list);
  return absl::OkStatus();
}

absl::Status ListHandlers::List(const Rpc& rpc, const v1::ListListsRequest& request,
                                v1::ListListsResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::size_t page_size, PageSize(request.page_size()));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::string after,
                              page_tokens_.Parse(rpc.method(), request.page_token()));
  // One more than a page tells whether there is a next one.
  PORTCULLIS_ASSIGN_OR_RETURN(std::vector<WatchList> lists, store_.Lists(after, page_size + 1));
  if (lists.size() > page_size) {
    lists.resize(page_size);
    response.set_next_page_token(page_tokens_.Make(rpc.method(), lists.back().id.value));
  }
  for (const WatchList& list : lists) *response.add_lists() = ToProto(list);
  return absl::OkStatus();
}

absl::Status ListHandlers::Update(const Rpc& rpc, const v1::UpdateListRequest& request,
                                  v1::UpdateListResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const ListId id, ParseListName(request.list().name(), "list.name"));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<Revision> expected,
                              ExpectedRevision(request.expected_revision()));
  PORTCULLIS_ASSIGN_OR_RETURN(const ListUpdate update, ListUpdateFrom(request));
  return AnswerWith(admin_.Update(ContextOf(rpc, request), id, expected, update,
                                  AnswerAs<v1::UpdateListResponse>()),
                    response);
}

absl::Status ListHandlers::Delete(const Rpc& rpc, const v1::DeleteListRequest& request,
                                  v1::DeleteListResponse& response) {
  PORTCULLIS_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  PORTCULLIS_ASSIGN_OR_RETURN(const ListId id, ParseListName(request.name(), "name"));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<Revision> expected,
                              ExpectedRevision(request.expected_revision()));
  return AnswerWith(admin_.Delete(ContextOf(rpc, request), id, expected), response);
}

}  // namespace portcullis
