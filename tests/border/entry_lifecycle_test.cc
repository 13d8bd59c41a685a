#include "border/watchlist/entry_lifecycle.h"

#include <string>
#include <vector>

#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using ::testing::ElementsAre;
using testing::FailsWith;
using testing::MessageHas;
using ::testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);
const ListId kA{"a"};
const ListId kB{"b"};

Act By(const std::string& actor, absl::Time time = kNow) { return {actor, time}; }

Entry Proposed(int required_approvals = 1) {
  Entry entry;
  entry.id = EntryId{1};
  entry.details.display_name = "A. Person";
  entry.details.review_by = kNow + kDefaultReviewPeriod;
  entry.lists = {{kA, true}};
  entry.references = {{.id = ReferenceId{10}, .quality = {}, .pending = true}};
  entry.proposal.proposers = {"alice"};
  entry.required_approvals = required_approvals;
  return entry;
}

Entry Active() { return *Approve(Proposed(), By("bob")); }

Entry In(EntryStatus status) {
  Entry entry = Active();
  entry.status = status;
  return entry;
}

TEST(Approval, MakesAProposalSearchable) {
  EXPECT_FALSE(IsSearchable(Proposed()));
  const auto entry = Approve(Proposed(), By("bob"));
  ASSERT_OK(entry);
  EXPECT_EQ(entry->status, EntryStatus::kActive);
  EXPECT_TRUE(IsSearchable(*entry));
  EXPECT_FALSE(HasPending(*entry));
  EXPECT_EQ(entry->revision, Revision{2});
  EXPECT_THAT(entry->proposal.approvals, ElementsAre(Approval{"bob", kNow}));
}

TEST(Approval, OfOneselfIsRefused) {
  EXPECT_THAT(Approve(Proposed(), By("alice")),
              FailsWith(absl::StatusCode::kPermissionDenied, ErrorReason::kSelfApprovalForbidden));
}

TEST(Approval, TwoThatAreRequiredComeFromTwoAdministrators) {
  const auto once = Approve(Proposed(2), By("bob"));
  ASSERT_OK(once);
  EXPECT_EQ(once->status, EntryStatus::kProposed);
  EXPECT_FALSE(IsSearchable(*once));
  EXPECT_THAT(Approve(*once, By("bob")),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kStateInvalid));
  const auto twice = Approve(*once, By("carol"));
  ASSERT_OK(twice);
  EXPECT_TRUE(IsSearchable(*twice));
}

TEST(Approval, OfNothingIsRefused) {
  EXPECT_THAT(Approve(Active(), By("carol")),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kStateInvalid));
}

TEST(Approval, BeforeTheValidityBeginsLeavesItProposedUntilThen) {
  Entry entry = Proposed();
  entry.details.valid_from = kNow + absl::Hours(1);
  const auto approved = Approve(entry, By("bob"));
  ASSERT_OK(approved);
  EXPECT_EQ(approved->status, EntryStatus::kProposed);
  EXPECT_FALSE(IsSearchable(*approved));
  const auto act = NextTimeAct(*approved);
  ASSERT_TRUE(act);
  EXPECT_EQ(act->due, kNow + absl::Hours(1));
  EXPECT_EQ(act->becomes, EntryStatus::kActive);
  EXPECT_TRUE(IsSearchable(AfterTimeAct(*approved, act->becomes, act->due)));
}

TEST(Approval, WhoeverChangesAProposalBecomesAProposerAndApprovalsStartAnew) {
  const auto once = Approve(Proposed(2), By("bob"));
  const auto changed = Update(*once, By("carol"), {.display_name = "B. Person"});
  ASSERT_OK(changed);
  EXPECT_THAT(changed->proposal.proposers, ElementsAre("alice", "carol"));
  EXPECT_THAT(changed->proposal.approvals, SizeIs(0));
  EXPECT_THAT(Approve(*changed, By("carol")),
              FailsWith(absl::StatusCode::kPermissionDenied, ErrorReason::kSelfApprovalForbidden));
}

TEST(AddedReference, WaitsForApprovalWhileTheOldOnesAreSearched) {
  const auto more =
      AddReference(Active(), By("bob"), {.id = ReferenceId{11}, .quality = {}, .pending = false});
  ASSERT_OK(more);
  EXPECT_TRUE(IsSearchable(*more));
  EXPECT_TRUE(more->references[1].pending);
  EXPECT_FALSE(more->references[0].pending);
  // Who approved the entry proposes now, and who proposed it may approve.
  EXPECT_THAT(more->proposal.proposers, ElementsAre("bob"));
  EXPECT_THAT(Approve(*more, By("bob")),
              FailsWith(absl::StatusCode::kPermissionDenied, ErrorReason::kSelfApprovalForbidden));
  const auto approved = Approve(*more, By("alice"));
  ASSERT_OK(approved);
  EXPECT_FALSE(approved->references[1].pending);
}

