#include "border/watchlist/entry_admin.h"

#include <string>
#include <thread>
#include <vector>

#include "tests/border/watchlist_under_test.h"

namespace portcullis {
namespace {

using ::testing::ElementsAre;
using testing::FailsWith;
using testing::FakeFace;
using ::testing::IsEmpty;
using testing::kFakeModel;
using testing::MessageHas;
using ::testing::SizeIs;
using testing::WatchlistUnderTest;

const ListId kList{"demo"};
const ListId kStrict{"strict"};

class EntryAdminTest : public ::testing::Test {
 protected:
  WatchlistUnderTest world_{kList};
};

TEST_F(EntryAdminTest, NobodyIsFoundBeforeAnotherAdministratorHasApproved) {
  const auto id = world_.Propose(WatchlistUnderTest::Person({kList}, {FakeFace(10, 20)}));
  ASSERT_OK(id);
  EXPECT_THAT(world_.Find(10, 20), IsEmpty());
  EXPECT_THAT(world_.Approve(*id, "alice"),
              FailsWith(absl::StatusCode::kPermissionDenied, ErrorReason::kSelfApprovalForbidden));
  EXPECT_THAT(world_.Find(10, 20), IsEmpty());
  ASSERT_OK(world_.Approve(*id, "bob"));
  EXPECT_THAT(world_.Find(10, 20), ElementsAre(*id));
}

TEST_F(EntryAdminTest, TheStrictestListOfAnEntrySaysHowManyApprove) {
  ASSERT_OK(world_.CreateList(kStrict, 2));
  const auto id =
      world_.Propose(WatchlistUnderTest::Person({kStrict, kList, kList}, {FakeFace(10, 20)}));
  ASSERT_OK(id);
  EXPECT_THAT(world_.Get(*id).lists,
              ElementsAre(Membership{kList, true}, Membership{kStrict, true}));
  ASSERT_OK(world_.Approve(*id, "bob"));
  EXPECT_THAT(world_.Find(10, 20), IsEmpty());
  ASSERT_OK(world_.Approve(*id, "carol"));
  EXPECT_THAT(world_.Find(10, 20, {kStrict}), ElementsAre(*id));
}

TEST_F(EntryAdminTest, AListThatBecomesStricterIsObeyedByWhatIsPending) {
  const auto id = world_.Propose(WatchlistUnderTest::Person({kList}, {FakeFace(10, 20)}));
  ASSERT_OK(world_.lists.Update(world_.By("alice"), kList, std::nullopt, {.required_approvals = 2},
                                [](const WatchList&) { return "list"; }));
  ASSERT_OK(world_.Approve(*id, "bob"));
  EXPECT_THAT(world_.Find(10, 20), IsEmpty());
}

TEST_F(EntryAdminTest, AFaceThatIsEnrolledAlreadyIsReportedWithTheEntry) {
  const EntryId first = world_.Enrol(kList, 100, 100);
  const auto again = world_.Propose(WatchlistUnderTest::Person({kList}, {FakeFace(101, 100)}));
  EXPECT_THAT(again, FailsWith(absl::StatusCode::kFailedPrecondition,
                               ErrorReason::kPossibleDuplicatePerson));
  EXPECT_EQ(RecordsOf(again.status()), "entries/" + FormatEntryId(first));
  NewEntry allowed = WatchlistUnderTest::Person({kList}, {FakeFace(101, 100)});
  allowed.allow_duplicate = true;
  EXPECT_OK(world_.Propose(allowed));
  EXPECT_OK(world_.Propose(WatchlistUnderTest::Person({kList}, {FakeFace(200, 20)})));
}

TEST_F(EntryAdminTest, AProposalAndASuspendedEntryAreFoundAsDuplicatesToo) {
  ASSERT_OK(world_.Propose(WatchlistUnderTest::Person({kList}, {FakeFace(100, 100)})));
  EXPECT_THAT(
      world_.Propose(WatchlistUnderTest::Person({kList}, {FakeFace(100, 101)})),
      FailsWith(absl::StatusCode::kFailedPrecondition, ErrorReason::kPossibleDuplicatePerson));
  const EntryId other = world_.Enrol(kList, 10, 200);
  ASSERT_OK(world_.entries.Suspend(world_.By("alice"), {other}, "appeal", WatchlistUnderTest::kId));
  EXPECT_THAT(world_.Find(10, 200, {}), IsEmpty());
  EXPECT_THAT(world_.Propose(WatchlistUnderTest::Person({kList}, {FakeFace(10, 201)})),
              MessageHas(FormatEntryId(other)));
}

TEST_F(EntryAdminTest, OfTwoProposalsOfOnePersonAtOnceOneIsReported) {
  int accepted = 0;
  absl::Mutex mutex;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, context = world_.By("alice")] {
      FaceEncoder encoder{testing::MakeFakeEncoderParts(), {}};
      const Checkpoint go_on = AlwaysContinue;
      const auto result =
          world_.entries.Propose(context, WatchlistUnderTest::Person({kList}, {FakeFace(9, 9)}),
                                 {encoder, go_on}, WatchlistUnderTest::kId);
      const absl::MutexLock lock(&mutex);
      if (result.ok()) ++accepted;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(accepted, 1);
}

TEST_F(EntryAdminTest, OneBadPortraitProposesNothingAndIsNamedByItsPlace) {
  const auto response =
      world_.Propose(WatchlistUnderTest::Person({kList}, {FakeFace(10, 20), "no face"}));
  EXPECT_THAT(response,
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kPortraitRejected));
  EXPECT_THAT(response, MessageHas("portraits[1]: no face was found"));
  EXPECT_THAT(world_.Propose(WatchlistUnderTest::Person({kList}, {"rubbish"})),
              MessageHas("portraits[0]"));
  EXPECT_THAT(world_.Events(), SizeIs(1));
}

TEST_F(EntryAdminTest, SaysInWordsWhatAPortraitLacksOfThePolicysBarForReferences) {
  Policy policy;
  policy.quality.reference = {.min_inter_eye_distance_px = 20};
  world_.policy.Set(std::vector{testing::ApprovedVersion(policy, 2, world_.now)});
  // Eyes 4 px apart.
  EXPECT_THAT(
      world_.Propose(WatchlistUnderTest::Person({kList}, {"tiny 10 20"})),
      MessageHas("portraits[0]: its quality is below the policy's bar for references: inter "
                 "eye distance is 4.0 px, at least 20 px is needed"));
}

TEST_F(EntryAdminTest, HoldsPortraitsAgainstTheReferenceBarOfThePolicyInForce) {
  Policy policy;
  policy.quality.probe.min_inter_eye_distance_px = 1000;  // not for portraits
  policy.quality.reference = {.min_inter_eye_distance_px = 3};
  world_.policy.Set(std::vector{testing::ApprovedVersion(policy, 2, world_.now)});
  EXPECT_OK(world_.Propose(WatchlistUnderTest::Person({kList}, {"tiny 10 20"})));
  policy.quality.reference.min_overall = 100;
  world_.policy.Set(std::vector{testing::ApprovedVersion(policy, 3, world_.now)});
  EXPECT_THAT(world_.Propose(WatchlistUnderTest::Person({kList}, {FakeFace(200, 20)})),
              MessageHas("at least 100 is needed"));
}

TEST_F(EntryAdminTest, RefusesIncompleteProposalsByField) {
  NewEntry entry = WatchlistUnderTest::Person({kList}, {FakeFace(1, 1)});
  entry.details.display_name.clear();
  EXPECT_THAT(world_.Propose(entry), MessageHas("display_name"));
  EXPECT_THAT(world_.Propose(WatchlistUnderTest::Person({}, {FakeFace(1, 1)})),
              MessageHas("lists"));
  EXPECT_THAT(world_.Propose(WatchlistUnderTest::Person({kList}, {})),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageMissing));
  EXPECT_THAT(world_.Propose(WatchlistUnderTest::Person({ListId{"nosuch"}}, {FakeFace(1, 1)})),
              FailsWith(absl::StatusCode::kNotFound, ErrorReason::kListNotFound));
  entry = WatchlistUnderTest::Person({kList}, {FakeFace(1, 1)});
  entry.details.valid_until = world_.now;
  EXPECT_THAT(world_.Propose(entry), MessageHas("valid_until"));
}

