#include "store/sqlite/start_cache.h"

#include <cstdint>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "store/sqlite/gallery_reader.h"
#include "store/sqlite/history_sum.h"
#include "store/start_cache/cache_reader.h"
#include "store/start_cache/cache_writer.h"

namespace portcullis {
namespace {

// A cache that is so many changes old is written anew: to apply them takes some tenths of a second.
std::uint64_t ManyChanges(std::uint64_t entries) { return 1000 + entries / 100; }

// To apply so many takes longer than to read everything.
std::uint64_t TooManyChanges(std::uint64_t entries) { return 10'000 + entries / 8; }

// A face that was taken away from an entry which stays is in the cache for no longer than this.
constexpr absl::Duration kMaxAge = absl::Hours(24);

absl::Status Unfit(const char* why) { return absl::FailedPreconditionError(why); }

/// What the database is read into. Ends the reading when an erasure is in the way of it, and at a
/// stop if nothing is written.
class InterruptibleSink final : public GallerySink {
 public:
  /// `writer`: takes what is read; null if nothing does.
  InterruptibleSink(const StartCacheFile& file, std::uint64_t destroyed,
                    const std::atomic<bool>& stop, GallerySink* writer)
      : file_(file), destroyed_(destroyed), stop_(stop), writer_(writer) {}
  absl::Status PutLists(std::vector<ListId> lists) override {
    PORTCULLIS_RETURN_IF_ERROR(CheckWay());
    return writer_ == nullptr ? absl::OkStatus() : writer_->PutLists(std::move(lists));
  }
  absl::Status PutEntries(std::vector<EntryFaces> entries) override {
    PORTCULLIS_RETURN_IF_ERROR(CheckWay());
    return writer_ == nullptr ? absl::OkStatus() : writer_->PutEntries(std::move(entries));
  }
  absl::Status StartOver() override { return absl::InternalError("a database is read once"); }

 private:
  absl::Status CheckWay() const {
    const bool is_stopped = stop_ && writer_ == nullptr;
    if (file_.destroyed() == destroyed_ && !is_stopped) return absl::OkStatus();
    return absl::AbortedError("an erasure or a stop ended the reading of the database");
  }

  const StartCacheFile& file_;
  const std::uint64_t destroyed_;
  const std::atomic<bool>& stop_;
  GallerySink* const writer_;
};

absl::StatusOr<CachedState> CachedStateOf(const StoreState& state, Connection& connection,
                                          const Sealer& sealer) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::uint64_t history, HistorySum(connection, sealer, state));
  return CachedState{.epoch = state.last_change,
                     .history = history,
                     .lists = state.lists,
                     .entries = state.entries,
                     .records = state.records};
}

}  // namespace

StartCache::StartCache(const std::filesystem::path& database, const ModelId& model,
                       const Sealer& sealer, StartCacheOptions options)
    : database_(database),
      model_(model),
      sealer_(sealer),
      options_(std::move(options)),
      file_(database) {}

absl::StatusOr<std::optional<Sequence>> StartCache::Give(Connection& connection,
                                                         GallerySink& sink) {
  const auto unfit = [&](const absl::Status& why) -> absl::StatusOr<std::optional<Sequence>> {
    options_.report(why);
    // What it holds may have been erased since, and it is of no use any more.
    Destroy().IgnoreError();
    return std::nullopt;
  };
  const std::uint64_t destroyed = file_.destroyed();
  const auto reader = CacheReader::Open(file_.path(), model_, sealer_);
  if (!reader.ok()) return unfit(reader.status());
  const CachedState& state = (*reader)->state();
  if (absl::Status status = CheckBelongs(state, connection); !status.ok()) return unfit(status);
  PORTCULLIS_ASSIGN_OR_RETURN(const CacheReader::Given given, (*reader)->GiveTo(sink));
  if (!given.damage.ok()) {
    PORTCULLIS_RETURN_IF_ERROR(sink.StartOver());
    return unfit(given.damage);
  }
  {
    const absl::MutexLock lock(&mutex_);
    known_ = {.state = state, .destroyed = destroyed, .since = options_.now()};
    unchecked_ = true;
  }
  file_.DropUnfinished().IgnoreError();
  options_.report(absl::OkStatus());
  return state.epoch;
}

