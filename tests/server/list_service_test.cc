#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/watchlist_fixture.h"

namespace portcullis::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ListService : public WatchlistFixture {
 protected:
  v1::CreateListRequest GoodList() {
    v1::CreateListRequest request;
    request.set_request_id(NextId());
    request.set_list_id("demo");
    v1::WatchList& list = *request.mutable_list();
    list.set_display_name("Demo");
    list.set_owner("Border Force");
    list.set_officer_instructions("Ask for a second document.\n\tStay calm.");
    list.set_severity(v1::SEVERITY_HIGH);
    list.set_retention_days(30);
    list.set_required_approvals(2);
    return request;
  }

  std::string Create(const v1::CreateListRequest& request) {
    return CodeAndReason(Call("alice", &WatchlistStub::CreateList, request, created_));
  }

  v1::UpdateListRequest UpdateOf(const std::string& field) {
    v1::UpdateListRequest request;
    request.set_request_id(NextId());
    request.mutable_list()->set_name("lists/demo");
    request.mutable_update_mask()->add_paths(field);
    return request;
  }

  grpc::Status Update(const v1::UpdateListRequest& request) {
    return Call("alice", &WatchlistStub::UpdateList, request, updated_);
  }

  v1::CreateListResponse created_;
  v1::UpdateListResponse updated_;
};

TEST_F(ListService, CreatesAList) {
  ASSERT_EQ(Create(GoodList()), "OK");
  const v1::WatchList& list = created_.list();
  EXPECT_EQ(list.name(), "lists/demo");
  EXPECT_EQ(list.owner(), "Border Force");
  EXPECT_EQ(list.severity(), v1::SEVERITY_HIGH);
  EXPECT_EQ(list.officer_instructions(), "Ask for a second document.\n\tStay calm.");
  EXPECT_EQ(list.retention_days(), 30);
  EXPECT_EQ(list.required_approvals(), 2);
  EXPECT_EQ(list.required_verdicts(), 1);
  EXPECT_EQ(list.revision(), 1);
  EXPECT_GT(list.create_time().seconds(), 0);

  v1::GetListRequest request;
  request.set_name("lists/demo");
  v1::GetListResponse got;
  ASSERT_EQ(CodeAndReason(Call("alice", &WatchlistStub::GetList, request, got)), "OK");
  EXPECT_EQ(got.list().SerializeAsString(), list.SerializeAsString());
}

TEST_F(ListService, FillsInWhatWasNotSaid) {
  v1::CreateListRequest request;
  request.set_request_id("1");
  request.set_list_id("plain");
  request.mutable_list()->set_display_name("Plain");
  ASSERT_EQ(Create(request), "OK");
  EXPECT_EQ(created_.list().severity(), v1::SEVERITY_MEDIUM);
  EXPECT_EQ(created_.list().required_approvals(), 1);
  EXPECT_EQ(created_.list().required_verdicts(), 1);
  EXPECT_EQ(created_.list().retention_days(), 0);
}

TEST_F(ListService, AnswersARepetitionWithTheSameResponse) {
  const v1::CreateListRequest request = GoodList();
  ASSERT_EQ(Create(request), "OK");
  const std::string first = created_.SerializeAsString();
  ASSERT_EQ(Create(request), "OK");
  EXPECT_EQ(created_.SerializeAsString(), first);
  EXPECT_EQ(server_.Events().size(), 2U) << "the policy and the list";

  v1::CreateListRequest other = request;
  other.set_list_id("other");
  EXPECT_EQ(Create(other), "ALREADY_EXISTS/REQUEST_ID_REUSED");
  EXPECT_EQ(Create(GoodList()), "ALREADY_EXISTS/LIST_ALREADY_EXISTS");
}

