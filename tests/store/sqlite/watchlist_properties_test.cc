#include <memory>
#include <utility>
#include <vector>

#include "store/sealing.h"
#include "store/sqlite/sqlite_watchlist_store.h"
#include "tests/border/watchlist_play.h"
#include "tests/contract/gallery_copy.h"
#include "tests/fakes/temporary_folder.h"

// Needs gtest.h before it and does not say so.
#include "rapidcheck/gtest.h"

namespace portcullis::testing {
namespace {

RC_GTEST_PROP(WatchlistProperties, HoldInSqlite, ()) {
  const TemporaryFolder folder;
  const auto key_file = folder.path() / "sealing.key";
  RC_ASSERT(CreateKeyFile(key_file).ok());
  auto store = SqliteWatchlistStore::Open(
      {.path = folder.path() / "test.db", .model = kFakeModel, .key_file = key_file});
  RC_ASSERT(store.ok());
  Play play(*std::move(store));
  const auto steps = *rc::gen::container<std::vector<Step>>(AnyStep());
  for (const Step& step : steps) play.Do(step);
  play.CheckRebuilt();
}

/// After random acts, with a cache from somewhere in between, a start from it ends in what the
/// database holds.
RC_GTEST_PROP(WatchlistProperties, AreTheSameFromTheStartCache, ()) {
  const TemporaryFolder folder;
  const auto key_file = folder.path() / "sealing.key";
  RC_ASSERT(CreateKeyFile(key_file).ok());
  absl::Status reported = absl::UnknownError("not asked");
  SqliteStoreOptions options{
      .path = folder.path() / "test.db", .model = kFakeModel, .key_file = key_file};
  options.start_cache = {.use = true,
                         .report = [&](const absl::Status& status) { reported = status; }};
  auto opened = SqliteWatchlistStore::Open(options);
  RC_ASSERT(opened.ok());
  SqliteWatchlistStore& store = **opened;
  Play play(*std::move(opened));
  const auto before = *rc::gen::container<std::vector<Step>>(AnyStep());
  const auto after = *rc::gen::container<std::vector<Step>>(AnyStep());
  for (const Step& step : before) play.Do(step);
  RC_ASSERT(store.RefreshStartCache().ok());
  for (const Step& step : after) play.Do(step);
  play.CheckRebuilt();
  const bool used = reported.ok();
  RC_CLASSIFY(used);
  const GalleryCopy cached = CopyOfGallery(store);
  // A store without a cache, on the same database.
  options.start_cache = {};
  const auto plain = SqliteWatchlistStore::Open(options);
  RC_ASSERT(plain.ok());
  const GalleryCopy truth = CopyOfGallery(**plain);
  RC_ASSERT(Describe(cached) == Describe(truth));
}

}  // namespace
}  // namespace portcullis::testing
