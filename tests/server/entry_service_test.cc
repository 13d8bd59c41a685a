// The life of an entry over the wire; tests/border has the rules.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/timestamps.h"
#include "tests/server/watchlist_fixture.h"

namespace portcullis::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class EntryService : public WatchlistFixture {
 protected:
  EntryService() { server_.CreateList("demo"); }

  v1::Entry Enrolled() { return Approve(Propose(Proposal("Jane Roe", FakeFace(100, 100)))); }
};

TEST_F(EntryService, ProposesWhatNoSearchFindsUntilItIsApproved) {
  v1::ProposeEntryRequest request = Proposal("Jane Roe", FakeFace(100, 100));
  request.add_portraits(FakeFace(105, 100));
  request.mutable_entry()->set_external_reference("case 7");
  request.mutable_entry()->add_alias_names("Jenny");
  request.mutable_entry()->add_document_numbers("X123");
  const v1::Entry proposed = Propose(request);
  EXPECT_EQ(proposed.status(), v1::ENTRY_STATUS_PROPOSED);
  EXPECT_EQ(proposed.display_name(), "Jane Roe");
  EXPECT_EQ(proposed.external_reference(), "case 7");
  EXPECT_THAT(proposed.alias_names(), ElementsAre("Jenny"));
  EXPECT_THAT(proposed.document_numbers(), ElementsAre("X123"));
  EXPECT_THAT(proposed.lists(), ElementsAre("lists/demo"));
  ASSERT_EQ(proposed.memberships_size(), 1);
  EXPECT_EQ(proposed.memberships(0).list(), "lists/demo");
  EXPECT_TRUE(proposed.memberships(0).pending());
  ASSERT_EQ(proposed.references_size(), 2);
  EXPECT_THAT(proposed.references(0).name(), StartsWith(proposed.name() + "/references/"));
  EXPECT_TRUE(proposed.references(0).pending());
  EXPECT_GT(proposed.references(0).quality().inter_eye_distance_px(), 0);
  EXPECT_THAT(proposed.proposers(), ElementsAre("alice"));
  EXPECT_EQ(proposed.required_approvals(), 1);
  EXPECT_EQ(proposed.revision(), 1);
  EXPECT_GT(proposed.review_by().seconds(), proposed.create_time().seconds());
  EXPECT_FALSE(proposed.has_valid_until());
  EXPECT_EQ(OutcomeFor(FakeFace(100, 100)), v1::OUTCOME_NO_DECISION) << "nothing to search";

  const v1::Entry approved = Approve(proposed);
  EXPECT_EQ(approved.status(), v1::ENTRY_STATUS_ACTIVE);
  EXPECT_EQ(approved.revision(), 2);
  ASSERT_EQ(approved.approvals_size(), 1);
  EXPECT_EQ(approved.approvals(0).actor(), "bob");
  EXPECT_FALSE(approved.references(0).pending());
  EXPECT_EQ(OutcomeFor(FakeFace(100, 100)), v1::OUTCOME_REFER);
  EXPECT_EQ(Get(approved.name()).SerializeAsString(), approved.SerializeAsString());
}

TEST_F(EntryService, LetsNobodyApproveWhatHeProposed) {
  const v1::Entry proposed = Propose(Proposal("Jane Roe", FakeFace(100, 100)));
  EXPECT_EQ(Code("alice", &WatchlistStub::ApproveEntry, For<v1::ApproveEntryRequest>(proposed)),
            "PERMISSION_DENIED/SELF_APPROVAL_FORBIDDEN");
}

TEST_F(EntryService, TakesNoConsentToWhatWasNotSeen) {
  const v1::Entry proposed = Propose(Proposal("Jane Roe", FakeFace(100, 100)));
  auto approval = For<v1::ApproveEntryRequest>(proposed);
  approval.set_expected_revision(0);
  EXPECT_EQ(Code("bob", &WatchlistStub::ApproveEntry, approval), "INVALID_ARGUMENT/FIELD_INVALID");
  approval.set_expected_revision(2);
  EXPECT_EQ(Code("bob", &WatchlistStub::ApproveEntry, approval), "ABORTED/REVISION_CONFLICT");
  auto rejection = WithReason<v1::RejectEntryRequest>(proposed);
  rejection.set_expected_revision(0);
  EXPECT_EQ(Code("bob", &WatchlistStub::RejectEntry, rejection), "INVALID_ARGUMENT/FIELD_INVALID");
}

TEST_F(EntryService, RejectsAProposal) {
  const v1::Entry proposed = Propose(Proposal("Jane Roe", FakeFace(100, 100)));
  v1::RejectEntryResponse response;
  ASSERT_EQ(CodeAndReason(Call("bob", &WatchlistStub::RejectEntry,
                               WithReason<v1::RejectEntryRequest>(proposed), response)),
            "OK");
  EXPECT_EQ(response.entry().status(), v1::ENTRY_STATUS_RETIRED);
  EXPECT_EQ(response.entry().status_reason(), "because");
}

