#include "server/policy_office.h"

#include <memory>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store/memory/memory_check_log.h"
#include "store/memory/memory_watchlist_store.h"
#include "tests/fakes/fake_encoder_parts.h"

namespace portcullis::testing {
namespace {

using ::testing::HasSubstr;

class PolicyOfficeTest : public ::testing::Test {
 protected:
  std::unique_ptr<PolicyOffice> Open(const Policy& configured) {
    PolicyOfficeOptions options{
        .configured = configured,
        .measures = {.finest_fmr = 1e-6, .list_sizes = [] { return std::vector<ListSize>(); }},
        .now = [this] { return now_; }};
    options.records.retention_days = 10;
    auto office = PolicyOffice::Open(store_, log_, options);
    EXPECT_TRUE(office.ok()) << office.status();
    return *std::move(office);
  }

  std::size_t Records() const {
    std::size_t count = 0;
    EXPECT_TRUE(log_.VisitChecks(absl::InfinitePast(), absl::InfiniteFuture(),
                                 [&count](const CheckRecord&) {
                                   ++count;
                                   return absl::OkStatus();
                                 })
                    .ok());
    return count;
  }

  absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  MemoryWatchlistStore store_{kFakeModel};
  MemoryCheckLog log_;
};

TEST_F(PolicyOfficeTest, MakesVersionOneOfTheConfigurationAndThenIgnoresIt) {
  Policy strict;
  strict.verification.max_fmr = 1e-4;
  EXPECT_EQ(Open(strict)->remark(), "");
  const auto again = Open(Policy());
  EXPECT_EQ(again->in_force().Now()->policy, strict);
  EXPECT_THAT(again->remark(), HasSubstr("changed since policies/1 was made of it"));
  EXPECT_EQ(Open(strict)->remark(), "");
}

TEST_F(PolicyOfficeTest, DoesNotStartWithAPolicyThatMakesNoSense) {
  Policy policy;
  policy.verification.max_fmr = 2;
  EXPECT_FALSE(
      PolicyOffice::Open(store_, log_, {.configured = policy, .now = [this] { return now_; }})
          .ok());
}

TEST_F(PolicyOfficeTest, PurgesWhatWasKeptForLongEnough) {
  const auto office = Open(Policy());
  CheckRecord record;
  record.time = now_;
  office->recorder().Record(record);
  office->recorder().Flush();
  now_ += absl::Hours(24 * 9);
  EXPECT_TRUE(office->PurgeRecords().ok());
  EXPECT_EQ(Records(), 1U);
  now_ += absl::Hours(24 * 2);
  EXPECT_TRUE(office->PurgeRecords().ok());
  EXPECT_EQ(Records(), 0U);
}

}  // namespace
}  // namespace portcullis::testing
