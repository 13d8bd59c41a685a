// portcullis export and changes.
#include <gtest/gtest.h>

#include "google/protobuf/util/json_util.h"
#include "tests/clients/cli/fake_server.h"

namespace portcullis::cli {
namespace {

class StreamCommands : public Commands {
 protected:
  StreamCommands() {
    v1::Entry entry;
    entry.set_name("entries/1");
    entry.set_display_name("Roe, \"Jane\"");
    entry.add_lists("lists/a");
    entry.add_lists("lists/b");
    entry.add_alias_names("J.");
    entry.set_status(v1::ENTRY_STATUS_ACTIVE);
    entry.mutable_review_by()->set_seconds(1811808000);
    entry.set_revision(2);
    watchlist_.exported.push_back(entry);
    entry.set_name("entries/2");
    watchlist_.exported.push_back(entry);
  }
};

constexpr char kHeading[] =
    "entry,name,list,status,external_reference,alias_names,document_numbers,valid_from,"
    "valid_until,review_by,references,revision,proposers,approvers,create_time,update_time,"
    "merged_into,status_reason\r\n";

TEST_F(StreamCommands, ExportWritesCsv) {
  watchlist_.exported.resize(1);
  ASSERT_TRUE(Run({"export", "--list", "a"}).ok());
  EXPECT_EQ(watchlist_.asked.Last(), R"(ExportEntries list: "lists/a")");
  EXPECT_EQ(Output(), std::string(kHeading) +
                          "entries/1,\"Roe, \"\"Jane\"\"\",a;b,active,,J.,,,,2027-06-01T00:00:00Z,"
                          "0,2,,,,,,\r\n");
}

TEST_F(StreamCommands, ExportWritesAnObjectALine) {
  for (const std::vector<std::string>& format :
       std::vector<std::vector<std::string>>{{"--format", "jsonl"}, {"-o", "json"}}) {
    ASSERT_TRUE(Run({"export", format[0], format[1]}).ok());
    std::istringstream lines(Output());
    for (const v1::Entry& entry : watchlist_.exported) {
      std::string line;
      ASSERT_TRUE(std::getline(lines, line));
      v1::Entry parsed;
      ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(line, &parsed).ok());
      EXPECT_EQ(parsed.SerializeAsString(), entry.SerializeAsString());
    }
  }
}

TEST_F(StreamCommands, ExportWritesTheFileCompletelyOrNotAtAll) {
  const std::string file = NoFile("entries.csv");
  watchlist_.failure = grpc::Status(grpc::UNAVAILABLE, "the connection broke");
  EXPECT_FALSE(Run({"export", "--out", file}).ok());
  EXPECT_EQ(ContentOf(file), "");
  watchlist_.failure = grpc::Status::OK;
  ASSERT_TRUE(Run({"export", "--out", file}).ok());
  EXPECT_EQ(ContentOf(file).rfind(kHeading, 0), 0U);
  EXPECT_EQ(Output(), "");
}

TEST_F(StreamCommands, ChangesEndWhereTheServerIsNow) {
  watchlist_.changes = 5;
  admin_.status.set_epoch(4);
  ASSERT_TRUE(Run({"changes", "--after", "2"}).ok());
  EXPECT_EQ(watchlist_.asked.Last(), "WatchChanges after_sequence: 2");
  EXPECT_TRUE(Says("entries/3"));
  EXPECT_TRUE(Says("entries/4"));
  EXPECT_FALSE(Says("entries/5"));
}

TEST_F(StreamCommands, ChangesPrintAnObjectALine) {
  watchlist_.changes = 1;
  admin_.status.set_epoch(1);
  ASSERT_TRUE(Run({"changes", "-o", "json"}).ok());
  v1::WatchChangesResponse parsed;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(Output(), &parsed).ok());
  EXPECT_EQ(parsed.sequence(), 1U);
}

TEST_F(StreamCommands, FollowGoesOnAfterABrokenConnectionFromWhereItWas) {
  watchlist_.changes = 5;
  watchlist_.changes_in_a_stream = 3;
  ASSERT_TRUE(Run({"changes", "--follow", "--limit", "5"}).ok());
  EXPECT_EQ(watchlist_.asked.requests,
            (std::vector<std::string>{"WatchChanges ", "WatchChanges after_sequence: 3"}));
  EXPECT_TRUE(Says("entries/5"));
  EXPECT_NE(Notes().find("connection lost after change 3"), std::string::npos);
}

TEST_F(StreamCommands, FollowEndsWhereItMayNotWatch) {
  watchlist_.failure = grpc::Status(grpc::PERMISSION_DENIED, "ROLE_REQUIRED: no");
  EXPECT_FALSE(Run({"changes", "--follow"}).ok());
  EXPECT_EQ(watchlist_.asked.requests.size(), 1U);
}

}  // namespace
}  // namespace portcullis::cli
