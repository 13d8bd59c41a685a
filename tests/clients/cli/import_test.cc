// portcullis import.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "absl/synchronization/mutex.h"
#include "clients/cli/importer.h"
#include "nlohmann/json.hpp"
#include "tests/clients/cli/fake_server.h"

namespace portcullis::cli {
namespace {

using Json = nlohmann::json;
using ImportStream = FakeWatchlistService::ImportStream;

/// Keeps what was proposed, as the server does: the same request id again costs nothing.
class ImportCommand : public Commands {
 protected:
  ImportCommand() {
    watchlist_.import = [this](ImportStream& stream) { return Serve(stream); };
  }

  grpc::Status Serve(ImportStream& stream) {
    ++streams_;
    int answered = 0;
    for (v1::ImportEntriesRequest request; stream.Read(&request);) {
      if (answered++ == answers_in_a_stream_) return {grpc::UNAVAILABLE, "the connection broke"};
      stream.Write(Answer(request));
    }
    return grpc::Status::OK;
  }

  v1::ImportEntriesResponse Answer(const v1::ImportEntriesRequest& request) {
    v1::ImportEntriesResponse response;
    response.set_row(request.row());
    const std::string& name = request.proposal().entry().display_name();
    if (name == reused_) {
      response.set_reason("REQUEST_ID_REUSED");
    } else if (name == "Nobody") {
      response.set_reason("PORTRAIT_REJECTED");
      response.set_message("portraits[0]: no face was found");
    } else if (name == "Late" && busy_answers_-- > 0) {
      response.set_reason("QUEUE_FULL");
    } else {
      const auto [at, is_new] = entries_.try_emplace(
          request.proposal().request_id(), "entries/" + std::to_string(entries_.size() + 1));
      if (is_new) ++encodings_;
      response.mutable_entry()->set_name(at->second);
    }
    return response;
  }

  /// A file with so many people, and `extra` lines.
  std::string People(int count, const std::string& extra = "") {
    std::string csv = "name,list,images\n";
    for (int i = 0; i < count; ++i) csv += "Person " + std::to_string(i) + ",w,image.jpg\n";
    return File("people.csv", csv + extra);
  }

