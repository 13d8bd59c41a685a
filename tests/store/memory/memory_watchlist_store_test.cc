// Runs the contract on the store in memory.
#include "store/memory/memory_watchlist_store.h"

#include "tests/contract/watchlist_store_contract.h"

namespace portcullis::testing {
namespace {

class MemoryHarness final : public WatchlistStoreHarness {
 public:
  WatchlistStore& store() override { return store_; }
  void Reopen() override {}

 private:
  MemoryWatchlistStore store_{ContractModel()};
};

}  // namespace

INSTANTIATE_TEST_SUITE_P(Memory, WatchlistStoreContract,
                         ::testing::Values(WatchlistStoreKind{
                             "Memory", [] { return std::make_unique<MemoryHarness>(); }}),
                         StoreKindName);

}  // namespace portcullis::testing