TEST(AddedReference, IsGoneWhenItIsRejectedAndTheEntryStays) {
  const auto more = AddReference(Active(), By("bob"), {.id = ReferenceId{11}, .quality = {}});
  const auto rejected = Reject(*more, By("alice"), "another person");
  ASSERT_OK(rejected);
  EXPECT_EQ(rejected->status, EntryStatus::kActive);
  ASSERT_THAT(rejected->references, SizeIs(1));
  EXPECT_EQ(rejected->references[0].id, ReferenceId{10});
  EXPECT_EQ(rejected->status_reason, "another person");
}

TEST(AddedReference, HasALimit) {
  Entry entry = Active();
  entry.references.resize(kMaxReferences);
  EXPECT_THAT(AddReference(entry, By("bob"), {.id = ReferenceId{99}, .quality = {}}),
              MessageHas("the limit is 32"));
}

TEST(Rejection, RetiresAProposal) {
  const auto rejected = Reject(Proposed(), By("bob"), "no legal basis");
  ASSERT_OK(rejected);
  EXPECT_EQ(rejected->status, EntryStatus::kRetired);
  EXPECT_FALSE(HasPending(*rejected));
}

TEST(RemovedReference, IsNeverTheLastOneThatIsSearched) {
  const auto more = AddReference(Active(), By("bob"), {.id = ReferenceId{11}, .quality = {}});
  EXPECT_THAT(RemoveReference(*more, By("bob"), ReferenceId{10}),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kStateInvalid));
  EXPECT_OK(RemoveReference(*more, By("bob"), ReferenceId{11}));
  EXPECT_THAT(RemoveReference(*more, By("bob"), ReferenceId{12}),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kReferenceNotFound));
  EXPECT_THAT(RemoveReference(Proposed(), By("bob"), ReferenceId{10}),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kStateInvalid));
}

TEST(UpdatedLists, AnAddedOneWaitsAndARemovedOneIsGone) {
  const auto both = Update(Active(), By("bob"), {.lists = std::vector{kB, kA}});
  ASSERT_OK(both);
  EXPECT_THAT(both->lists, ElementsAre(Membership{kA, false}, Membership{kB, true}));
  EXPECT_THAT(Update(*both, By("bob"), {.lists = std::vector{kB}}),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kStateInvalid));
  const auto approved = Approve(*both, By("alice"));
  const auto moved = Update(*approved, By("bob"), {.lists = std::vector{kB}});
  ASSERT_OK(moved);
  EXPECT_THAT(moved->lists, ElementsAre(Membership{kB, false}));
  EXPECT_THAT(Update(Active(), By("bob"), {.lists = std::vector<ListId>{}}),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
}

TEST(UpdatedValidity, MayEndEarlierButNotLater) {
  Entry entry = Active();
  entry.details.valid_until = kNow + absl::Hours(48);
  EXPECT_OK(Update(entry, By("bob"), {.valid_until = kNow + absl::Hours(1)}));
  EXPECT_THAT(Update(entry, By("bob"), {.valid_until = kNow + absl::Hours(49)}),
              MessageHas("extend"));
  EXPECT_THAT(Update(entry, By("bob"), {.valid_until = std::optional<absl::Time>()}),
              MessageHas("extend"));
  EXPECT_THAT(Update(entry, By("bob"), {.valid_until = kNow}),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
  EXPECT_THAT(Update(entry, By("bob"), {.valid_from = kNow + absl::Hours(1)}),
              FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kStateInvalid));
  EXPECT_OK(Update(Active(), By("bob"), {.valid_until = kNow + absl::Hours(1)}));
}

TEST(Suspension, IsUndoneByReinstating) {
  const auto suspended = Suspend(Active(), By("bob"), "appeal");
  ASSERT_OK(suspended);
  EXPECT_FALSE(IsSearchable(*suspended));
  const auto reinstated = Reinstate(*suspended, By("bob"), "dismissed");
  ASSERT_OK(reinstated);
  EXPECT_TRUE(IsSearchable(*reinstated));
}