  std::map<std::string, std::string> entries_;  // by request id
  int encodings_ = 0;
  int streams_ = 0;
  int answers_in_a_stream_ = 1'000'000;
  int busy_answers_ = 0;
  std::string reused_;
};

TEST_F(ImportCommand, ProposesEveryRow) {
  ASSERT_TRUE(Run({"import", People(100)}).ok());
  EXPECT_EQ(Output(), "100 proposed, 0 refused\n");
  EXPECT_EQ(entries_.size(), 100U);
}

TEST_F(ImportCommand, ARefusedRowIsNotTheEnd) {
  const std::string results = NoFile("results.jsonl");
  const absl::Status status = Run({"import",
                                   People(2,
                                          "Nobody,w,image.jpg\nGone,w,gone.jpg\n"
                                          "\"Last, the\",w,image.jpg\n"),
                                   "--results", results});
  EXPECT_EQ(std::string(status.message()), "ROWS_REFUSED: 2 of 5 rows were refused");
  EXPECT_EQ(Output().rfind("3 proposed, 2 refused\n"
                           "  line 4: PORTRAIT_REJECTED: portraits[0]: no face was found\n"
                           "  line 5: FILE_UNREADABLE: cannot read ",
                           0),
            0U)
      << Output();
  std::istringstream lines(ContentOf(results));
  std::map<int, Json> by_row;
  for (std::string line; std::getline(lines, line);) {
    const Json json = Json::parse(line);
    by_row[json["row"]] = json;
  }
  ASSERT_EQ(by_row.size(), 5U);
  EXPECT_EQ(by_row[1]["source"], "line 2");
  EXPECT_EQ(by_row[1]["entry"].get<std::string>().rfind("entries/", 0), 0U);
  EXPECT_EQ(by_row[3]["reason"], "PORTRAIT_REJECTED");
  EXPECT_EQ(by_row[4]["reason"], "FILE_UNREADABLE");
}

TEST_F(ImportCommand, SaysTheSameAsJson) {
  EXPECT_FALSE(Run({"import", People(2, "Nobody,w,image.jpg\n"), "-o", "json"}).ok());
  const Json json = Json::parse(Output());
  EXPECT_EQ(json["rows"], 3);
  EXPECT_EQ(json["proposed"], 2);
  EXPECT_EQ(json["refused"][0]["reason"], "PORTRAIT_REJECTED");
}

TEST_F(ImportCommand, GoesOnThroughBrokenConnections) {
  answers_in_a_stream_ = 20;
  ASSERT_TRUE(Run({"import", People(50)}).ok());
  EXPECT_EQ(Output(), "50 proposed, 0 refused\n");
  EXPECT_EQ(encodings_, 50);
  EXPECT_GE(streams_, 3);
  EXPECT_NE(Notes().find("connection lost"), std::string::npos);
}

TEST_F(ImportCommand, TheSameCommandAgainDoesNothingTwice) {
  const std::string file = People(10);
  ASSERT_TRUE(Run({"import", file}).ok());
  ASSERT_TRUE(Run({"import", file}).ok());
  EXPECT_EQ(Output(), "10 proposed, 0 refused\n");
  EXPECT_EQ(encodings_, 10);
  ASSERT_TRUE(Run({"import", file, "--import-id", "second"}).ok());
  EXPECT_EQ(encodings_, 20);
}

TEST_F(ImportCommand, ARowThatWasProposedWithOtherOptionsIsNotRefused) {
  reused_ = "Person 0";
  ASSERT_TRUE(Run({"import", People(2), "--allow-duplicate"}).ok());
  EXPECT_EQ(Output(), "1 proposed, 1 proposed before, 0 refused\n");
}

TEST_F(ImportCommand, ARowForWhichTheServerWasTooBusyIsSentAgain) {
  busy_answers_ = 2;
  ASSERT_TRUE(Run({"import", People(1, "Late,w,image.jpg\n")}).ok());
  EXPECT_EQ(Output(), "2 proposed, 0 refused\n");
}

TEST_F(ImportCommand, EndsWhereItMayNotImport) {
  watchlist_.import = [](ImportStream&) {
    return grpc::Status(grpc::PERMISSION_DENIED, "ROLE_REQUIRED: kiosk may not");
  };
  const absl::Status status = Run({"import", People(3)});
  EXPECT_EQ(std::string(status.message()),
            "ROLE_REQUIRED: kiosk may not; use a certificate with that role; 0 of 3 rows are done, "
            "and the same command goes on from there");
}

TEST_F(ImportCommand, AFolderNeedsAList) {
  File("people/Jane Roe.jpg", "image");
  File("people/Ann Doe/front.jpg", "image");
  const std::string folder = image_.substr(0, image_.rfind('/')) + "/people";
  EXPECT_EQ(std::string(Run({"import", folder}).message()).rfind("FIELD_INVALID", 0), 0U);
  ASSERT_TRUE(Run({"import", folder, "--list", "w"}).ok());
  EXPECT_EQ(Output(), "2 proposed, 0 refused\n");
}

TEST_F(ImportCommand, KeepsFewRowsOnTheirWay) {
  std::size_t most = 0;
  watchlist_.import = [this, &most](ImportStream& stream) {
    std::vector<v1::ImportEntriesRequest> held;
    for (v1::ImportEntriesRequest request; stream.Read(&request);) {
      held.push_back(request);
      most = std::max(most, held.size());
      if (held.size() < Importer::Options().max_rows_on_their_way && request.row() + 1 < 100) {
        continue;
      }
      for (const v1::ImportEntriesRequest& one : held) stream.Write(Answer(one));
      held.clear();
    }
    return grpc::Status::OK;
  };
  ASSERT_TRUE(Run({"import", People(100)}).ok());
  EXPECT_EQ(most, Importer::Options().max_rows_on_their_way);
}

}  // namespace
}  // namespace portcullis::cli
