// WatchlistService.ImportEntries over real connections.
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/server/watchlist_fixture.h"

namespace portcullis::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

using ImportStream = grpc::ClientReaderWriter<v1::ImportEntriesRequest, v1::ImportEntriesResponse>;

class Import : public WatchlistFixture {
 protected:
  static constexpr std::size_t kLanes = 2;

  explicit Import(absl::Duration linger = RpcServerOptions().linger)
      : WatchlistFixture({.enrolment_lanes = kLanes, .queue_capacity = 1, .linger = linger}) {
    server_.CreateList("demo");
  }

  /// Each row is a person of its own.
  static v1::ImportEntriesRequest Row(int row) {
    v1::ImportEntriesRequest request;
    request.set_row(row);
    v1::ProposeEntryRequest& proposal = *request.mutable_proposal();
    proposal.set_request_id("row " + std::to_string(row));
    proposal.mutable_entry()->set_display_name("Person " + std::to_string(row));
    proposal.mutable_entry()->add_lists("lists/demo");
    proposal.add_portraits(FakeFace(row % 256, row / 256));
    proposal.set_allow_duplicate(true);
    return request;
  }

  std::unique_ptr<ImportStream> Open(grpc::ClientContext& context) {
    StateActor(context, "alice");
    return server_.watchlist().ImportEntries(&context);
  }

  /// By row.
  using Results = std::map<std::int64_t, v1::ImportEntriesResponse>;

  static Results ReadAll(ImportStream& stream) {
    Results results;
    v1::ImportEntriesResponse response;
    while (stream.Read(&response)) {
      EXPECT_TRUE(results.emplace(response.row(), response).second) << response.row();
    }
    return results;
  }

  Results ImportAll(const std::vector<v1::ImportEntriesRequest>& rows) {
    grpc::ClientContext context;
    const auto stream = Open(context);
    std::thread writer([&] {
      for (const auto& row : rows) EXPECT_TRUE(stream->Write(row));
      stream->WritesDone();
    });
    Results results = ReadAll(*stream);
    writer.join();
    const grpc::Status status = stream->Finish();
    EXPECT_TRUE(status.ok()) << status.error_message();
    return results;
  }

  int Proposals() const {
    int count = 0;
    for (const AuditEvent& event : server_.Events()) count += event.action == "ProposeEntry";
    return count;
  }

  /// Nothing of a call is left when the server has none in progress.
  void AwaitLogOfImports(std::size_t lines) {
    const auto imports = [this] {
      std::size_t count = 0;
      for (const std::string& line : server_.log()) {
        count += line.find("ImportEntries") != std::string::npos ? 1 : 0;
      }
      return count;
    };
    while (imports() < lines) absl::SleepFor(absl::Milliseconds(1));
  }
};

TEST_F(Import, ProposesEveryRow) {
  const Results results = ImportAll({Row(1), Row(2), Row(3)});
  ASSERT_EQ(results.size(), 3U);
  for (const auto& [row, result] : results) {
    EXPECT_EQ(result.reason(), "");
    EXPECT_EQ(result.entry().display_name(), "Person " + std::to_string(row));
    EXPECT_EQ(result.entry().status(), v1::ENTRY_STATUS_PROPOSED);
    EXPECT_THAT(result.entry().proposers(), ::testing::ElementsAre("alice"));
  }
  EXPECT_EQ(Proposals(), 3);
  EXPECT_THAT(server_.log().back(), HasSubstr("\"outcome\":\"3 rows, 0 refused\""));
}

TEST_F(Import, OfNothingEndsAtOnce) { EXPECT_TRUE(ImportAll({}).empty()); }

