// What requests about entries may not look like.
#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/timestamps.h"
#include "tests/server/watchlist_fixture.h"

namespace portcullis::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kInvalid[] = "INVALID_ARGUMENT/FIELD_INVALID";

class EntryContract : public WatchlistFixture {
 protected:
  EntryContract() { server_.CreateList("demo"); }

  v1::UpdateEntryRequest UpdateOf(const v1::Entry& entry, const std::string& field) {
    v1::UpdateEntryRequest request;
    request.set_request_id(NextId());
    request.mutable_entry()->set_name(entry.name());
    request.mutable_update_mask()->add_paths(field);
    return request;
  }

  grpc::Status Update(const v1::UpdateEntryRequest& request) {
    return Call("alice", &WatchlistStub::UpdateEntry, request, updated_);
  }

  v1::UpdateEntryResponse updated_;
};

struct BadProposal {
  std::string expected;
  std::string field;  // named by the message
  std::function<void(v1::ProposeEntryRequest&)> spoil;
};

v1::Entry& EntryOf(v1::ProposeEntryRequest& request) { return *request.mutable_entry(); }

const std::vector<BadProposal>& BadProposals() {
  static const std::vector<BadProposal> table = {
      {kInvalid, "request_id", [](auto& r) { r.clear_request_id(); }},
      {kInvalid, "entry.display_name", [](auto& r) { EntryOf(r).clear_display_name(); }},
      {kInvalid, "entry.display_name",
       [](auto& r) { EntryOf(r).set_display_name(std::string(201, 'x')); }},
      {kInvalid, "entry.display_name", [](auto& r) { EntryOf(r).set_display_name("Jane\nRoe"); }},
      {kInvalid, "entry.display_name", [](auto& r) { EntryOf(r).set_display_name("Jane\x7f"); }},
      {kInvalid, "entry.display_name",
       [](auto& r) { EntryOf(r).set_display_name(std::string("Jane\0Roe", 8)); }},
      {kInvalid, "entry.display_name",
       [](auto& r) { EntryOf(r).set_display_name("Jane\xc2\x85Roe"); }},
      {kInvalid, "entry.external_reference",
       [](auto& r) { EntryOf(r).set_external_reference(std::string(201, 'x')); }},
      {kInvalid, "entry.external_reference",
       [](auto& r) { EntryOf(r).set_external_reference("a\tb"); }},
      {kInvalid, "entry.alias_names[1]",
       [](auto& r) {
         EntryOf(r).add_alias_names("good");
         EntryOf(r).add_alias_names();
       }},
      {kInvalid, "entry.alias_names",
       [](auto& r) {
         for (int i = 0; i < 21; ++i) EntryOf(r).add_alias_names("Jenny");
       }},
      {kInvalid, "entry.alias_names[0]",
       [](auto& r) { EntryOf(r).add_alias_names(std::string(201, 'x')); }},
      {kInvalid, "entry.document_numbers[0]",
       [](auto& r) { EntryOf(r).add_document_numbers(std::string(101, 'x')); }},
      {kInvalid, "entry.document_numbers[0]",
       [](auto& r) { EntryOf(r).add_document_numbers("\x1b[2J"); }},
      {kInvalid, "entry.lists", [](auto& r) { EntryOf(r).clear_lists(); }},
      {kInvalid, "entry.lists", [](auto& r) { EntryOf(r).set_lists(0, "demo"); }},
      {kInvalid, "entry.lists",
       [](auto& r) {
         for (int i = 0; i < 100; ++i) EntryOf(r).add_lists("lists/demo");
       }},
      {kInvalid, "entry.valid_from",
       [](auto& r) { EntryOf(r).mutable_valid_from()->set_seconds(253'402'300'800); }},
      {kInvalid, "entry.valid_until",
       [](auto& r) { EntryOf(r).mutable_valid_until()->set_nanos(-1); }},
      {kInvalid, "entry.valid_until",
       [](auto& r) { EntryOf(r).mutable_valid_until()->set_seconds(1); }},
      {kInvalid, "entry.review_by",
       [](auto& r) { EntryOf(r).mutable_review_by()->set_seconds(-62'135'596'801); }},
      {"NOT_FOUND/LIST_NOT_FOUND", "no", [](auto& r) { EntryOf(r).set_lists(0, "lists/no"); }},
      {"INVALID_ARGUMENT/IMAGE_MISSING", "portraits", [](auto& r) { r.clear_portraits(); }},
      {"INVALID_ARGUMENT/TOO_MANY_IMAGES", "9 portraits",
       [](auto& r) {
         for (int i = 0; i < 8; ++i) r.add_portraits(FakeFace(1, 1));
       }},
      {"INVALID_ARGUMENT/IMAGE_UNREADABLE", "portraits[1]",
       [](auto& r) { r.add_portraits("GIF89a"); }},
      {"INVALID_ARGUMENT/PORTRAIT_REJECTED", "portraits[1]",
       [](auto& r) { r.add_portraits("no face"); }},
      {"INVALID_ARGUMENT/PORTRAIT_REJECTED", "portraits[1]",
       [](auto& r) { r.add_portraits("two faces"); }},
      {"INVALID_ARGUMENT/PORTRAIT_REJECTED", "portraits[1]",
       [](auto& r) { r.add_portraits("tiny 1 1"); }},
  };
  return table;
}

TEST_F(EntryContract, RefusesProposalsThatBreakItAndProposesNothing) {
  for (std::size_t i = 0; i < BadProposals().size(); ++i) {
    v1::ProposeEntryRequest request = Proposal("Jane Roe", FakeFace(100, 100));
    BadProposals()[i].spoil(request);
    v1::ProposeEntryResponse response;
    const grpc::Status status = Call("alice", &WatchlistStub::ProposeEntry, request, response);
    EXPECT_EQ(CodeAndReason(status), BadProposals()[i].expected) << i;
    EXPECT_THAT(status.error_message(), HasSubstr(BadProposals()[i].field)) << i;
    EXPECT_THAT(status.error_message(), Not(HasSubstr("Jane"))) << i;
  }
  EXPECT_EQ(server_.Events().size(), 2U) << "the policy and the list";
}

TEST_F(EntryContract, AllowsEveryKindOfLetterInNames) {
  for (const char* name : {"Zoë Nuñez", "Мария", "محمد", "陳大文", "O'Brien-\xf0\x9f\x99\x82"}) {
    v1::ProposeEntryRequest request = Proposal(name, FakeFace(100, 100));
    request.set_allow_duplicate(true);
    EXPECT_EQ(Propose(request).display_name(), name);
  }
}

TEST_F(EntryContract, RefusesReasonsThatBreakIt) {
  const v1::Entry entry = Approve(Propose(Proposal("Jane Roe", FakeFace(100, 100))));
  for (const std::string& reason :
       {std::string(), std::string(1001, 'x'), std::string("bell\x07"), std::string("a\rb")}) {
    auto suspension = For<v1::SuspendEntryRequest>(entry);
    suspension.set_reason(reason);
    EXPECT_EQ(Code("alice", &WatchlistStub::SuspendEntry, suspension), kInvalid);
    auto retirement = For<v1::RetireEntryRequest>(entry);
    retirement.set_reason(reason);
    EXPECT_EQ(Code("alice", &WatchlistStub::RetireEntry, retirement), kInvalid);
    auto extension = For<v1::ExtendEntryRequest>(entry);
    *extension.mutable_valid_until() = ToTimestamp(server_.clock().now() + absl::Hours(1));
    extension.set_justification(reason);
    EXPECT_EQ(Code("alice", &WatchlistStub::ExtendEntry, extension), kInvalid);
  }
  EXPECT_EQ(Get(entry.name()).revision(), entry.revision());
}

TEST_F(EntryContract, RefusesNamesAndRevisionsThatBreakIt) {
  const v1::Entry entry = Approve(Propose(Proposal("Jane Roe", FakeFace(100, 100))));
  auto request = WithReason<v1::SuspendEntryRequest>(entry);
  request.set_expected_revision(-1);
  EXPECT_EQ(Code("alice", &WatchlistStub::SuspendEntry, request), kInvalid);
  request = WithReason<v1::SuspendEntryRequest>(entry);
  request.set_name("entries/nobody");
  EXPECT_EQ(Code("alice", &WatchlistStub::SuspendEntry, request), kInvalid);
  request.set_name("entries/zzzzzzzzzzzzz");
  EXPECT_EQ(Code("alice", &WatchlistStub::SuspendEntry, request), kInvalid);
  request.set_name("entries/7zzzzzzzzzzzz");
  EXPECT_EQ(Code("alice", &WatchlistStub::SuspendEntry, request), "NOT_FOUND/ENTRY_NOT_FOUND");
}

TEST_F(EntryContract, ChangesOnlyTheFieldsInTheMask) {
  const v1::Entry entry = Approve(Propose(Proposal("Jane Roe", FakeFace(100, 100))));
  v1::UpdateEntryRequest request = UpdateOf(entry, "alias_names");
  request.mutable_entry()->add_alias_names("Jenny");
  request.mutable_entry()->set_display_name("not in the mask");
  ASSERT_EQ(CodeAndReason(Update(request)), "OK");
  EXPECT_EQ(updated_.entry().alias_names(0), "Jenny");
  EXPECT_EQ(updated_.entry().display_name(), "Jane Roe");
  EXPECT_EQ(updated_.entry().revision(), entry.revision() + 1);
}

TEST_F(EntryContract, ChangesEveryFieldWithAStar) {
  v1::ProposeEntryRequest proposal = Proposal("Jane Roe", FakeFace(100, 100));
  proposal.mutable_entry()->set_external_reference("case 7");
  proposal.mutable_entry()->add_document_numbers("X123");
  *proposal.mutable_entry()->mutable_valid_until() =
      ToTimestamp(server_.clock().now() + absl::Hours(24));
  v1::UpdateEntryRequest request = UpdateOf(Propose(proposal), "*");
  request.mutable_entry()->set_display_name("Jane Smith");
  request.mutable_entry()->add_lists("lists/demo");
  EXPECT_EQ(CodeAndReason(Update(request)), kInvalid) << "an entry has a day of review";
  *request.mutable_entry()->mutable_review_by() =
      ToTimestamp(server_.clock().now() + absl::Hours(48));
  ASSERT_EQ(CodeAndReason(Update(request)), "OK");
  EXPECT_EQ(updated_.entry().display_name(), "Jane Smith");
  EXPECT_EQ(updated_.entry().external_reference(), "");
  EXPECT_TRUE(updated_.entry().document_numbers().empty());
  EXPECT_FALSE(updated_.entry().has_valid_until());
}

TEST_F(EntryContract, RefusesMasksThatBreakIt) {
  const v1::Entry entry = Approve(Propose(Proposal("Jane Roe", FakeFace(100, 100))));
  v1::UpdateEntryRequest no_mask = UpdateOf(entry, "lists");
  no_mask.clear_update_mask();
  EXPECT_EQ(CodeAndReason(Update(no_mask)), kInvalid);
  for (const char* field : {"name", "status", "references", "proposers", "Display_Name"}) {
    const grpc::Status status = Update(UpdateOf(entry, field));
    EXPECT_EQ(CodeAndReason(status), kInvalid) << field;
    EXPECT_THAT(status.error_message(), HasSubstr(field));
  }
  EXPECT_EQ(CodeAndReason(Update(UpdateOf(entry, std::string(100'000, 'x')))), kInvalid);
  EXPECT_EQ(CodeAndReason(Update(UpdateOf(entry, "display_name"))), kInvalid) << "empty";
  EXPECT_EQ(CodeAndReason(Update(UpdateOf(entry, "lists"))), kInvalid) << "empty";
}

}  // namespace
}  // namespace portcullis::testing