TEST_F(EntryService, SuspendsAndReinstates) {
  const v1::Entry active = Enrolled();
  v1::SuspendEntryResponse suspended;
  ASSERT_EQ(CodeAndReason(Call("alice", &WatchlistStub::SuspendEntry,
                               WithReason<v1::SuspendEntryRequest>(active), suspended)),
            "OK");
  EXPECT_EQ(suspended.entry().status(), v1::ENTRY_STATUS_SUSPENDED);
  EXPECT_NE(OutcomeFor(FakeFace(100, 100)), v1::OUTCOME_REFER);
  v1::ReinstateEntryResponse reinstated;
  ASSERT_EQ(
      CodeAndReason(Call("alice", &WatchlistStub::ReinstateEntry,
                         WithReason<v1::ReinstateEntryRequest>(suspended.entry()), reinstated)),
      "OK");
  EXPECT_EQ(OutcomeFor(FakeFace(100, 100)), v1::OUTCOME_REFER);
  EXPECT_EQ(Code("alice", &WatchlistStub::ReinstateEntry,
                 WithReason<v1::ReinstateEntryRequest>(reinstated.entry())),
            "FAILED_PRECONDITION/STATE_INVALID");
}

TEST_F(EntryService, ExtendsWhatHasExpired) {
  v1::ProposeEntryRequest request = Proposal("Jane Roe", FakeFace(100, 100));
  *request.mutable_entry()->mutable_valid_until() =
      ToTimestamp(server_.clock().now() + absl::Hours(24));
  const v1::Entry active = Approve(Propose(request));
  server_.clock().Advance(absl::Hours(25));
  EXPECT_NE(OutcomeFor(FakeFace(100, 100)), v1::OUTCOME_REFER);
  ASSERT_TRUE(server_.time_acts().CatchUp().ok());
  const v1::Entry expired = Get(active.name());
  EXPECT_EQ(expired.status(), v1::ENTRY_STATUS_EXPIRED);
  EXPECT_EQ(server_.Events().back().actor, "clock");

  auto extension = For<v1::ExtendEntryRequest>(expired);
  extension.set_justification("still\nwanted");
  EXPECT_EQ(Code("alice", &WatchlistStub::ExtendEntry, extension), "INVALID_ARGUMENT/FIELD_INVALID")
      << "without an end";
  *extension.mutable_valid_until() = ToTimestamp(server_.clock().now() + absl::Hours(24));
  v1::ExtendEntryResponse extended;
  ASSERT_EQ(CodeAndReason(Call("alice", &WatchlistStub::ExtendEntry, extension, extended)), "OK");
  EXPECT_EQ(extended.entry().status(), v1::ENTRY_STATUS_ACTIVE);
  EXPECT_EQ(extended.entry().status_reason(), "still\nwanted");
  EXPECT_EQ(OutcomeFor(FakeFace(100, 100)), v1::OUTCOME_REFER);
}

TEST_F(EntryService, RetiresForGood) {
  const v1::Entry active = Enrolled();
  v1::RetireEntryResponse retired;
  ASSERT_EQ(CodeAndReason(Call("alice", &WatchlistStub::RetireEntry,
                               WithReason<v1::RetireEntryRequest>(active), retired)),
            "OK");
  EXPECT_EQ(retired.entry().status(), v1::ENTRY_STATUS_RETIRED);
  EXPECT_NE(OutcomeFor(FakeFace(100, 100)), v1::OUTCOME_REFER);
  EXPECT_EQ(Code("alice", &WatchlistStub::SuspendEntry,
                 WithReason<v1::SuspendEntryRequest>(retired.entry())),
            "FAILED_PRECONDITION/STATE_INVALID");
}

