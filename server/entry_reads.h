// The calls of WatchlistService that look at entries.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "border/watchlist/impact_preview.h"
#include "border/watchlist/store.h"
#include "portcullis/v1/watchlist.pb.h"
#include "server/page_tokens.h"
#include "server/transport/rpc.h"

namespace portcullis {

/// Thread-safe. Each checks its request and fills the response.
class EntryReads {
 public:
  /// All outlive this; without `impact` there are no previews (NO_COHORT).
  struct Parts {
    const WatchlistReader& store;
    const PageTokens& page_tokens;
    const ImpactPreview* impact;
    std::function<absl::Time()> now;
  };

  explicit EntryReads(Parts parts) : parts_(std::move(parts)) {}

  absl::Status Get(const Rpc& rpc, const v1::GetEntryRequest& request,
                   v1::GetEntryResponse& response);
  absl::Status List(const Rpc& rpc, const v1::ListEntriesRequest& request,
                    v1::ListEntriesResponse& response);
  absl::Status ListDueForReview(const Rpc& rpc, const v1::ListEntriesDueForReviewRequest& request,
                                v1::ListEntriesDueForReviewResponse& response);
  absl::Status PreviewImpact(const Rpc& rpc, const v1::PreviewImpactRequest& request,
                             v1::PreviewImpactResponse& response);

 private:
  template <typename Request, typename Response>
  absl::Status ReadPage(const Rpc& rpc, EntryQuery query, Request request,
                        Response& response) const;

  const Parts parts_;
};

}  // namespace portcullis
