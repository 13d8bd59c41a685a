// WatchlistService.ExportEntries: all entries, a page of the store at a time.
#pragma once

#include <memory>
#include <string>

#include "border/watchlist/store.h"
#include "portcullis/v1/watchlist.pb.h"
#include "server/transport/batch_stream.h"
#include "server/transport/worker_pool.h"

namespace portcullis {

/// Reads the next page when the client has taken the one before.
class ExportCall final : public BatchStream<v1::ExportEntriesResponse>,
                         public std::enable_shared_from_this<ExportCall> {
 public:
  /// Both outlive the call.
  struct Parts {
    WorkerPool& workers;
    const WatchlistReader& store;
  };

  ExportCall(std::unique_ptr<RpcCall> call, const Parts& parts,
             const v1::ExportEntriesRequest& request);

 private:
  void WantBatch() override;
  void ReadPage();
  absl::StatusOr<std::vector<v1::ExportEntriesResponse>> NextPage();

  const Parts parts_;
  const std::string list_;

  // Used by one page at a time.
  EntryQuery query_;
  bool begun_ = false;
};

}  // namespace portcullis