TEST_F(EntryAdminTest, ARepeatedRequestGetsTheSameResponseAndDoesNothingTwice) {
  const MutationContext request = world_.By("alice");
  const NewEntry person = WatchlistUnderTest::Person({kList}, {FakeFace(10, 20)});
  const auto id = world_.Propose(request, person);
  const auto repeated = world_.Propose(request, person);
  ASSERT_OK(repeated);
  EXPECT_EQ(*id, *repeated);
  const MutationContext approval = world_.By("bob");
  ASSERT_OK(world_.entries.Approve(approval, {*id, Revision{1}}, WatchlistUnderTest::kId));
  // Again, although its revision is old by now and nothing is pending.
  EXPECT_OK(world_.entries.Approve(approval, {*id, Revision{1}}, WatchlistUnderTest::kId));
  EXPECT_EQ(world_.Get(*id).revision, Revision{2});
  MutationContext other_body = approval;
  other_body.key.fingerprint = "another body";
  EXPECT_THAT(world_.entries.Approve(other_body, {*id}, WatchlistUnderTest::kId),
              FailsWith(absl::StatusCode::kAlreadyExists, ErrorReason::kRequestIdReused));
}

TEST_F(EntryAdminTest, AnActOnAnOldRevisionChangesNothing) {
  const EntryId id = world_.Enrol(kList, 10, 20);
  EXPECT_THAT(
      world_.entries.Retire(world_.By("alice"), {id, Revision{1}}, "old", WatchlistUnderTest::kId),
      FailsWith(absl::StatusCode::kAborted, ErrorReason::kRevisionConflict));
  EXPECT_THAT(world_.Find(10, 20), ElementsAre(id));
}

