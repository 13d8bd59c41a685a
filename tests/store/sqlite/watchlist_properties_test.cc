#include <memory>
#include <utility>
#include <vector>

#include "store/sealing.h"
#include "store/sqlite/sqlite_watchlist_store.h"
#include "tests/border/watchlist_play.h"
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

}  // namespace
}  // namespace portcullis::testing
