#include "store/sqlite/start_cache.h"

#include <cstdint>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

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

/// Looks on, and gets out of the way of an erasure and of a stop.
class Onlooker final : public GallerySink {
 public:
  Onlooker(const StartCacheFile& file, std::uint64_t destroyed, const std::atomic<bool>& stop)
      : file_(file), destroyed_(destroyed), stop_(stop) {}
  absl::Status PutLists(std::vector<ListId> /*lists*/) override { return absl::OkStatus(); }
  absl::Status PutEntries(std::vector<EntryFaces> /*entries*/) override {
    if (file_.destroyed() == destroyed_ && !stop_) return absl::OkStatus();
    return absl::AbortedError("an erasure or a stop ended the check of the database");
  }
  absl::Status StartOver() override { return absl::OkStatus(); }

 private:
  const StartCacheFile& file_;
  const std::uint64_t destroyed_;
  const std::atomic<bool>& stop_;
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
  {
    PORTCULLIS_ASSIGN_OR_RETURN(const StoreState now, ReadState(connection, sealer_));
    const absl::MutexLock lock(&mutex_);
    if ((!unchecked_ || ends_checks_) && !IsOld(now)) return absl::OkStatus();
  }
  const absl::Status status = ReadAndWrite(connection);
  if (absl::IsDataLoss(status)) Destroy().IgnoreError();
  return status;
}

bool StartCache::IsOld(const StoreState& now) const {
  if (!known_ || known_->destroyed != file_.destroyed()) return true;
  const std::uint64_t changes = now.last_change.value - known_->state.epoch.value;
  return changes > ManyChanges(now.entries) ||
         (changes > 0 && options_.now() - known_->since > kMaxAge);
}

bool StartCache::IsCurrent(const StoreState& now) const {
  return known_ && known_->destroyed == file_.destroyed() && known_->state.epoch == now.last_change;
}

absl::Status StartCache::ReadAndWrite(Connection& connection) {
  // Before the transaction: what is erased from here on may be in what it reads.
  const std::uint64_t destroyed = file_.destroyed();
  Transaction transaction(connection);
  PORTCULLIS_RETURN_IF_ERROR(transaction.Begin(Transaction::Kind::kRead));
  PORTCULLIS_ASSIGN_OR_RETURN(const StoreState now, ReadState(connection, sealer_));
  bool is_current = false;
  {
    const absl::MutexLock lock(&mutex_);
    is_current = IsCurrent(now);
  }
  if (is_current) {
    Onlooker onlooker(file_, destroyed, ends_checks_);
    PORTCULLIS_RETURN_IF_ERROR(ReadGalleryRows(connection, sealer_, model_, onlooker).status());
  } else {
    // The database holds all that the cache will and more: so the cache never fills the disk.
    std::error_code error;
    const std::uintmax_t room = std::filesystem::file_size(database_, error);
    PORTCULLIS_ASSIGN_OR_RETURN(auto writer,
                                CacheWriter::Begin(file_, destroyed, error ? 0 : room));
    PORTCULLIS_ASSIGN_OR_RETURN(const StoreState state,
                                ReadGalleryRows(connection, sealer_, model_, *writer));
    PORTCULLIS_ASSIGN_OR_RETURN(const CachedState cached,
                                CachedStateOf(state, connection, sealer_));
    PORTCULLIS_RETURN_IF_ERROR(writer->Finish(model_, cached, sealer_));
    const absl::MutexLock lock(&mutex_);
    known_ = {.state = cached, .destroyed = destroyed, .since = options_.now()};
  }
  const absl::MutexLock lock(&mutex_);
  unchecked_ = false;
  return absl::OkStatus();
}

}  // namespace portcullis
