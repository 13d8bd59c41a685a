#include <functional>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/server/server_under_test.h"

namespace portcullis::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class WatchlistServiceTest : public ::testing::Test {
 protected:
  static v1::CreateListRequest GoodList() {
    v1::CreateListRequest request;
    request.set_request_id("request-1");
    request.set_list_id("demo");
    request.mutable_list()->set_display_name("Demo");
    request.mutable_list()->set_owner("Border Force");
    return request;
  }

  static v1::EnrollEntryRequest GoodEntry() {
    v1::EnrollEntryRequest request;
    request.set_request_id("request-2");
    request.mutable_entry()->set_display_name("Jane Roe");
    request.mutable_entry()->set_external_reference("case 7");
    request.mutable_entry()->add_lists("lists/demo");
    request.add_portraits(FakeFace(100, 100));
    return request;
  }

  grpc::Status CreateList(const v1::CreateListRequest& request) {
    grpc::ClientContext context;
    created_.Clear();
    return server_.watchlist().CreateList(&context, request, &created_);
  }

  grpc::Status Enroll(const v1::EnrollEntryRequest& request) {
    grpc::ClientContext context;
    enrolled_.Clear();
    return server_.watchlist().EnrollEntry(&context, request, &enrolled_);
  }

  grpc::Status ListEntries(const v1::ListEntriesRequest& request) {
    grpc::ClientContext context;
    entries_.Clear();
    return server_.watchlist().ListEntries(&context, request, &entries_);
  }

  grpc::Status GetEntry(const std::string& name) {
    grpc::ClientContext context;
    v1::GetEntryRequest request;
    request.set_name(name);
    return server_.watchlist().GetEntry(&context, request, &got_);
  }

  grpc::Status Delete(const std::string& request_id, const std::string& name,
                      std::int64_t revision = 0) {
    grpc::ClientContext context;
    v1::DeleteEntryRequest request;
    request.set_request_id(request_id);
    request.set_name(name);
    request.set_expected_revision(revision);
    v1::DeleteEntryResponse response;
    return server_.watchlist().DeleteEntry(&context, request, &response);
  }

  v1::Outcome OutcomeFor(const std::string& image) {
    grpc::ClientContext context;
    v1::IdentifyRequest request;
    request.add_images(image);
    v1::IdentifyResponse response;
    EXPECT_TRUE(server_.match().Identify(&context, request, &response).ok());
    return response.outcome();
  }

  ServerUnderTest server_;
  v1::CreateListResponse created_;
  v1::EnrollEntryResponse enrolled_;
  v1::ListEntriesResponse entries_;
  v1::GetEntryResponse got_;
};

TEST_F(WatchlistServiceTest, CreatesAList) {
  ASSERT_EQ(CodeAndReason(CreateList(GoodList())), "OK");
  EXPECT_EQ(created_.list().name(), "lists/demo");
  EXPECT_EQ(created_.list().owner(), "Border Force");
  EXPECT_GT(created_.list().create_time().seconds(), 0);
}

TEST_F(WatchlistServiceTest, EnrolsAnEntryThatTheNextSearchFinds) {
  ASSERT_EQ(CodeAndReason(CreateList(GoodList())), "OK");
  v1::EnrollEntryRequest request = GoodEntry();
  request.add_portraits(FakeFace(120, 100));
  ASSERT_EQ(CodeAndReason(Enroll(request)), "OK");
  const v1::Entry& entry = enrolled_.entry();
  EXPECT_EQ(entry.display_name(), "Jane Roe");
  EXPECT_EQ(entry.external_reference(), "case 7");
  EXPECT_THAT(entry.lists(), ElementsAre("lists/demo"));
  EXPECT_EQ(entry.revision(), 1);
  ASSERT_EQ(entry.references_size(), 2);
  EXPECT_THAT(entry.references(0).name(), ::testing::StartsWith(entry.name() + "/references/"));
  EXPECT_GT(entry.references(0).quality().inter_eye_distance_px(), 0);
  EXPECT_EQ(OutcomeFor(FakeFace(100, 100)), v1::OUTCOME_REFER);

  ASSERT_EQ(CodeAndReason(GetEntry(entry.name())), "OK");
  EXPECT_EQ(got_.entry().SerializeAsString(), entry.SerializeAsString());
}

TEST_F(WatchlistServiceTest, DeletesAnEntryThatNoSearchFindsAnyMore) {
  server_.CreateList("demo");
  const std::string entry = server_.Enroll("lists/demo", "Jane Roe", FakeFace(100, 100));
  server_.Enroll("lists/demo", "Other", FakeFace(200, 200));
  EXPECT_EQ(CodeAndReason(Delete("d1", entry, 2)), "ABORTED/REVISION_CONFLICT");
  EXPECT_EQ(CodeAndReason(Delete("d2", entry, 1)), "OK");
  EXPECT_EQ(OutcomeFor(FakeFace(100, 100)), v1::OUTCOME_CLEAR);
  EXPECT_EQ(CodeAndReason(GetEntry(entry)), "NOT_FOUND/ENTRY_NOT_FOUND");
  EXPECT_EQ(CodeAndReason(Delete("d2", entry, 1)), "OK") << "a repetition succeeds again";
  EXPECT_EQ(CodeAndReason(Delete("d3", entry)), "NOT_FOUND/ENTRY_NOT_FOUND");
}

