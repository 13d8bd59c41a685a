#include "clients/cli/importer.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/time/time.h"
#include "clients/cli/failure.h"
#include "fmt/format.h"

namespace portcullis::cli {
namespace {

constexpr int kMaxRepetitions = 5;

/// From "REASON: what".
RowResult RefusedBefore(std::size_t row, const absl::Status& status) {
  const std::string text(status.message());
  const std::size_t colon = std::min(text.find(": "), text.size());
  return {.row = row,
          .kind = RowResult::Kind::kRefused,
          .reason = text.substr(0, colon),
          .message = text.substr(std::min(colon + 2, text.size()))};
}

RowResult ResultOf(const v1::ImportEntriesResponse& response) {
  RowResult result{.row = static_cast<std::size_t>(response.row()),
                   .entry = response.entry().name(),
                   .reason = response.reason(),
                   .message = response.message()};
  if (result.reason.empty()) result.kind = RowResult::Kind::kProposed;
  // Request ids follow from the content: only the same row can have used this one, when duplicates
  // were (or were not) allowed.
  if (result.reason == "REQUEST_ID_REUSED") result.kind = RowResult::Kind::kProposedBefore;
  return result;
}

}  // namespace

Importer::Importer(Session& session, const std::vector<ImportRow>& rows, Options options)
    : session_(session), rows_(rows), options_(std::move(options)) {
  for (std::size_t row = 0; row < rows.size(); ++row) waiting_.push_back(row);
}

absl::Status Importer::Run(const OnResult& on_result, const OnRemark& on_remark) {
  std::chrono::milliseconds pause = options_.pause;
  for (int attempt = 1;; ++attempt) {
    std::size_t before = 0;
    {
      const absl::MutexLock lock(&mutex_);
      before = done_;
    }
    const grpc::Status status = Converse(on_result);
    if (!Rewind()) return absl::OkStatus();
    {
      const absl::MutexLock lock(&mutex_);
      if (done_ > before) {
        attempt = 1;
        pause = options_.pause;
      }
    }
    if (!status.ok() && !IsPassing(status)) return FromRpc(status);
    if (attempt >= options_.max_attempts) {
      return FromRpc(status.ok() ? grpc::Status(grpc::UNAVAILABLE, "the server ended the import")
                                 : status);
    }
    on_remark(fmt::format("connection lost; trying again in {:.1f} s",
                          std::chrono::duration<double>(pause).count()));
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, options_.longest_pause);
  }
}

grpc::Status Importer::Converse(const OnResult& on_result) {
  const auto stub = v1::WatchlistService::NewStub(session_.channel());
  const auto call = session_.NewStream();
  const auto stream = stub->ImportEntries(call.get());
  {
    const absl::MutexLock lock(&mutex_);
    is_reading_ = true;
  }
  std::thread reader([&] {
    v1::ImportEntriesResponse response;
    while (stream->Read(&response)) Take(response, on_result);
    const absl::MutexLock lock(&mutex_);
    is_reading_ = false;
  });
  v1::ImportEntriesRequest request;
  while (const std::optional<std::size_t> row = NextRow(*call)) {
    absl::StatusOr<v1::ProposeEntryRequest> proposal = MakeProposal(rows_[*row], options_.identity);
    if (!proposal.ok()) {
      Report(RefusedBefore(*row, proposal.status()), on_result);
      continue;
    }
    request.set_row(static_cast<std::int64_t>(*row));
    *request.mutable_proposal() = *std::move(proposal);
    {
      const absl::MutexLock lock(&mutex_);
      on_their_way_[*row] = request.ByteSizeLong();
      bytes_on_their_way_ += request.ByteSizeLong();
    }
    if (!stream->Write(request)) break;
  }
  stream->WritesDone();
  reader.join();
  return stream->Finish();
}

bool Importer::MayGoOn() const {
  if (!is_reading_) return true;
  if (waiting_.empty()) return on_their_way_.empty();
  return on_their_way_.size() < options_.max_rows_on_their_way &&
         (on_their_way_.empty() || bytes_on_their_way_ < options_.max_bytes_on_their_way);
}

std::optional<std::size_t> Importer::NextRow(grpc::ClientContext& call) {
  const auto may_go_on = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return MayGoOn(); };
  bool has_to_pause = false;
  {
    const absl::MutexLock lock(&mutex_);
    has_to_pause = std::exchange(has_to_pause_, false);
  }
  if (has_to_pause) std::this_thread::sleep_for(options_.pause);
  const absl::MutexLock lock(&mutex_);
  if (!mutex_.AwaitWithTimeout(absl::Condition(&may_go_on), absl::FromChrono(options_.patience))) {
    call.TryCancel();
    return std::nullopt;
  }
  if (!is_reading_ || waiting_.empty()) return std::nullopt;
  const std::size_t row = waiting_.front();
  waiting_.pop_front();
  // Counts as on its way while it is read, so that it is not lost.
  on_their_way_[row] = 0;
  return row;
}

void Importer::Take(const v1::ImportEntriesResponse& response, const OnResult& on_result) {
  const RowResult result = ResultOf(response);
  {
    const absl::MutexLock lock(&mutex_);
    // An answer to a row that is not on its way is none of ours.
    if (!on_their_way_.contains(result.row)) return;
    if (IsPassingReason(result.reason) && ++repetitions_[result.row] <= kMaxRepetitions) {
      bytes_on_their_way_ -= on_their_way_[result.row];
      on_their_way_.erase(result.row);
      waiting_.push_back(result.row);
      has_to_pause_ = true;
      return;
    }
  }
  Report(result, on_result);
}

void Importer::Report(const RowResult& result, const OnResult& on_result) {
  {
    const absl::MutexLock lock(&report_mutex_);
    on_result(result);
  }
  const absl::MutexLock lock(&mutex_);
  bytes_on_their_way_ -= on_their_way_[result.row];
  on_their_way_.erase(result.row);
  ++done_;
}

bool Importer::Rewind() {
  const absl::MutexLock lock(&mutex_);
  for (auto row = on_their_way_.rbegin(); row != on_their_way_.rend(); ++row) {
    waiting_.push_front(row->first);
  }
  on_their_way_.clear();
  bytes_on_their_way_ = 0;
  return !waiting_.empty();
}

}  // namespace portcullis::cli
