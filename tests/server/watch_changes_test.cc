// WatchlistService.WatchChanges and ExportEntries over real connections.
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/change_feed.h"
#include "tests/server/watchlist_fixture.h"

namespace portcullis::testing {
namespace {

using ::testing::HasSubstr;

/// One who watches.
struct Watch {
  Watch(WatchlistStub& stub, std::uint64_t after) {
    v1::WatchChangesRequest request;
    request.set_after_sequence(after);
    stream = stub.WatchChanges(&context, request);
  }

  v1::WatchChangesResponse Next() {
    v1::WatchChangesResponse change;
    EXPECT_TRUE(stream->Read(&change));
    return change;
  }

  /// Of a stream that has ended.
  grpc::Status End() {
    v1::WatchChangesResponse change;
    while (stream->Read(&change)) {
    }
    return stream->Finish();
  }

  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientReader<v1::WatchChangesResponse>> stream;
};

class WatchChanges : public WatchlistFixture {};

TEST_F(WatchChanges, TellsWhatWasAndWhatComes) {
  server_.CreateList("demo");
  const v1::Entry proposed = Propose(Proposal("Jane Roe", FakeFace(1, 1)));
  Watch watch(server_.watchlist(), 0);
  EXPECT_EQ(watch.Next().target(), "policies/1");
  v1::WatchChangesResponse change = watch.Next();
  EXPECT_EQ(change.sequence(), 2U);
  EXPECT_EQ(change.action(), "CreateList");
  EXPECT_EQ(change.target(), "lists/demo");
  EXPECT_EQ(change.actor(), "insecure-loopback");
  EXPECT_EQ(change.request_id(), "create demo");
  EXPECT_GT(change.time().seconds(), 0);
  EXPECT_EQ(watch.Next().action(), "ProposeEntry");

  Approve(proposed);
  change = watch.Next();
  EXPECT_EQ(change.sequence(), 4U);
  EXPECT_EQ(change.action(), "ApproveEntry");
  EXPECT_EQ(change.target(), proposed.name());
  EXPECT_EQ(change.actor(), "bob");
}

TEST_F(WatchChanges, GoesOnAfterASequence) {
  for (const char* list : {"a", "b", "c"}) server_.CreateList(list);
  Watch watch(server_.watchlist(), 3);
  EXPECT_EQ(watch.Next().target(), "lists/c");
  server_.CreateList("d");
  EXPECT_EQ(watch.Next().sequence(), 5U);
}

TEST_F(WatchChanges, WaitsForWhatIsNotThereYet) {
  Watch watch(server_.watchlist(), 3);
  watch.stream->WaitForInitialMetadata();
  for (const char* list : {"a", "b", "c"}) server_.CreateList(list);
  EXPECT_EQ(watch.Next().target(), "lists/c");
}

TEST_F(WatchChanges, TellsEverythingInOrderAcrossManyPages) {
  std::thread writer([this] {
    for (int i = 0; i < 1000; ++i) server_.CreateList("list-" + std::to_string(i));
  });
  Watch one(server_.watchlist(), 0);
  Watch two(server_.watchlist(), 500);
  for (std::uint64_t i = 1; i <= 1000; ++i) ASSERT_EQ(one.Next().sequence(), i);
  for (std::uint64_t i = 501; i <= 1000; ++i) ASSERT_EQ(two.Next().sequence(), i);
  writer.join();
}

TEST_F(WatchChanges, IsNotHeldUpByAReaderThatDoesNotRead) {
  for (int i = 1; i < 2000; ++i) server_.CreateList("list-" + std::to_string(i));
  Watch slow(server_.watchlist(), 0);
  Watch quick(server_.watchlist(), 2000);
  slow.stream->WaitForInitialMetadata();
  server_.CreateList("last");
  EXPECT_EQ(quick.Next().sequence(), 2001U);
  for (std::uint64_t i = 1; i <= 2001; ++i) ASSERT_EQ(slow.Next().sequence(), i);
}

TEST_F(WatchChanges, HasALimitedNumberOfWatchers) {
  std::vector<std::unique_ptr<Watch>> watches;
  for (std::size_t i = 0; i < ChangeFeed::kMaxWatchers; ++i) {
    watches.push_back(std::make_unique<Watch>(server_.watchlist(), 0));
    watches.back()->stream->WaitForInitialMetadata();
  }
  const grpc::Status refused = Watch(server_.watchlist(), 0).End();
  EXPECT_EQ(CodeAndReason(refused), "RESOURCE_EXHAUSTED/QUEUE_FULL");
  EXPECT_GT(RetryInfoOf(refused).retry_delay().seconds(), 0);

  watches.front()->context.TryCancel();
  EXPECT_EQ(watches.front()->End().error_code(), grpc::StatusCode::CANCELLED);
  // A call on the same connection: when it is answered, the server knows of the cancellation.
  server_.CreateList("demo");
  Watch again(server_.watchlist(), 1);
  EXPECT_EQ(again.Next().target(), "lists/demo");
}

TEST_F(WatchChanges, EndsWhenTheServerShutsDown) {
  server_.CreateList("demo");
  Watch watch(server_.watchlist(), 0);
  EXPECT_EQ(watch.Next().sequence(), 1U);
  server_.server().Shutdown(absl::Seconds(60));
  EXPECT_EQ(CodeAndReason(watch.End()), "UNAVAILABLE/SHUTTING_DOWN");
}

TEST_F(WatchChanges, EndsAtItsDeadline) {
  Watch watch(server_.watchlist(), 0);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(50));
  v1::WatchChangesRequest request;
  request.set_after_sequence(1);  // the policy, with which every server begins
  const auto stream = server_.watchlist().WatchChanges(&context, request);
  v1::WatchChangesResponse change;
  EXPECT_FALSE(stream->Read(&change));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
}

class ExportEntries : public WatchlistFixture {
 protected:
  ExportEntries() {
    server_.CreateList("demo");
    server_.CreateList("other");
  }

