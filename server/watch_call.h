// WatchlistService.WatchChanges: what the change feed says, on one connection.
#pragma once

#include <memory>
#include <vector>

#include "portcullis/v1/watchlist.pb.h"
#include "server/change_feed.h"
#include "server/transport/batch_stream.h"

namespace portcullis {

class WatchCall final : public BatchStream<v1::WatchChangesResponse>,
                        public ChangeWatcher,
                        public std::enable_shared_from_this<WatchCall> {
 public:
  /// `feed` outlives the call.
  WatchCall(std::unique_ptr<RpcCall> call, ChangeFeed& feed, Sequence after);

  bool is_gone() const override { return is_over(); }
  bool is_ready() const override { return is_waiting(); }
  void Take(const std::vector<AuditEvent>& events) override;
  void End(const absl::Status& status) override { BatchStream::End(status); }

 private:
  void WantBatch() override;

  ChangeFeed& feed_;
  const Sequence after_;
  bool added_ = false;
};

}  // namespace portcullis