TEST(Extension, MakesAnExpiredEntryActiveAgain) {
  Entry entry = Active();
  entry.details.valid_until = kNow + absl::Hours(1);
  const auto act = NextTimeAct(entry);
  ASSERT_TRUE(act);
  EXPECT_EQ(act->becomes, EntryStatus::kExpired);
  entry = AfterTimeAct(entry, act->becomes, act->due);
  EXPECT_FALSE(IsSearchable(entry));
  EXPECT_FALSE(NextTimeAct(entry));
  const absl::Time later = kNow + absl::Hours(2);
  EXPECT_THAT(Extend(entry, By("bob", later), later, later, "still wanted"),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
  const auto extended =
      Extend(entry, By("bob", later), later + absl::Hours(1), later, "still wanted");
  ASSERT_OK(extended);
  EXPECT_TRUE(IsSearchable(*extended));
  EXPECT_EQ(extended->status_reason, "still wanted");
}

TEST(Extension, OfAProposalThatLapsedStillNeedsItsApproval) {
  Entry entry = Proposed();
  entry.details.valid_until = kNow + absl::Hours(1);
  entry = AfterTimeAct(entry, NextTimeAct(entry)->becomes, kNow + absl::Hours(1));
  EXPECT_EQ(entry.status, EntryStatus::kExpired);
  const auto extended = Extend(entry, By("bob", kNow + absl::Hours(2)), kNow + absl::Hours(9),
                               kNow + absl::Hours(9), "late");
  ASSERT_OK(extended);
  EXPECT_EQ(extended->status, EntryStatus::kProposed);
  EXPECT_FALSE(IsSearchable(*extended));
  EXPECT_THAT(Approve(*extended, By("bob")),
              FailsWith(absl::StatusCode::kPermissionDenied, ErrorReason::kSelfApprovalForbidden));
}

TEST(Merging, LeavesBothAsTheyAreSearchedUntilItIsApproved) {
  Entry other = Active();
  other.id = EntryId{2};
  other.details.display_name = "An Alias";
  other.details.document_numbers = {"P123"};
  other.lists = {{kB, false}};
  const auto kept = Merge(Active(), other, By("carol"), {{.id = ReferenceId{20}, .quality = {}}});
  ASSERT_OK(kept);
  EXPECT_THAT(kept->lists, ElementsAre(Membership{kA, false}, Membership{kB, true}));
  ASSERT_THAT(kept->references, SizeIs(2));
  EXPECT_TRUE(kept->references[1].pending);
  EXPECT_THAT(kept->details.alias_names, ElementsAre("An Alias"));
  EXPECT_THAT(kept->details.document_numbers, ElementsAre("P123"));
  EXPECT_THAT(kept->absorbs, ElementsAre(EntryId{2}));
  EXPECT_TRUE(IsSearchable(*kept));
  const auto approved = Approve(*kept, By("alice"));
  ASSERT_OK(approved);
  EXPECT_FALSE(approved->references[1].pending);
  const auto gone = MergedInto(other, By("alice"), EntryId{1});
  ASSERT_OK(gone);
  EXPECT_EQ(gone->status, EntryStatus::kRetired);
  EXPECT_EQ(gone->merged_into, EntryId{1});
  EXPECT_THAT(Merge(Active(), Active(), By("carol"), {}),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
}

/// Every act on every status: OK, or the reason that a client sees.
TEST(Lifecycle, AllowsEachActInTheStatusesThatThePictureShows) {
  const auto reason = [](const absl::StatusOr<Entry>& result) -> std::string {
    return result.ok() ? "OK" : std::string(ErrorReasonName(*ErrorReasonOf(result.status())));
  };
  struct Row {
    EntryStatus status;
    std::string suspend, reinstate, extend, retire, update;
  };
  const std::string no = "STATE_INVALID";
  const std::string early = "APPROVAL_REQUIRED";
  for (const Row& row : std::vector<Row>{{EntryStatus::kProposed, early, early, early, "OK", "OK"},
                                         {EntryStatus::kActive, "OK", no, "OK", "OK", "OK"},
                                         {EntryStatus::kSuspended, no, "OK", "OK", "OK", "OK"},
                                         {EntryStatus::kExpired, no, no, "OK", "OK", "OK"},
                                         {EntryStatus::kRetired, no, no, no, no, no}}) {
    Entry entry = row.status == EntryStatus::kProposed ? Proposed() : In(row.status);
    entry.details.valid_until = kNow + absl::Hours(1);
    const Act act = By("bob");
    EXPECT_EQ(reason(Suspend(entry, act, "r")), row.suspend) << static_cast<int>(row.status);
    EXPECT_EQ(reason(Reinstate(entry, act, "r")), row.reinstate) << static_cast<int>(row.status);
    EXPECT_EQ(reason(Extend(entry, act, kNow + absl::Hours(2), kNow, "r")), row.extend)
        << static_cast<int>(row.status);
    EXPECT_EQ(reason(Retire(entry, act, "r")), row.retire) << static_cast<int>(row.status);
    EXPECT_EQ(reason(Update(entry, act, {.display_name = "N"})), row.update)
        << static_cast<int>(row.status);
  }
}

}  // namespace
}  // namespace portcullis
