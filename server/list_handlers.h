// The calls of WatchlistService that are about lists.
#pragma once

#include "absl/status/status.h"
#include "border/watchlist/list_admin.h"
#include "border/watchlist/store.h"
#include "portcullis/v1/watchlist.pb.h"
#include "server/page_tokens.h"
#include "server/transport/rpc.h"

namespace portcullis {

/// Thread-safe. Each checks its request and fills the response.
class ListHandlers {
 public:
  /// All outlive the handlers.
  ListHandlers(ListAdmin& admin, const WatchlistReader& store, const PageTokens& page_tokens)
      : admin_(admin), store_(store), page_tokens_(page_tokens) {}

  absl::Status Create(const Rpc& rpc, const v1::CreateListRequest& request,
                      v1::CreateListResponse& response);
  absl::Status Get(const Rpc& rpc, const v1::GetListRequest& request,
                   v1::GetListResponse& response);
  absl::Status List(const Rpc& rpc, const v1::ListListsRequest& request,
                    v1::ListListsResponse& response);
  absl::Status Update(const Rpc& rpc, const v1::UpdateListRequest& request,
                      v1::UpdateListResponse& response);
  absl::Status Delete(const Rpc& rpc, const v1::DeleteListRequest& request,
                      v1::DeleteListResponse& response);

 private:
  ListAdmin& admin_;
  const WatchlistReader& store_;
  const PageTokens& page_tokens_;
};

}  // namespace portcullis