TEST_F(Import, GoesOnAfterRowsThatAreRefused) {
  std::vector<v1::ImportEntriesRequest> rows;
  for (int i = 0; i < 1000; ++i) {
    rows.push_back(Row(i));
    if (i % 3 == 0) rows.back().mutable_proposal()->set_portraits(0, "GIF89a");
  }
  const Results results = ImportAll(rows);
  ASSERT_EQ(results.size(), 1000U);
  for (const auto& [row, result] : results) {
    EXPECT_EQ(result.reason(), row % 3 == 0 ? "IMAGE_UNREADABLE" : "") << row;
    EXPECT_EQ(result.message().empty(), row % 3 != 0);
    EXPECT_EQ(result.has_entry(), row % 3 != 0);
  }
  EXPECT_EQ(Proposals(), 666);
  EXPECT_THAT(server_.log().back(), HasSubstr("\"outcome\":\"1000 rows, 334 refused\""));
}

TEST_F(Import, SaysOfEachRowWhatIsWrongWithIt) {
  std::vector<v1::ImportEntriesRequest> rows;
  for (int i = 0; i < 5; ++i) rows.push_back(Row(10 * i));
  rows[0].mutable_proposal()->clear_request_id();
  rows[1].mutable_proposal()->mutable_entry()->set_lists(0, "lists/unknown");
  rows[2].mutable_proposal()->mutable_entry()->clear_display_name();
  rows[3].clear_proposal();
  rows[4].mutable_proposal()->set_portraits(0, "two faces");
  const Results results = ImportAll(rows);
  EXPECT_EQ(results.at(0).reason(), "FIELD_INVALID");
  EXPECT_THAT(results.at(0).message(), HasSubstr("request_id"));
  EXPECT_EQ(results.at(10).reason(), "LIST_NOT_FOUND");
  EXPECT_EQ(results.at(20).reason(), "FIELD_INVALID");
  EXPECT_EQ(results.at(30).reason(), "FIELD_INVALID");
  EXPECT_EQ(results.at(40).reason(), "PORTRAIT_REJECTED");
  EXPECT_EQ(Proposals(), 0);
}

TEST_F(Import, FindsTheSamePersonInTwoRows) {
  std::vector<v1::ImportEntriesRequest> rows = {Row(1), Row(2), Row(3), Row(4)};
  for (auto& row : rows) {
    row.mutable_proposal()->set_allow_duplicate(false);
    row.mutable_proposal()->set_portraits(0, FakeFace(7, 7));
  }
  int refused = 0;
  for (const auto& [row, result] : ImportAll(rows)) {
    refused += result.reason() == "POSSIBLE_DUPLICATE_PERSON";
  }
  EXPECT_EQ(refused, 3) << "whichever came first";
  EXPECT_EQ(Proposals(), 1);
}

