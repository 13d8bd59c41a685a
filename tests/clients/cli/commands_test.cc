// The commands that check travellers, and what all commands have in common.
#include <gtest/gtest.h>

#include <string>

#include "CLI/Error.hpp"
#include "google/protobuf/util/json_util.h"
#include "tests/clients/cli/fake_server.h"

namespace portcullis::cli {
namespace {

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

TEST_F(Commands, AFailureOfTheServerIsAFailureOfTheCommand) {
  watchlist_.failure = grpc::Status(grpc::INTERNAL, "oops");
  EXPECT_EQ(std::string(Run({"list"}).message()), "INTERNAL: oops");
}

TEST_F(Commands, WhoActsIsToldWhereNoCertificateSaysIt) {
  ASSERT_TRUE(Run({"list", "ls", "--as", "ann"}).ok());
  EXPECT_EQ(watchlist_.asked.actor, "ann");
  ASSERT_TRUE(Run({"list", "ls"}).ok());
  EXPECT_EQ(watchlist_.asked.actor, "");
}

TEST_F(Commands, ANounAloneIsAMistakeOfUsage) {
  for (const char* noun : {"entry", "erasure", "snapshot"}) {
    EXPECT_THROW((void)Run({noun}), CLI::ParseError) << noun;
  }
}

}  // namespace
}  // namespace portcullis::cli