TEST_F(EntryService, AddsAReferenceThatWaitsForApproval) {
  const v1::Entry active = Enrolled();
  auto request = For<v1::AddReferenceRequest>(active);
  EXPECT_EQ(Code("alice", &WatchlistStub::AddReference, request), "INVALID_ARGUMENT/IMAGE_MISSING");
  request.set_portrait(FakeFace(200, 200));
  v1::AddReferenceResponse added;
  ASSERT_EQ(CodeAndReason(Call("alice", &WatchlistStub::AddReference, request, added)), "OK");
  ASSERT_EQ(added.entry().references_size(), 2);
  EXPECT_TRUE(added.entry().references(1).pending());
  EXPECT_NE(OutcomeFor(FakeFace(200, 200)), v1::OUTCOME_REFER);
  const v1::Entry approved = Approve(added.entry());
  EXPECT_EQ(OutcomeFor(FakeFace(200, 200)), v1::OUTCOME_REFER);

  auto removal = For<v1::RemoveReferenceRequest>(approved);
  EXPECT_EQ(Code("alice", &WatchlistStub::RemoveReference, removal),
            "INVALID_ARGUMENT/FIELD_INVALID")
      << "the name of an entry";
  removal.set_name(approved.references(1).name());
  v1::RemoveReferenceResponse removed;
  ASSERT_EQ(CodeAndReason(Call("alice", &WatchlistStub::RemoveReference, removal, removed)), "OK");
  EXPECT_EQ(removed.entry().references_size(), 1);
  EXPECT_NE(OutcomeFor(FakeFace(200, 200)), v1::OUTCOME_REFER);
  removal.set_request_id(NextId());
  removal.set_expected_revision(0);
  EXPECT_EQ(Code("alice", &WatchlistStub::RemoveReference, removal),
            "NOT_FOUND/REFERENCE_NOT_FOUND");
}

TEST_F(EntryService, MergesOneEntryIntoAnother) {
  const v1::Entry kept = Enrolled();
  const v1::Entry other = Approve(Propose(Proposal("Jane Smith", FakeFace(200, 200))));
  auto request = For<v1::MergeEntriesRequest>(kept);
  request.set_merged(other.name());
  request.set_merged_expected_revision(other.revision() + 1);
  EXPECT_EQ(Code("alice", &WatchlistStub::MergeEntries, request), "ABORTED/REVISION_CONFLICT");
  request.set_merged_expected_revision(other.revision());
  v1::MergeEntriesResponse merged;
  ASSERT_EQ(CodeAndReason(Call("alice", &WatchlistStub::MergeEntries, request, merged)), "OK");
  EXPECT_THAT(merged.entry().alias_names(), ElementsAre("Jane Smith"));
  EXPECT_THAT(merged.entry().absorbs(), ElementsAre(other.name()));
  const v1::Entry approved = Approve(merged.entry());
  EXPECT_TRUE(approved.absorbs().empty());
  const v1::Entry gone = Get(other.name());
  EXPECT_EQ(gone.status(), v1::ENTRY_STATUS_RETIRED);
  EXPECT_EQ(gone.merged_into(), kept.name());
}

TEST_F(EntryService, AnswersARepetitionWithTheSameResponseAndEncodesNothingAgain) {
  const v1::ProposeEntryRequest request = Proposal("Jane Roe", FakeFace(100, 100));
  const v1::Entry first = Propose(request);
  const int encoded = server_.gate().passed();
  EXPECT_EQ(Propose(request).SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(server_.gate().passed(), encoded);

  const auto approval = For<v1::ApproveEntryRequest>(first);
  v1::ApproveEntryResponse once;
  v1::ApproveEntryResponse twice;
  ASSERT_EQ(CodeAndReason(Call("bob", &WatchlistStub::ApproveEntry, approval, once)), "OK");
  ASSERT_EQ(CodeAndReason(Call("bob", &WatchlistStub::ApproveEntry, approval, twice)), "OK");
  EXPECT_EQ(once.SerializeAsString(), twice.SerializeAsString());

  v1::ProposeEntryRequest other = request;
  other.mutable_entry()->set_display_name("Somebody else");
  EXPECT_EQ(Code("alice", &WatchlistStub::ProposeEntry, other), "ALREADY_EXISTS/REQUEST_ID_REUSED");
}

TEST_F(EntryService, NamesThePossibleDuplicates) {
  const v1::Entry known = Enrolled();
  const v1::Entry waiting = Propose(Proposal("John Doe", FakeFace(200, 200)));
  v1::ProposeEntryRequest again = Proposal("Jane R.", FakeFace(101, 100));
  again.add_portraits(FakeFace(201, 200));
  v1::ProposeEntryResponse response;
  const grpc::Status status = Call("alice", &WatchlistStub::ProposeEntry, again, response);
  EXPECT_EQ(CodeAndReason(status), "FAILED_PRECONDITION/POSSIBLE_DUPLICATE_PERSON");
  EXPECT_EQ(ErrorInfoOf(status).metadata().at("records"), known.name() + "," + waiting.name());
  EXPECT_THAT(status.error_message(), HasSubstr(known.name()));
  again.set_request_id(NextId());
  again.set_allow_duplicate(true);
  EXPECT_EQ(Code("alice", &WatchlistStub::ProposeEntry, again), "OK");
}

TEST_F(EntryService, SaysThatItHasNoCohort) {
  v1::PreviewImpactRequest request;
  request.set_name(Enrolled().name());
  EXPECT_EQ(Code("alice", &WatchlistStub::PreviewImpact, request), "FAILED_PRECONDITION/NO_COHORT");
}

}  // namespace
}  // namespace portcullis::testing