TEST_F(WatchlistServiceTest, AnswersARepetitionWithTheSameResponse) {
  ASSERT_EQ(CodeAndReason(CreateList(GoodList())), "OK");
  const std::string first = created_.SerializeAsString();
  ASSERT_EQ(CodeAndReason(CreateList(GoodList())), "OK");
  EXPECT_EQ(created_.SerializeAsString(), first);

  ASSERT_EQ(CodeAndReason(Enroll(GoodEntry())), "OK");
  const std::string name = enrolled_.entry().name();
  const int encoded = server_.gate().passed();
  ASSERT_EQ(CodeAndReason(Enroll(GoodEntry())), "OK");
  EXPECT_EQ(enrolled_.entry().name(), name);
  EXPECT_EQ(server_.gate().passed(), encoded) << "its portraits are not encoded again";
}

TEST_F(WatchlistServiceTest, RefusesARequestIdThatWasUsedForAnotherRequest) {
  ASSERT_EQ(CodeAndReason(CreateList(GoodList())), "OK");
  v1::CreateListRequest other = GoodList();
  other.set_list_id("other");
  EXPECT_EQ(CodeAndReason(CreateList(other)), "ALREADY_EXISTS/REQUEST_ID_REUSED");
  v1::EnrollEntryRequest entry = GoodEntry();
  entry.set_request_id(GoodList().request_id());
  EXPECT_EQ(CodeAndReason(Enroll(entry)), "ALREADY_EXISTS/REQUEST_ID_REUSED");
}

TEST_F(WatchlistServiceTest, RefusesAListThatExists) {
  ASSERT_EQ(CodeAndReason(CreateList(GoodList())), "OK");
  v1::CreateListRequest again = GoodList();
  again.set_request_id("another");
  EXPECT_EQ(CodeAndReason(CreateList(again)), "ALREADY_EXISTS/LIST_ALREADY_EXISTS");
}

TEST_F(WatchlistServiceTest, RefusesListsThatBreakTheContract) {
  const std::vector<std::function<void(v1::CreateListRequest&)>> spoils = {
      [](auto& r) { r.clear_request_id(); },
      [](auto& r) { r.set_request_id(std::string(65, 'x')); },
      [](auto& r) { r.set_request_id("caf\xc3\xa9"); },
      [](auto& r) { r.set_list_id("Demo"); },
      [](auto& r) { r.set_list_id(std::string(64, 'a')); },
      [](auto& r) { r.mutable_list()->clear_display_name(); },
      [](auto& r) { r.mutable_list()->set_display_name(std::string(201, 'x')); },
      [](auto& r) { r.mutable_list()->set_owner(std::string(1001, 'x')); },
      [](auto& r) { r.mutable_list()->set_purpose(std::string(1001, 'x')); },
      [](auto& r) { r.mutable_list()->set_legal_basis(std::string(1001, 'x')); }};
  for (std::size_t i = 0; i < spoils.size(); ++i) {
    v1::CreateListRequest request = GoodList();
    spoils[i](request);
    EXPECT_EQ(CodeAndReason(CreateList(request)), "INVALID_ARGUMENT/FIELD_INVALID") << i;
  }
}

struct BadEntry {
  std::string expected;
  std::function<void(v1::EnrollEntryRequest&)> spoil;
};

TEST_F(WatchlistServiceTest, RefusesEntriesThatBreakTheContractAndEnrolsNothing) {
  server_.CreateList("demo");
  const std::string invalid = "INVALID_ARGUMENT/FIELD_INVALID";
  const std::vector<BadEntry> table = {
      {invalid, [](auto& r) { r.clear_request_id(); }},
      {invalid, [](auto& r) { r.mutable_entry()->clear_display_name(); }},
      {invalid, [](auto& r) { r.mutable_entry()->set_display_name(std::string(201, 'x')); }},
      {invalid, [](auto& r) { r.mutable_entry()->set_external_reference(std::string(201, 'x')); }},
      {invalid, [](auto& r) { r.mutable_entry()->clear_lists(); }},
      {invalid, [](auto& r) { r.mutable_entry()->set_lists(0, "demo"); }},
      {invalid,
       [](auto& r) {
         for (int i = 0; i < 100; ++i) r.mutable_entry()->add_lists("lists/demo");
       }},
      {"NOT_FOUND/LIST_NOT_FOUND", [](auto& r) { r.mutable_entry()->set_lists(0, "lists/no"); }},
      {"INVALID_ARGUMENT/IMAGE_MISSING", [](auto& r) { r.clear_portraits(); }},
      {"INVALID_ARGUMENT/TOO_MANY_IMAGES",
       [](auto& r) {
         for (int i = 0; i < 8; ++i) r.add_portraits(FakeFace(1, 1));
       }},
      {"INVALID_ARGUMENT/IMAGE_UNREADABLE", [](auto& r) { r.add_portraits("GIF89a"); }},
      {"INVALID_ARGUMENT/PORTRAIT_REJECTED", [](auto& r) { r.add_portraits("no face"); }},
      {"INVALID_ARGUMENT/PORTRAIT_REJECTED", [](auto& r) { r.add_portraits("two faces"); }},
      {"INVALID_ARGUMENT/PORTRAIT_REJECTED", [](auto& r) { r.add_portraits("tiny 1 1"); }},
  };
  for (std::size_t i = 0; i < table.size(); ++i) {
    v1::EnrollEntryRequest request = GoodEntry();
    table[i].spoil(request);
    const grpc::Status status = Enroll(request);
    EXPECT_EQ(CodeAndReason(status), table[i].expected) << i;
    EXPECT_THAT(status.error_message(), Not(HasSubstr("Jane Roe")));
  }
  ASSERT_EQ(CodeAndReason(ListEntries({})), "OK");
  EXPECT_TRUE(entries_.entries().empty());
}

