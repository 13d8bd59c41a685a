// Runs the contracts on the stores in memory.
#include "store/memory/memory_watchlist_store.h"

#include "store/memory/memory_check_log.h"
#include "tests/contract/check_log_contract.h"
#include "tests/contract/policy_store_contract.h"
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

class MemoryPolicyHarness final : public PolicyStoreHarness {
 public:
  PolicyStore& policies() override { return store_; }
  WatchlistStore& watchlist() override { return store_; }
  void Reopen() override {}

 private:
  MemoryWatchlistStore store_{ContractModel()};
};

class MemoryCheckLogHarness final : public CheckLogHarness {
 public:
  CheckLog& log() override { return log_; }
  void Reopen() override {}

 private:
  MemoryCheckLog log_;
};

}  // namespace

INSTANTIATE_TEST_SUITE_P(Memory, PolicyStoreContract,
                         ::testing::Values(PolicyStoreKind{
                             "Memory", [] { return std::make_unique<MemoryPolicyHarness>(); }}),
                         PolicyStoreKindName);

INSTANTIATE_TEST_SUITE_P(Memory, CheckLogContract,
                         ::testing::Values(CheckLogKind{
                             "Memory", [] { return std::make_unique<MemoryCheckLogHarness>(); }}),
                         CheckLogKindName);

INSTANTIATE_TEST_SUITE_P(Memory, WatchlistStoreContract,
                         ::testing::Values(WatchlistStoreKind{
                             "Memory", [] { return std::make_unique<MemoryHarness>(); }}),
                         StoreKindName);

}  // namespace portcullis::testing
