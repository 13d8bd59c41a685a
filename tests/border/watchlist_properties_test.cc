#include <memory>
#include <vector>

#include "store/memory/memory_watchlist_store.h"
#include "tests/border/watchlist_play.h"

// Needs gtest.h before it and does not say so.
#include "rapidcheck/gtest.h"

namespace portcullis::testing {
namespace {

RC_GTEST_PROP(WatchlistProperties, HoldInMemory, ()) {
  Play play(std::make_unique<MemoryWatchlistStore>(kFakeModel));
  const auto steps = *rc::gen::container<std::vector<Step>>(AnyStep());
  for (const Step& step : steps) play.Do(step);
  play.CheckRebuilt();
}

}  // namespace
}  // namespace portcullis::testing