TEST_F(WatchlistServiceTest, ListsEntriesPageByPage) {
  server_.CreateList("demo");
  server_.CreateList("other");
  std::set<std::string> expected;
  for (int i = 0; i < 5; ++i) {
    expected.insert(server_.Enroll("lists/demo", "P" + std::to_string(i), FakeFace(i, i)));
  }
  server_.Enroll("lists/other", "Q", FakeFace(9, 9));

  v1::ListEntriesRequest request;
  request.set_list("lists/demo");
  request.set_page_size(2);
  std::set<std::string> seen;
  int pages = 0;
  do {
    ASSERT_EQ(CodeAndReason(ListEntries(request)), "OK");
    for (const v1::Entry& entry : entries_.entries()) EXPECT_TRUE(seen.insert(entry.name()).second);
    request.set_page_token(entries_.next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(seen, expected);
}

TEST_F(WatchlistServiceTest, EndsWithoutATokenWhenTheLastPageIsFull) {
  server_.CreateList("demo");
  server_.Enroll("lists/demo", "P", FakeFace(1, 1));
  v1::ListEntriesRequest request;
  request.set_page_size(1);
  ASSERT_EQ(CodeAndReason(ListEntries(request)), "OK");
  EXPECT_EQ(entries_.entries_size(), 1);
  EXPECT_TRUE(entries_.next_page_token().empty());
}

TEST_F(WatchlistServiceTest, RefusesPagesThatBreakTheContract) {
  server_.CreateList("demo");
  server_.CreateList("other");
  server_.Enroll("lists/demo", "P", FakeFace(1, 1));
  server_.Enroll("lists/demo", "Q", FakeFace(2, 2));
  v1::ListEntriesRequest request;
  request.set_page_size(-1);
  EXPECT_EQ(CodeAndReason(ListEntries(request)), "INVALID_ARGUMENT/FIELD_INVALID");
  request.set_page_size(1);
  request.set_list("demo");
  EXPECT_EQ(CodeAndReason(ListEntries(request)), "INVALID_ARGUMENT/FIELD_INVALID");
  request.set_list("lists/unknown");
  EXPECT_EQ(CodeAndReason(ListEntries(request)), "NOT_FOUND/LIST_NOT_FOUND");
  request.set_list("lists/demo");
  request.set_page_token("made-up");
  EXPECT_EQ(CodeAndReason(ListEntries(request)), "INVALID_ARGUMENT/PAGE_TOKEN_INVALID");

  request.clear_page_token();
  ASSERT_EQ(CodeAndReason(ListEntries(request)), "OK");
  request.set_page_token(entries_.next_page_token());
  request.set_list("lists/other");
  EXPECT_EQ(CodeAndReason(ListEntries(request)), "INVALID_ARGUMENT/PAGE_TOKEN_INVALID");
}

TEST_F(WatchlistServiceTest, ListsListsPageByPage) {
  for (const char* id : {"a", "b", "c"}) server_.CreateList(id);
  v1::ListListsRequest request;
  request.set_page_size(2);
  v1::ListListsResponse first;
  grpc::ClientContext first_context;
  ASSERT_TRUE(server_.watchlist().ListLists(&first_context, request, &first).ok());
  ASSERT_EQ(first.lists_size(), 2);
  EXPECT_EQ(first.lists(1).name(), "lists/b");
  request.set_page_token(first.next_page_token());
  v1::ListListsResponse second;
  grpc::ClientContext second_context;
  ASSERT_TRUE(server_.watchlist().ListLists(&second_context, request, &second).ok());
  ASSERT_EQ(second.lists_size(), 1);
  EXPECT_EQ(second.lists(0).name(), "lists/c");
  EXPECT_TRUE(second.next_page_token().empty());
}

TEST_F(WatchlistServiceTest, RecordsWhoDidIt) {
  server_.CreateList("demo");
  const auto events = server_.store().AuditEvents();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].actor, "insecure-loopback");
  EXPECT_EQ(events[0].target, "lists/demo");
}

}  // namespace
}  // namespace portcullis::testing