absl::Status StartCache::CheckBelongs(const CachedState& cached, Connection& connection) const {
  PORTCULLIS_ASSIGN_OR_RETURN(const StoreState state, ReadState(connection, sealer_));
  if (cached.epoch > state.last_change) return Unfit("it is newer than the database");
  const std::uint64_t changes = state.last_change.value - cached.epoch.value;
  if (changes > TooManyChanges(state.entries)) return Unfit("the database has changed too much");
  PORTCULLIS_ASSIGN_OR_RETURN(
      const HistorySince since,
      SumHistoryAfter(connection, sealer_, cached.epoch, static_cast<std::size_t>(changes)));
  PORTCULLIS_ASSIGN_OR_RETURN(const CachedState now, CachedStateOf(state, connection, sealer_));
  const bool same_history = since.changes == changes && cached.history + since.sum == now.history;
  if (!same_history || (changes == 0 && cached != now)) {
    return Unfit("it is of another database, or of another history of this one");
  }
  if (since.erased) return Unfit("something was erased since");
  return absl::OkStatus();
}

absl::Status StartCache::Refresh(Connection& connection) {
  if (!options_.use) return absl::OkStatus();
  const absl::MutexLock refresh_lock(&refresh_mutex_);
  absl::Status status = DoWhatIsDue(connection);
  if (status.ok()) return status;
  const bool is_damaged = absl::IsDataLoss(status);
  if (is_damaged || IsOverdue(options_.now())) Destroy().IgnoreError();
  if (is_damaged || !IsUnchecked()) return status;
  return WithContext(status, "the database has not been checked since the start");
}

absl::Status StartCache::DoWhatIsDue(Connection& connection) {
  // Before the transaction: what is erased from here on may be in what it reads.
  const std::uint64_t destroyed = file_.destroyed();
  Transaction transaction(connection);
  PORTCULLIS_RETURN_IF_ERROR(transaction.Begin(Transaction::Kind::kRead));
  PORTCULLIS_ASSIGN_OR_RETURN(const StoreState now, ReadState(connection, sealer_));
  const bool has_to_check = IsUnchecked() && !ends_checks_;
  const absl::Time time = options_.now();
  bool is_current = false;
  {
    const absl::MutexLock lock(&mutex_);
    const bool is_there = known_ && known_->destroyed == destroyed;
    const std::uint64_t changes = is_there ? now.last_change.value - known_->state.epoch.value : 0;
    const bool is_old = !is_there || changes > ManyChanges(now.entries) ||
                        (changes > 0 && time - known_->since > kMaxAge);
    if (!has_to_check && !is_old) return absl::OkStatus();
    is_current = is_there && changes == 0;
  }
  if (is_current) return Check(connection, destroyed);
  absl::Status written = Write(connection, destroyed, time);
  if (written.ok() || absl::IsAborted(written) || absl::IsDataLoss(written)) return written;
  // A full disk is no reason not to look at the database.
  if (has_to_check) PORTCULLIS_RETURN_IF_ERROR(Check(connection, destroyed));
  return written;
}

absl::Status StartCache::Check(Connection& connection, std::uint64_t destroyed) {
  InterruptibleSink sink(file_, destroyed, ends_checks_, /*writer=*/nullptr);
  PORTCULLIS_RETURN_IF_ERROR(ReadGalleryRows(connection, sealer_, model_, sink).status());
  const absl::MutexLock lock(&mutex_);
  unchecked_ = false;
  return absl::OkStatus();
}

absl::Status StartCache::Write(Connection& connection, std::uint64_t destroyed, absl::Time time) {
  // The database holds all that the cache will and more: so the cache never fills the disk.
  std::error_code error;
  const std::uintmax_t room = std::filesystem::file_size(database_, error);
  PORTCULLIS_ASSIGN_OR_RETURN(const auto writer,
                              CacheWriter::Begin(file_, destroyed, error ? 0 : room));
  InterruptibleSink sink(file_, destroyed, ends_checks_, writer.get());
  PORTCULLIS_ASSIGN_OR_RETURN(const StoreState state,
                              ReadGalleryRows(connection, sealer_, model_, sink));
  PORTCULLIS_ASSIGN_OR_RETURN(const CachedState cached, CachedStateOf(state, connection, sealer_));
  PORTCULLIS_RETURN_IF_ERROR(writer->Finish(model_, cached, sealer_));
  const absl::MutexLock lock(&mutex_);
  known_ = {.state = cached, .destroyed = destroyed, .since = time};
  unchecked_ = false;
  return absl::OkStatus();
}

bool StartCache::IsUnchecked() const {
  const absl::MutexLock lock(&mutex_);
  return unchecked_;
}

bool StartCache::IsOverdue(absl::Time time) const {
  const absl::MutexLock lock(&mutex_);
  return known_ && time - known_->since > kMaxAge;
}

}  // namespace portcullis
