// Sends the rows of an import and collects the answers, through broken connections.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "clients/cli/import_rows.h"
#include "clients/cli/session.h"
#include "portcullis/v1/watchlist.grpc.pb.h"

namespace portcullis::cli {

/// What became of a row.
struct RowResult {
  enum class Kind { kProposed, kProposedBefore, kRefused };
  std::size_t row = 0;  // place among the rows
  Kind kind = Kind::kRefused;
  std::string entry = {};    // of a proposed row
  std::string reason = {};   // of a refused row
  std::string message = {};  // the same in a sentence
};

/// Runs once. Rows are read from their files as they are sent, and few are on their way at a time,
/// so memory does not grow with their number.
class Importer {
 public:
  struct Options {
    ImportIdentity identity;
    std::size_t max_rows_on_their_way = 16;
    std::size_t max_bytes_on_their_way = std::size_t{64} << 20;
    int max_attempts = 12;                 // to connect again without a row that is done in between
    std::chrono::milliseconds pause{500};  // before the first of them; doubled up to longest_pause
    std::chrono::milliseconds longest_pause{10000};
    std::chrono::seconds patience{300};  // without an answer the connection counts as broken
  };
  /// Called once for each row, not at the same time, from threads of the importer.
  using OnResult = std::function<void(const RowResult&)>;
  /// Called with what is worth telling, a broken connection for example.
  using OnRemark = std::function<void(const std::string&)>;

  /// `session` and `rows` outlive this.
  Importer(Session& session, const std::vector<ImportRow>& rows, Options options);

  /// OK when every row has its result; else why the import could not go on.
  absl::Status Run(const OnResult& on_result, const OnRemark& on_remark);

 private:
  grpc::Status Converse(const OnResult& on_result);
  /// The next row to send, once there is room for it; nothing when all are done or the stream is.
  std::optional<std::size_t> NextRow(grpc::ClientContext& call);
  void Take(const v1::ImportEntriesResponse& response, const OnResult& on_result);
  void Report(const RowResult& result, const OnResult& on_result);
  /// After a stream has ended: what was on its way is to be sent again. False when all is done.
  bool Rewind();
  bool MayGoOn() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Session& session_;
  const std::vector<ImportRow>& rows_;
  const Options options_;

  absl::Mutex report_mutex_;  // held while on_result runs
  mutable absl::Mutex mutex_;
  std::deque<std::size_t> waiting_ ABSL_GUARDED_BY(mutex_);
  std::map<std::size_t, std::size_t> on_their_way_ ABSL_GUARDED_BY(mutex_);  // row -> bytes
  std::size_t bytes_on_their_way_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<std::size_t, int> repetitions_ ABSL_GUARDED_BY(mutex_);
  std::size_t done_ ABSL_GUARDED_BY(mutex_) = 0;
  bool has_to_pause_ ABSL_GUARDED_BY(mutex_) = false;  // the server was too busy for a row
  bool is_reading_ ABSL_GUARDED_BY(mutex_) = false;    // the stream may bring more answers
};

}  // namespace portcullis::cli