  grpc::Status Export(const std::string& list) {
    grpc::ClientContext context;
    v1::ExportEntriesRequest request;
    request.set_list(list);
    const auto stream = server_.watchlist().ExportEntries(&context, request);
    v1::ExportEntriesResponse response;
    entries_.clear();
    while (stream->Read(&response)) entries_.push_back(response.entry());
    return stream->Finish();
  }

  std::vector<v1::Entry> entries_;
};

TEST_F(ExportEntries, GivesEveryEntryOnceById) {
  for (int i = 0; i < 450; ++i) {
    v1::ProposeEntryRequest request = Proposal(std::to_string(i), FakeFace(i % 250, i / 250));
    request.set_allow_duplicate(true);
    Propose(request);
  }
  ASSERT_EQ(CodeAndReason(Export("")), "OK");
  ASSERT_EQ(entries_.size(), 450U);
  for (std::size_t i = 1; i < entries_.size(); ++i) {
    EXPECT_LT(entries_[i - 1].name(), entries_[i].name());
  }
  EXPECT_EQ(Get(entries_[300].name()).SerializeAsString(), entries_[300].SerializeAsString());
}

TEST_F(ExportEntries, GivesThoseOfOneList) {
  server_.Enroll("lists/demo", "here", FakeFace(1, 1));
  server_.Enroll("lists/other", "there", FakeFace(200, 200));
  ASSERT_EQ(CodeAndReason(Export("lists/other")), "OK");
  ASSERT_EQ(entries_.size(), 1U);
  EXPECT_EQ(entries_[0].display_name(), "there");
  ASSERT_EQ(CodeAndReason(Export("lists/unknown")), "NOT_FOUND/LIST_NOT_FOUND");
  ASSERT_EQ(CodeAndReason(Export("demo")), "INVALID_ARGUMENT/FIELD_INVALID");
}

TEST_F(ExportEntries, OfNothingEndsAtOnce) {
  EXPECT_EQ(CodeAndReason(Export("")), "OK");
  EXPECT_TRUE(entries_.empty());
  EXPECT_THAT(server_.log().back(), HasSubstr("ExportEntries"));
}

TEST_F(ExportEntries, StopsWhenTheClientGoes) {
  for (int i = 0; i < 250; ++i) {
    v1::ProposeEntryRequest request = Proposal(std::to_string(i), FakeFace(i, 0));
    request.set_allow_duplicate(true);
    Propose(request);
  }
  grpc::ClientContext context;
  const auto stream = server_.watchlist().ExportEntries(&context, v1::ExportEntriesRequest());
  v1::ExportEntriesResponse response;
  ASSERT_TRUE(stream->Read(&response));
  context.TryCancel();
  while (stream->Read(&response)) {
  }
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  server_.server().Shutdown(absl::Seconds(60));
}

}  // namespace
}  // namespace portcullis::testing
