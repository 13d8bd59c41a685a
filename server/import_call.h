// WatchlistService.ImportEntries: rows in, results out, as many at a time as there are lanes for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/support/server_callback.h"
#include "portcullis/v1/watchlist.pb.h"
#include "server/entry_handlers.h"
#include "server/transport/lane_pool.h"
#include "server/transport/rpc_call.h"

namespace portcullis {

/// Reads no further while as many rows as the limit are read and not answered. When the client has
/// sent its last row, ends with the last result; when the client has gone, with the rows in
/// progress, whose results nobody gets until they are asked for again. Thread-safe.
class ImportCall final
    : public grpc::ServerBidiReactor<v1::ImportEntriesRequest, v1::ImportEntriesResponse> {
 public:
  /// All outlive the call.
  struct Parts {
    LanePool& lanes;
    EntryHandlers& entries;
    std::function<void()> changed;  // told after each row; thread-safe
  };

  ImportCall(std::unique_ptr<RpcCall> call, Parts parts);

  /// Once, with the call itself, which stays until gRPC is done with it.
  void Begin(std::shared_ptr<ImportCall> self);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  void StartRow() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void ServeRow(const v1::ImportEntriesRequest& row, FaceEncoder& encoder)
      ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Propose(const v1::ProposeEntryRequest& proposal, FaceEncoder& encoder,
                       v1::ProposeEntryResponse& response) ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status CheckWanted() const ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Gone() const;
  void Stop(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Proceed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void FinishIfDone() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::unique_ptr<RpcCall> call_;
  const Parts parts_;
  const std::size_t limit_;
  std::shared_ptr<ImportCall> self_;  // shared with the rows in progress

  // What gRPC reads into and writes from, while it does.
  v1::ImportEntriesRequest request_;
  v1::ImportEntriesResponse response_;

  mutable absl::Mutex mutex_;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool all_read_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> stopped_ ABSL_GUARDED_BY(mutex_);  // before the last row
  std::size_t in_progress_ ABSL_GUARDED_BY(mutex_) = 0;
  std::deque<v1::ImportEntriesResponse> results_ ABSL_GUARDED_BY(mutex_);
  std::int64_t rows_ ABSL_GUARDED_BY(mutex_) = 0;
  std::int64_t refused_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace portcullis
