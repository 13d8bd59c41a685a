// Each command line against a fake server that records what it was asked.
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "CLI/Config.hpp"
#include "CLI/Formatter.hpp"
#include "clients/cli/action.h"
#include "google/protobuf/util/json_util.h"
#include "portcullis/v1/match.grpc.pb.h"
#include "portcullis/v1/watchlist.grpc.pb.h"

namespace portcullis::cli {
namespace {

class FakeMatchService final : public v1::MatchService::Service {
 public:
  grpc::Status Identify(grpc::ServerContext*, const v1::IdentifyRequest* request,
                        v1::IdentifyResponse* response) override {
    identify_request = *request;
    *response = identify_response;
    return grpc::Status::OK;
  }

  v1::IdentifyRequest identify_request;
  v1::IdentifyResponse identify_response;
};

/// Serves its entries two to a page.
class FakeWatchlistService final : public v1::WatchlistService::Service {
 public:
  grpc::Status ListEntries(grpc::ServerContext*, const v1::ListEntriesRequest* request,
                           v1::ListEntriesResponse* response) override {
    list_requests.push_back(*request);
    const std::size_t first = request->page_token().empty() ? 0 : std::stoul(request->page_token());
    for (std::size_t i = first; i < entries.size() && i < first + 2; ++i) {
      response->add_entries()->set_name(entries[i]);
    }
    if (first + 2 < entries.size()) response->set_next_page_token(std::to_string(first + 2));
    return grpc::Status::OK;
  }

  grpc::Status EnrollEntry(grpc::ServerContext*, const v1::EnrollEntryRequest* request,
                           v1::EnrollEntryResponse* response) override {
    enroll_request = *request;
    response->mutable_entry()->set_name("entries/new");
    for (int i = 0; i < request->portraits_size(); ++i) response->mutable_entry()->add_references();
    return grpc::Status::OK;
  }

  grpc::Status DeleteEntry(grpc::ServerContext*, const v1::DeleteEntryRequest* request,
                           v1::DeleteEntryResponse*) override {
    delete_request = *request;
    return grpc::Status::OK;
  }

  std::vector<std::string> entries;
  std::vector<v1::ListEntriesRequest> list_requests;
  v1::EnrollEntryRequest enroll_request;
  v1::DeleteEntryRequest delete_request;
};

class Commands : public testing::Test {
 protected:
  Commands() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(&match_);
    builder.RegisterService(&watchlist_);
    server_ = builder.BuildAndStart();
    image_ = testing::TempDir() + "portcullis_cli_image";
    std::ofstream(image_, std::ios::binary) << "image bytes";
  }

  absl::Status Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(),
                     {"--insecure-loopback", "--server", "127.0.0.1:" + std::to_string(port_)});
    CLI::App app;
    SessionOptions options;
    Action action;
    AddCommands(app, options, action);
    // CLI11 takes the arguments of a vector from its end.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    out_.str("");
    const auto session = Session::Create(options, out_, /*colours=*/false);
    return session.ok() ? action(**session) : session.status();
  }

  std::string Output() const { return out_.str(); }

  FakeMatchService match_;
  FakeWatchlistService watchlist_;
  std::string image_;

 private:
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
  std::ostringstream out_;
};

v1::IdentifyResponse Referral() {
  v1::IdentifyResponse response;
  response.set_outcome(v1::OUTCOME_REFER);
  v1::Candidate& candidate = *response.add_candidates();
  candidate.set_rank(1);
  candidate.set_entry("entries/abc");
  candidate.set_referred(true);
  candidate.mutable_score()->set_distance(0.3456);
  candidate.mutable_score()->set_fmr(1e-3);
  candidate.mutable_score()->set_beyond_measured_range(true);
  return response;
}

TEST_F(Commands, IdentifySendsTheBytesTheListsAndTheLimit) {
  ASSERT_TRUE(Run({"identify", image_, "--list", "a", "--list", "lists/b", "--max", "3"}).ok());
  ASSERT_EQ(match_.identify_request.images_size(), 1);
  EXPECT_EQ(match_.identify_request.images(0), "image bytes");
  ASSERT_EQ(match_.identify_request.lists_size(), 2);
  EXPECT_EQ(match_.identify_request.lists(0), "lists/a");
  EXPECT_EQ(match_.identify_request.lists(1), "lists/b");
  EXPECT_EQ(match_.identify_request.max_candidates(), 3);
}