TEST_F(ListService, RefusesListsThatBreakTheContract) {
  const std::vector<std::function<void(v1::CreateListRequest&)>> spoils = {
      [](auto& r) { r.clear_request_id(); },
      [](auto& r) { r.set_request_id(std::string(65, 'x')); },
      [](auto& r) { r.set_request_id("caf\xc3\xa9"); },
      [](auto& r) { r.set_list_id("Demo"); },
      [](auto& r) { r.set_list_id(std::string(64, 'a')); },
      [](auto& r) { r.mutable_list()->clear_display_name(); },
      [](auto& r) { r.mutable_list()->set_display_name(std::string(201, 'x')); },
      [](auto& r) { r.mutable_list()->set_display_name("two\nlines"); },
      [](auto& r) { r.mutable_list()->set_owner(std::string(1001, 'x')); },
      [](auto& r) { r.mutable_list()->set_purpose(std::string(1001, 'x')); },
      [](auto& r) { r.mutable_list()->set_legal_basis(std::string(1001, 'x')); },
      [](auto& r) { r.mutable_list()->set_officer_instructions(std::string(4001, 'x')); },
      [](auto& r) { r.mutable_list()->set_officer_instructions("\x1b[31mred"); },
      [](auto& r) { r.mutable_list()->set_severity(static_cast<v1::Severity>(9)); },
      [](auto& r) { r.mutable_list()->set_retention_days(-1); },
      [](auto& r) { r.mutable_list()->set_retention_days(36'501); },
      [](auto& r) { r.mutable_list()->set_required_approvals(3); },
      [](auto& r) { r.mutable_list()->set_required_verdicts(4); }};
  for (std::size_t i = 0; i < spoils.size(); ++i) {
    v1::CreateListRequest request = GoodList();
    spoils[i](request);
    EXPECT_EQ(Create(request), "INVALID_ARGUMENT/FIELD_INVALID") << i;
  }
  EXPECT_EQ(server_.Events().size(), 1U) << "the policy";
}

TEST_F(ListService, ChangesOnlyTheFieldsInTheMask) {
  ASSERT_EQ(Create(GoodList()), "OK");
  v1::UpdateListRequest request = UpdateOf("display_name");
  request.mutable_list()->set_display_name("New");
  request.mutable_list()->set_owner("not in the mask");
  ASSERT_EQ(CodeAndReason(Update(request)), "OK");
  EXPECT_EQ(updated_.list().display_name(), "New");
  EXPECT_EQ(updated_.list().owner(), "Border Force");
  EXPECT_EQ(updated_.list().revision(), 2);
}

TEST_F(ListService, ChangesEveryFieldWithAStar) {
  ASSERT_EQ(Create(GoodList()), "OK");
  v1::UpdateListRequest request = UpdateOf("*");
  request.mutable_list()->set_display_name("New");
  request.mutable_list()->set_severity(v1::SEVERITY_LOW);
  ASSERT_EQ(CodeAndReason(Update(request)), "OK");
  EXPECT_EQ(updated_.list().owner(), "");
  EXPECT_EQ(updated_.list().officer_instructions(), "");
  EXPECT_EQ(updated_.list().severity(), v1::SEVERITY_LOW);
  EXPECT_EQ(updated_.list().retention_days(), 0);
  EXPECT_EQ(updated_.list().required_approvals(), 1);
}

TEST_F(ListService, RefusesMasksAndRevisionsThatBreakTheContract) {
  ASSERT_EQ(Create(GoodList()), "OK");
  v1::UpdateListRequest no_mask = UpdateOf("owner");
  no_mask.clear_update_mask();
  EXPECT_EQ(CodeAndReason(Update(no_mask)), "INVALID_ARGUMENT/FIELD_INVALID");
  for (const char* field : {"name", "revision", "create_time", "no_such_field", ""}) {
    const grpc::Status status = Update(UpdateOf(field));
    EXPECT_EQ(CodeAndReason(status), "INVALID_ARGUMENT/FIELD_INVALID") << field;
    EXPECT_THAT(status.error_message(), HasSubstr(field));
  }
  v1::UpdateListRequest star_and_more = UpdateOf("*");
  star_and_more.mutable_update_mask()->add_paths("owner");
  EXPECT_EQ(CodeAndReason(Update(star_and_more)), "INVALID_ARGUMENT/FIELD_INVALID");
  v1::UpdateListRequest stale = UpdateOf("owner");
  stale.set_expected_revision(2);
  EXPECT_EQ(CodeAndReason(Update(stale)), "ABORTED/REVISION_CONFLICT");
  stale.set_expected_revision(-1);
  EXPECT_EQ(CodeAndReason(Update(stale)), "INVALID_ARGUMENT/FIELD_INVALID");
  v1::UpdateListRequest unknown = UpdateOf("owner");
  unknown.mutable_list()->set_name("lists/unknown");
  EXPECT_EQ(CodeAndReason(Update(unknown)), "NOT_FOUND/LIST_NOT_FOUND");
}

TEST_F(ListService, DeletesAListThatIsEmpty) {
  server_.CreateList("demo");
  server_.CreateList("empty");
  server_.Enroll("lists/demo", "Jane Roe", FakeFace(100, 100));
  v1::DeleteListRequest request;
  request.set_request_id(NextId());
  request.set_name("lists/demo");
  EXPECT_EQ(Code("alice", &WatchlistStub::DeleteList, request),
            "FAILED_PRECONDITION/LIST_NOT_EMPTY");
  request.set_request_id(NextId());
  request.set_name("lists/empty");
  EXPECT_EQ(Code("alice", &WatchlistStub::DeleteList, request), "OK");
  EXPECT_EQ(Code("alice", &WatchlistStub::DeleteList, request), "OK") << "a repetition succeeds";
  request.set_request_id(NextId());
  EXPECT_EQ(Code("alice", &WatchlistStub::DeleteList, request), "NOT_FOUND/LIST_NOT_FOUND");
}

TEST_F(ListService, ListsListsPageByPage) {
  for (const char* id : {"a", "b", "c"}) server_.CreateList(id);
  v1::ListListsRequest request;
  request.set_page_size(2);
  v1::ListListsResponse page;
  ASSERT_TRUE(Call("alice", &WatchlistStub::ListLists, request, page).ok());
  ASSERT_EQ(page.lists_size(), 2);
  EXPECT_EQ(page.lists(1).name(), "lists/b");
  request.set_page_token(page.next_page_token());
  ASSERT_TRUE(Call("alice", &WatchlistStub::ListLists, request, page).ok());
  ASSERT_EQ(page.lists_size(), 1);
  EXPECT_EQ(page.lists(0).name(), "lists/c");
  EXPECT_TRUE(page.next_page_token().empty());
}

TEST_F(ListService, TakesTheActorFromTheRequestWhereThereIsNoCertificate) {
  ASSERT_EQ(Create(GoodList()), "OK");
  EXPECT_EQ(server_.Events().back().actor, "alice");
  server_.CreateList("unstated");
  EXPECT_EQ(server_.Events().back().actor, "insecure-loopback");
  v1::GetListRequest request;
  request.set_name("lists/demo");
  v1::GetListResponse response;
  EXPECT_EQ(CodeAndReason(Call(std::string(65, 'a'), &WatchlistStub::GetList, request, response)),
            "INVALID_ARGUMENT/FIELD_INVALID");
  EXPECT_EQ(CodeAndReason(Call("", &WatchlistStub::GetList, request, response)),
            "INVALID_ARGUMENT/FIELD_INVALID");
  EXPECT_EQ(CodeAndReason(Call(std::string(64, 'a'), &WatchlistStub::GetList, request, response)),
            "OK");
}

}  // namespace
}  // namespace portcullis::testing