TEST_F(EntryAdminTest, AnAddedReferenceIsFoundOnceItIsApproved) {
  const EntryId id = world_.Enrol(kList, 10, 20);
  ASSERT_OK(world_.entries.AddReference(world_.By("bob"), {id}, {FakeFace(200, 200)},
                                        world_.encoding, WatchlistUnderTest::kId));
  EXPECT_EQ(world_.searchable.status().references, 1U);
  EXPECT_EQ(world_.dormant.status().references, 1U);
  ASSERT_OK(world_.Approve(id, "alice"));
  EXPECT_EQ(world_.searchable.status().references, 2U);
  EXPECT_EQ(world_.dormant.status().references, 0U);
  const ReferenceId first = world_.Get(id).references[0].id;
  ASSERT_OK(
      world_.entries.RemoveReference(world_.By("alice"), {id}, first, WatchlistUnderTest::kId));
  EXPECT_EQ(world_.searchable.status().references, 1U);
}

TEST_F(EntryAdminTest, AMergedEntryIsSearchedUntilTheMergeIsApproved) {
  ASSERT_OK(world_.CreateList(kStrict));
  const EntryId kept = world_.Enrol(kList, 10, 20);
  const EntryId merged = world_.Enrol(kStrict, 200, 200);
  ASSERT_OK(world_.entries.Merge(world_.By("alice"), {kept}, {merged}, WatchlistUnderTest::kId));
  EXPECT_THAT(world_.Find(200, 200, {kStrict}), ElementsAre(merged));
  ASSERT_OK(world_.Approve(kept, "bob"));
  EXPECT_THAT(world_.Find(200, 200, {kStrict}), ElementsAre(kept));
  const Entry gone = world_.Get(merged);
  EXPECT_EQ(gone.status, EntryStatus::kRetired);
  EXPECT_EQ(gone.merged_into, kept);
  EXPECT_THAT(world_.Get(kept).absorbs, IsEmpty());
}

TEST_F(EntryAdminTest, AChangeThatTheGalleryCannotFollowIsKeptAndSaidToBeMissing) {
  world_.store.changelog_broken = true;
  NewEntry entry = WatchlistUnderTest::Person({kList}, {FakeFace(10, 20)});
  entry.allow_duplicate = true;
  const auto id = world_.Propose(entry);
  ASSERT_OK(id);
  ASSERT_OK(world_.Approve(*id, "bob"));
  EXPECT_FALSE(world_.searchable.status().complete);
  EXPECT_THAT(world_.Propose(WatchlistUnderTest::Person({kList}, {FakeFace(10, 20)})),
              FailsWith(absl::StatusCode::kUnavailable, ErrorReason::kStoreUnavailable));
  world_.store.changelog_broken = false;
  ASSERT_OK(world_.follower.CatchUp());
  EXPECT_TRUE(world_.searchable.status().complete);
  EXPECT_THAT(world_.Find(10, 20), ElementsAre(*id));
}

TEST_F(EntryAdminTest, GalleriesBuiltLaterAreTheSame) {
  const EntryId stays = world_.Enrol(kList, 10, 20);
  const EntryId retired = world_.Enrol(kList, 200, 200);
  ASSERT_OK(world_.Propose(WatchlistUnderTest::Person({kList}, {FakeFace(10, 200)})));
  ASSERT_OK(world_.entries.Retire(world_.By("alice"), {retired}, "over", WatchlistUnderTest::kId));
  Gallery searchable(*CreateFlatReferenceIndex(kFakeModel, 2));
  Gallery dormant(*CreateFlatReferenceIndex(kFakeModel, 2));
  ChangelogFollower follower(world_.store, {searchable, dormant});
  ASSERT_OK(follower.CatchUp());
  EXPECT_TRUE(searchable.Contains(stays));
  EXPECT_EQ(searchable.status().entries, 1U);
  EXPECT_EQ(dormant.status().entries, 1U);
  EXPECT_EQ(searchable.status().epoch, world_.searchable.status().epoch);
  EXPECT_TRUE(searchable.status().complete);
}

