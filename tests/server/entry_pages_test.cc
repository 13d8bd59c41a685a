#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/timestamps.h"
#include "tests/server/watchlist_fixture.h"

namespace portcullis::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class EntryPages : public WatchlistFixture {
 protected:
  EntryPages() {
    server_.CreateList("demo");
    server_.CreateList("other");
  }

  std::string List(const v1::ListEntriesRequest& request) {
    return CodeAndReason(Call("alice", &WatchlistStub::ListEntries, request, page_));
  }

  /// The names in all pages of that query.
  std::vector<std::string> All(v1::ListEntriesRequest request, int page_size = 2) {
    request.set_page_size(page_size);
    std::vector<std::string> names;
    do {
      EXPECT_EQ(List(request), "OK");
      for (const v1::Entry& entry : page_.entries()) names.push_back(entry.display_name());
      EXPECT_LE(page_.entries_size(), page_size);
      request.set_page_token(page_.next_page_token());
    } while (!request.page_token().empty());
    return names;
  }

  v1::ListEntriesResponse page_;
};

v1::ListEntriesRequest Ordered(const std::string& order_by) {
  v1::ListEntriesRequest request;
  request.set_order_by(order_by);
  return request;
}

TEST_F(EntryPages, ShowEachEntryOnceInEveryOrder) {
  for (int i = 0; i < 5; ++i) {
    v1::ProposeEntryRequest request = Proposal(std::to_string(i), FakeFace(50 * i, 0));
    // The one proposed first is reviewed last.
    *request.mutable_entry()->mutable_review_by() =
        ToTimestamp(server_.clock().now() + absl::Hours(100 - i));
    Propose(request);
  }
  EXPECT_THAT(All(Ordered("")), UnorderedElementsAre("0", "1", "2", "3", "4"));
  EXPECT_EQ(All(Ordered("name")), All(Ordered("")));
  EXPECT_THAT(All(Ordered("create_time")), ElementsAre("0", "1", "2", "3", "4"));
  EXPECT_THAT(All(Ordered("create_time desc")), ElementsAre("4", "3", "2", "1", "0"));
  EXPECT_THAT(All(Ordered("update_time desc"), 1), ElementsAre("4", "3", "2", "1", "0"));
  EXPECT_THAT(All(Ordered("review_by")), ElementsAre("4", "3", "2", "1", "0"));
  EXPECT_THAT(All(Ordered("review_by desc"), 5), ElementsAre("0", "1", "2", "3", "4"));
}

TEST_F(EntryPages, ShowOnlyWhatWasAskedFor) {
  server_.Enroll("lists/demo", "active", FakeFace(0, 0));
  server_.Enroll("lists/other", "elsewhere", FakeFace(100, 0));
  v1::ProposeEntryRequest proposal = Proposal("proposed", FakeFace(200, 0));
  proposal.mutable_entry()->set_external_reference("case 7");
  Propose(proposal);

  v1::ListEntriesRequest request;
  request.set_list("lists/demo");
  EXPECT_THAT(All(request), UnorderedElementsAre("active", "proposed"));
  request.add_statuses(v1::ENTRY_STATUS_ACTIVE);
  EXPECT_THAT(All(request), ElementsAre("active"));
  v1::ListEntriesRequest pending;
  pending.set_pending_only(true);
  EXPECT_THAT(All(pending), ElementsAre("proposed"));
  v1::ListEntriesRequest reference;
  reference.set_external_reference("case 7");
  EXPECT_THAT(All(reference), ElementsAre("proposed"));
  reference.set_external_reference("case");
  EXPECT_TRUE(All(reference).empty());
}

TEST_F(EntryPages, EndWithoutATokenWhenTheLastOneIsFull) {
  server_.Enroll("lists/demo", "P", FakeFace(1, 1));
  v1::ListEntriesRequest request;
  request.set_page_size(1);
  ASSERT_EQ(List(request), "OK");
  EXPECT_EQ(page_.entries_size(), 1);
  EXPECT_TRUE(page_.next_page_token().empty());
}