TEST_F(Import, ReadsNoFurtherThanItsLanesCanServe) {
  server_.gate().Close();
  grpc::ClientContext context;
  const auto stream = Open(context);
  // A row so large that the connection cannot hold many that the server has not read.
  v1::ImportEntriesRequest row = Row(1);
  row.mutable_proposal()->add_portraits(std::string(1 << 20, 'x'));
  std::atomic<int> written = 0;
  std::thread writer([&] {
    for (int i = 0; i < 30; ++i) {
      row.set_row(i);
      row.mutable_proposal()->set_request_id("large " + std::to_string(i));
      if (!stream->Write(row)) return;
      ++written;
    }
    stream->WritesDone();
  });
  server_.gate().AwaitWaiting(kLanes);
  absl::SleepFor(absl::Milliseconds(300));
  EXPECT_LT(written, 20);
  EXPECT_EQ(server_.gate().passed(), 0);
  server_.gate().Open();
  EXPECT_EQ(ReadAll(*stream).size(), 30U);
  writer.join();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(Import, IsTakenUpAgainAfterABrokenConnection) {
  std::vector<v1::ImportEntriesRequest> rows;
  for (int i = 0; i < 40; ++i) rows.push_back(Row(i));
  Results before;
  {
    grpc::ClientContext context;
    const auto stream = Open(context);
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(stream->Write(rows[static_cast<std::size_t>(i)]));
    v1::ImportEntriesResponse response;
    for (int i = 0; i < 5; ++i) {
      ASSERT_TRUE(stream->Read(&response));
      before[response.row()] = response;
    }
    context.TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  AwaitLogOfImports(1);
  const int done = Proposals();
  const int encoded = server_.gate().passed();
  EXPECT_GE(done, 5);

  const Results after = ImportAll(rows);
  ASSERT_EQ(after.size(), 40U);
  for (const auto& [row, result] : before) {
    EXPECT_EQ(after.at(row).SerializeAsString(), result.SerializeAsString());
  }
  EXPECT_EQ(Proposals(), 40);
  EXPECT_EQ(server_.gate().passed() - encoded, 40 - done) << "rows that were done cost nothing";
}

TEST_F(Import, StopsWhenTheClientGoesWithoutServingWhatWaits) {
  server_.gate().Close();
  {
    grpc::ClientContext context;
    const auto stream = Open(context);
    for (int i = 0; i < 6; ++i) ASSERT_TRUE(stream->Write(Row(i)));
    server_.gate().AwaitWaiting(kLanes);
    context.TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  // A call on the same connection: when it is answered, the server knows of the cancellation.
  v1::ListListsResponse lists;
  EXPECT_TRUE(Call("alice", &WatchlistStub::ListLists, v1::ListListsRequest(), lists).ok());
  server_.gate().Open();
  AwaitLogOfImports(1);
  EXPECT_EQ(server_.gate().passed(), static_cast<int>(kLanes));
  EXPECT_EQ(Proposals(), 0);
  EXPECT_THAT(server_.log(), Contains(::testing::AllOf(HasSubstr("ImportEntries"),
                                                       HasSubstr("\"code\":\"CANCELLED\""))));
}

TEST_F(Import, StopsAtItsDeadline) {
  server_.gate().Close();
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(100));
  const auto stream = Open(context);
  for (int i = 0; i < 3; ++i) stream->Write(Row(i));
  EXPECT_TRUE(ReadAll(*stream).empty());
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  absl::SleepFor(absl::Milliseconds(50));  // the server counts from the arrival of the call
  server_.gate().Open();
  AwaitLogOfImports(1);
  EXPECT_EQ(Proposals(), 0);
}

class ImportIntoAnEndingServer : public Import {
 protected:
  ImportIntoAnEndingServer() : Import(absl::Seconds(3)) {}
};

TEST_F(ImportIntoAnEndingServer, IsToldWhyItEnds) {
  grpc::ClientContext context;
  const auto stream = Open(context);
  ASSERT_TRUE(stream->Write(Row(1)));
  v1::ImportEntriesResponse response;
  ASSERT_TRUE(stream->Read(&response));
  std::thread shutdown([this] { server_.server().Shutdown(absl::Seconds(30)); });
  // A client that writes on would lose the reason if its connection broke under it.
  int row = 2;
  while (stream->Write(Row(row))) ++row;
  // The status comes after the results that are on their way.
  ReadAll(*stream);
  EXPECT_EQ(CodeAndReason(stream->Finish()), "UNAVAILABLE/SHUTTING_DOWN");
  EXPECT_EQ(Code("alice", &WatchlistStub::ListLists, v1::ListListsRequest()),
            "UNAVAILABLE/SHUTTING_DOWN")
      << "the connection is there for a while yet";
  shutdown.join();
}

TEST_F(Import, TellsNothingInWordsOfWhatWentWrongInsideTheServer) {
  server_.store().commits_broken = true;
  Results results = ImportAll({Row(1)});
  EXPECT_EQ(results.at(1).reason(), "STORE_UNAVAILABLE");
  server_.store().commits_broken = false;
  results = ImportAll({Row(1)});
  EXPECT_EQ(results.at(1).reason(), "") << "a row that failed can be sent again";
}

}  // namespace
}  // namespace portcullis::testing