TEST_F(EntryAdminTest, AFillThatBrokeOffIsFinishedFromTheChanges) {
  const EntryId gone = world_.Enrol(kList, 10, 20);
  Gallery searchable(*CreateFlatReferenceIndex(kFakeModel, 2));
  Gallery dormant(*CreateFlatReferenceIndex(kFakeModel, 2));
  ChangelogFollower follower(world_.store, {searchable, dormant});
  world_.store.changelog_broken = true;
  EXPECT_FALSE(follower.CatchUp().ok());
  EXPECT_FALSE(searchable.status().complete);
  world_.store.changelog_broken = false;
  ASSERT_OK(world_.eraser.Erase(world_.By("alice"), {gone},
                                [](const ErasureReceipt&) { return "receipt"; }));
  ASSERT_OK(follower.CatchUp());
  EXPECT_FALSE(searchable.Contains(gone));
  EXPECT_TRUE(searchable.status().complete);
}

TEST_F(EntryAdminTest, GalleriesOfADamagedStoreStayIncompleteAndGoOnFollowing) {
  const auto later = world_.Propose(world_.Person({kList}, {FakeFace(10, 20)}));
  ASSERT_OK(later);
  world_.follower.Distrust(absl::DataLossError("entry gone"));
  EXPECT_FALSE(world_.searchable.status().complete);
  ASSERT_OK(world_.Approve(*later, "bob"));
  EXPECT_EQ(world_.follower.CatchUp(), absl::DataLossError("entry gone"));
  EXPECT_FALSE(world_.searchable.status().complete);
  EXPECT_FALSE(world_.dormant.status().complete);
  EXPECT_TRUE(world_.searchable.Contains(*later));
}

TEST_F(EntryAdminTest, GalleriesHoldNothingOfAFillThatStartedOver) {
  const EntryId here = world_.Enrol(kList, 10, 20);
  /// Gives what was, then thinks better of it.
  struct Hesitant final : public Changelog {
    explicit Hesitant(const WatchlistStore& read_from) : store(read_from) {}
    absl::StatusOr<std::vector<GalleryChange>> ChangesAfter(Sequence after,
                                                            std::size_t limit) const override {
      return store.ChangesAfter(after, limit);
    }
    absl::StatusOr<Sequence> ReadGallery(GallerySink& sink) const override {
      EnrolledEntry old{EntryId{77}, {ListId{"gone"}}, {}};
      old.references.push_back({ReferenceId{78}, Embedding(kFakeModel, {1, 2})});
      EXPECT_OK(sink.PutLists({ListId{"gone"}, kList}));
      EXPECT_OK(sink.PutEntries({{EntryId{77}, old, old}}));
      EXPECT_OK(sink.StartOver());
      return store.ReadGallery(sink);
    }
    absl::StatusOr<std::vector<AuditEvent>> EventsAfter(Sequence, std::size_t) const override {
      return std::vector<AuditEvent>{};
    }
    const WatchlistStore& store;
  };
  const Hesitant changelog(world_.store);
  Gallery searchable(*CreateFlatReferenceIndex(kFakeModel, 2));
  Gallery dormant(*CreateFlatReferenceIndex(kFakeModel, 2));
  ChangelogFollower follower(changelog, {searchable, dormant});
  ASSERT_OK(follower.CatchUp());
  EXPECT_TRUE(searchable.Contains(here));
  for (const Gallery* gallery : {&searchable, &dormant}) {
    EXPECT_FALSE(gallery->Contains(EntryId{77}));
    EXPECT_FALSE(gallery->CheckLists({ListId{"gone"}}).ok());
    EXPECT_EQ(gallery->status().references, gallery->status().entries);
  }
}

TEST_F(EntryAdminTest, WhoDidWhatIsRecordedWithoutNames) {
  world_.Enrol(kList, 10, 20);
  const std::vector<AuditEvent> events = world_.Events();
  ASSERT_THAT(events, SizeIs(3));
  EXPECT_EQ(events[1].actor, "alice");
  EXPECT_EQ(events[1].action, "ProposeEntry");
  EXPECT_EQ(events[2].actor, "bob");
  EXPECT_EQ(events[2].action, "ApproveEntry");
  EXPECT_EQ(events[2].target, events[1].target);
  EXPECT_EQ(events[2].target.find("Person"), std::string::npos);
}

}  // namespace
}  // namespace portcullis