TEST_F(EntryPages, RefuseWhatBreaksTheContract) {
  v1::ListEntriesRequest request;
  request.set_page_size(-1);
  EXPECT_EQ(List(request), "INVALID_ARGUMENT/FIELD_INVALID");
  request.set_page_size(1);
  request.set_list("demo");
  EXPECT_EQ(List(request), "INVALID_ARGUMENT/FIELD_INVALID");
  request.set_list("lists/unknown");
  EXPECT_EQ(List(request), "NOT_FOUND/LIST_NOT_FOUND");
  for (const char* order : {" desc", "desc", "name  desc", "name asc", "Name", "display_name"}) {
    EXPECT_EQ(List(Ordered(order)), "INVALID_ARGUMENT/FIELD_INVALID") << order;
  }
  v1::ListEntriesRequest status;
  status.add_statuses(v1::ENTRY_STATUS_UNSPECIFIED);
  EXPECT_EQ(List(status), "INVALID_ARGUMENT/FIELD_INVALID");
  status.set_statuses(0, static_cast<v1::EntryStatus>(99));
  EXPECT_EQ(List(status), "INVALID_ARGUMENT/FIELD_INVALID");
}

TEST_F(EntryPages, AcceptATokenOnlyForTheQueryThatItWasGivenFor) {
  server_.Enroll("lists/demo", "P", FakeFace(1, 1));
  server_.Enroll("lists/demo", "Q", FakeFace(200, 200));
  v1::ListEntriesRequest request;
  request.set_page_size(1);
  request.set_list("lists/demo");
  request.set_page_token("made-up");
  EXPECT_EQ(List(request), "INVALID_ARGUMENT/PAGE_TOKEN_INVALID");
  request.clear_page_token();
  ASSERT_EQ(List(request), "OK");
  ASSERT_FALSE(page_.next_page_token().empty());
  request.set_page_token(page_.next_page_token());

  const std::vector<void (*)(v1::ListEntriesRequest&)> others = {
      [](auto& r) { r.set_list("lists/other"); },
      [](auto& r) { r.clear_list(); },
      [](auto& r) { r.set_order_by("create_time"); },
      [](auto& r) { r.set_order_by("name desc"); },
      [](auto& r) { r.set_pending_only(true); },
      [](auto& r) { r.set_external_reference("x"); },
      [](auto& r) { r.add_statuses(v1::ENTRY_STATUS_ACTIVE); }};
  for (std::size_t i = 0; i < others.size(); ++i) {
    v1::ListEntriesRequest other = request;
    others[i](other);
    EXPECT_EQ(List(other), "INVALID_ARGUMENT/PAGE_TOKEN_INVALID") << i;
  }
  v1::ListEntriesDueForReviewRequest of_another_method;
  of_another_method.set_list("lists/demo");
  of_another_method.set_page_token(request.page_token());
  EXPECT_EQ(Code("alice", &WatchlistStub::ListEntriesDueForReview, of_another_method),
            "INVALID_ARGUMENT/PAGE_TOKEN_INVALID");
  request.set_page_size(7);
  EXPECT_EQ(List(request), "OK") << "a page may have another size";
}

TEST_F(EntryPages, ShowWhatIsDueForReviewTheMostUrgentFirst) {
  for (int i = 0; i < 3; ++i) {
    v1::ProposeEntryRequest request = Proposal(std::to_string(i), FakeFace(100 * i, 0));
    *request.mutable_entry()->mutable_review_by() =
        ToTimestamp(server_.clock().now() + absl::Hours(10 - i));
    Propose(request);
  }
  v1::ListEntriesDueForReviewRequest request;
  v1::ListEntriesDueForReviewResponse response;
  ASSERT_EQ(
      CodeAndReason(Call("alice", &WatchlistStub::ListEntriesDueForReview, request, response)),
      "OK");
  EXPECT_TRUE(response.entries().empty()) << "now none is due";

  request.set_page_size(1);
  *request.mutable_due_by() = ToTimestamp(server_.clock().now() + absl::Minutes(9 * 60 + 30));
  ASSERT_EQ(
      CodeAndReason(Call("alice", &WatchlistStub::ListEntriesDueForReview, request, response)),
      "OK");
  ASSERT_EQ(response.entries_size(), 1);
  EXPECT_EQ(response.entries(0).display_name(), "2");
  request.set_page_token(response.next_page_token());
  ASSERT_EQ(
      CodeAndReason(Call("alice", &WatchlistStub::ListEntriesDueForReview, request, response)),
      "OK");
  ASSERT_EQ(response.entries_size(), 1);
  EXPECT_EQ(response.entries(0).display_name(), "1");
  EXPECT_TRUE(response.next_page_token().empty());
}

}  // namespace
}  // namespace portcullis::testing
