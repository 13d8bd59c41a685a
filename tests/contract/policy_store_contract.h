// What every PolicyStore does. Each implementation runs it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "border/policy/policy_store.h"
#include "border/watchlist/store.h"
#include "gtest/gtest.h"
#include "tests/contract/policy_records.h"
#include "tests/contract/watchlist_store_records.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis::testing {

/// A store, empty at first, that shares its journal with a WatchlistStore.
class PolicyStoreHarness {
 public:
  virtual ~PolicyStoreHarness() = default;
  virtual PolicyStore& policies() = 0;
  virtual WatchlistStore& watchlist() = 0;
  /// Closes the store and opens it again, where it has something to close.
  virtual void Reopen() = 0;
};

struct PolicyStoreKind {
  std::string name;
  std::function<std::unique_ptr<PolicyStoreHarness>()> create;
};

class PolicyStoreContract : public ::testing::TestWithParam<PolicyStoreKind> {
 protected:
  PolicyStoreContract() : harness_(GetParam().create()) {}

  PolicyStore& store() { return harness_->policies(); }

  std::vector<PolicyVersion> All() {
    auto versions = store().Policies();
    EXPECT_OK(versions);
    return versions.value_or(std::vector<PolicyVersion>{});
  }

  std::vector<AuditEvent> Events() {
    auto events = harness_->watchlist().EventsAfter(Sequence{0}, 100);
    EXPECT_OK(events);
    return events.value_or(std::vector<AuditEvent>{});
  }

  const std::unique_ptr<PolicyStoreHarness> harness_;
};

inline std::string PolicyStoreKindName(const ::testing::TestParamInfo<PolicyStoreKind>& info) {
  return info.param.name;
}

TEST_P(PolicyStoreContract, StartsWithoutAVersion) { EXPECT_TRUE(All().empty()); }

TEST_P(PolicyStoreContract, KeepsEveryFieldOfEveryVersion) {
  PolicyVersion second = MakePolicyVersion(2);
  second.effective_at.reset();
  second.rollback_of.reset();
  ASSERT_OK(store().CommitPolicy(MakePolicyMutation("one", MakePolicyVersion(1))));
  ASSERT_OK(store().CommitPolicy(MakePolicyMutation("two", second)));
  harness_->Reopen();
  EXPECT_EQ(All(), (std::vector{MakePolicyVersion(1), second}));
}

TEST_P(PolicyStoreContract, ReplacesAVersionAtItsRevisionOnly) {
  ASSERT_OK(store().CommitPolicy(MakePolicyMutation("one", MakePolicyVersion(1))));
  PolicyVersion next = MakePolicyVersion(1);
  next.revision = Revision{2};
  next.state = PolicyState::kRejected;
  const auto is_conflict = FailsWith(absl::StatusCode::kAborted, ErrorReason::kRevisionConflict);
  EXPECT_THAT(store().CommitPolicy(MakePolicyMutation("x", next, Revision{0})), is_conflict);
  ASSERT_OK(store().CommitPolicy(MakePolicyMutation("two", next, Revision{1})));
  EXPECT_THAT(store().CommitPolicy(MakePolicyMutation("y", next, Revision{1})), is_conflict);
  next.number = PolicyNumber{2};
  EXPECT_THAT(store().CommitPolicy(MakePolicyMutation("z", next, Revision{1})),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kPolicyNotFound));
  EXPECT_EQ(All().size(), 1U);
  EXPECT_EQ(All()[0].state, PolicyState::kRejected);
  EXPECT_EQ(Events().size(), 2U);
}

TEST_P(PolicyStoreContract, LeavesNoGapInTheNumbers) {
  EXPECT_EQ(store().CommitPolicy(MakePolicyMutation("two", MakePolicyVersion(2))).status().code(),
            absl::StatusCode::kInternal);
  EXPECT_TRUE(All().empty());
  EXPECT_TRUE(Events().empty());
}

TEST_P(PolicyStoreContract, ARepetitionChangesNothingAndGetsTheResponseKept) {
  ASSERT_OK(store().CommitPolicy(MakePolicyMutation("one", MakePolicyVersion(1))));
  const auto again = store().CommitPolicy(MakePolicyMutation("one", MakePolicyVersion(2)));
  ASSERT_OK(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->response, "response to one");
  EXPECT_EQ(All().size(), 1U);
  EXPECT_EQ(*store().FindResponse(MakeKey("one"), TimeAt(11)), "response to one");
  // Requests for lists and for policies are of one kind.
  EXPECT_TRUE(harness_->watchlist()
                  .Commit(MakeMutation("one", PutList{MakeList("a"), Revision{0}}))
                  ->replayed);
}

TEST_P(PolicyStoreContract, IsToldOfInTheJournalOfTheWatchLists) {
  ASSERT_OK(
      harness_->watchlist().Commit(MakeMutation("list", PutList{MakeList("a"), Revision{0}})));
  ASSERT_OK(store().CommitPolicy(MakePolicyMutation("one", MakePolicyVersion(1))));
  harness_->Reopen();
  const std::vector<AuditEvent> events = Events();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].sequence, Sequence{2});
  EXPECT_EQ(events[1].actor, "ann");
  EXPECT_EQ(events[1].action, "ProposePolicy");
  EXPECT_EQ(events[1].target, "policies/1");
  EXPECT_EQ(events[1].request_id, "one");
  const auto changes = harness_->watchlist().ChangesAfter(Sequence{1}, 10);
  ASSERT_OK(changes);
  ASSERT_EQ(changes->size(), 1U);
  EXPECT_TRUE(std::holds_alternative<NothingToCompare>(changes->at(0).state));
}

}  // namespace portcullis::testing