TEST_F(Commands, IdentifyShowsAReferralAndItsCandidates) {
  match_.identify_response = Referral();
  ASSERT_TRUE(Run({"identify", image_}).ok());
  EXPECT_EQ(Output().rfind("REFER", 0), 0U);
  EXPECT_NE(Output().find("entries/abc"), std::string::npos);
  EXPECT_NE(Output().find("0.346"), std::string::npos);
  EXPECT_NE(Output().find("finer than measured: below 1 in 1,000"), std::string::npos);
}

TEST_F(Commands, IdentifyNeverShowsAnUnknownOutcomeAsClear) {
  match_.identify_response.set_outcome(static_cast<v1::Outcome>(99));
  ASSERT_TRUE(Run({"identify", image_}).ok());
  EXPECT_EQ(Output().rfind("NO DECISION", 0), 0U);
  match_.identify_response.Clear();
  ASSERT_TRUE(Run({"identify", image_}).ok());
  EXPECT_EQ(Output().rfind("NO DECISION", 0), 0U);
}

TEST_F(Commands, JsonIsTheProtobufForm) {
  match_.identify_response = Referral();
  ASSERT_TRUE(Run({"identify", image_, "-o", "json"}).ok());
  v1::IdentifyResponse parsed;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(Output(), &parsed).ok());
  EXPECT_EQ(parsed.SerializeAsString(), match_.identify_response.SerializeAsString());
}

TEST_F(Commands, ListEntriesFollowsAllPages) {
  watchlist_.entries = {"entries/1", "entries/2", "entries/3", "entries/4", "entries/5"};
  ASSERT_TRUE(Run({"list", "entries", "--list", "a"}).ok());
  for (const std::string& entry : watchlist_.entries) {
    EXPECT_NE(Output().find(entry), std::string::npos) << entry;
  }
  ASSERT_EQ(watchlist_.list_requests.size(), 3U);
  for (const auto& request : watchlist_.list_requests) EXPECT_EQ(request.list(), "lists/a");
}

TEST_F(Commands, EnrollSendsEachPortraitWithARequestIdOfItsOwn) {
  const std::vector<std::string> line = {"enroll", "--list", "a",    "--name", "Jane Roe",
                                         "--ref",  "117",    image_, image_};
  ASSERT_TRUE(Run(line).ok());
  EXPECT_EQ(watchlist_.enroll_request.portraits_size(), 2);
  EXPECT_EQ(watchlist_.enroll_request.entry().display_name(), "Jane Roe");
  EXPECT_EQ(watchlist_.enroll_request.entry().external_reference(), "117");
  EXPECT_EQ(watchlist_.enroll_request.entry().lists(0), "lists/a");
  const std::string first_id = watchlist_.enroll_request.request_id();
  ASSERT_TRUE(Run(line).ok());
  EXPECT_EQ(first_id.size(), 36U);
  EXPECT_NE(watchlist_.enroll_request.request_id(), first_id);
  EXPECT_EQ(Output(), "enrolled entries/new with 2 references\n");
}

TEST_F(Commands, DeleteSendsTheRevisionAndTheRequestIdThatWereGiven) {
  ASSERT_TRUE(Run({"list", "delete", "abc", "--revision", "3", "--request-id", "again"}).ok());
  EXPECT_EQ(watchlist_.delete_request.name(), "entries/abc");
  EXPECT_EQ(watchlist_.delete_request.expected_revision(), 3);
  EXPECT_EQ(watchlist_.delete_request.request_id(), "again");
}

TEST_F(Commands, AFailureOfTheServerIsAFailureOfTheCommand) {
  const absl::Status status = Run({"list"});  // the fake does not implement it
  EXPECT_EQ(std::string(status.message()).rfind("UNIMPLEMENTED: ", 0), 0U);
}

}  // namespace
}  // namespace portcullis::cli
