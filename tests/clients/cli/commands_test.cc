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

TEST_F(Commands, IdentifyTellsAnAlertFromAReview) {
  match_.identify_response = Referral();
  ASSERT_TRUE(Run({"identify", image_}).ok());
  EXPECT_TRUE(Says("review"));
  EXPECT_FALSE(Says("ALERT"));
  match_.identify_response.mutable_candidates(0)->set_level(v1::CANDIDATE_LEVEL_ALERT);
  ASSERT_TRUE(Run({"identify", image_}).ok());
  EXPECT_TRUE(Says("ALERT"));
}

TEST_F(Commands, IdentifySaysWhatTheLaneDoesWithoutADecision) {
  v1::IdentifyResponse& answer = match_.identify_response;
  answer.set_outcome(v1::OUTCOME_NO_DECISION);
  answer.add_no_decision_reasons(v1::NO_DECISION_REASON_NO_FACE);
  answer.set_action(v1::FALLBACK_ACTION_RETRY_CAPTURE);
  ASSERT_TRUE(Run({"identify", image_}).ok());
  EXPECT_TRUE(Says("NO DECISION  no face was found in the image: take another image"));
  // Whatever the server may mean by it, nobody passes.
  answer.set_action(static_cast<v1::FallbackAction>(99));
  ASSERT_TRUE(Run({"identify", image_}).ok());
  EXPECT_TRUE(Says("no face was found in the image: an officer checks the traveller"));
}

TEST_F(Commands, StatusTellsOfThePolicyAndOfTheChecksRecorded) {
  v1::PolicyStatus& policy = *admin_.status.mutable_policy();
  policy.set_version("policies/3");
  policy.set_pending_proposals(2);
  policy.set_next_version("policies/4");
  admin_.status.mutable_check_records()->set_recorded(1234);
  admin_.status.mutable_check_records()->set_lost(5);
  ASSERT_TRUE(Run({"status"}).ok());
  for (const char* text : {"policies/3", "wait for approval: 2", "policies/4 from",
                           "1,234 checks recorded since the start, 5 lost"}) {
    EXPECT_TRUE(Says(text)) << text << "\n" << Output();
  }
}

TEST_F(Commands, StatusTellsHowSearchesAreMade) {
  ASSERT_TRUE(Run({"status"}).ok());
  EXPECT_TRUE(Says("exact: every reference is compared"));
  v1::SearchStatus& search = *admin_.status.mutable_search();
  search.set_mode(v1::SEARCH_MODE_APPROXIMATE);
  search.set_min_recall(0.9999999);
  search.set_searches(2000);
  search.set_found_all(1996);
  search.set_recall_lower_bound(0.99549);
  ASSERT_TRUE(Run({"status"}).ok());
  for (const char* text :
       {"of long lists approximate, 99.99999 % demanded",
        "1,996 of 2,000 searches made both ways found all", "at least 99.54 %"}) {
    EXPECT_TRUE(Says(text)) << text << "\n" << Output();
  }
  search.set_mode(v1::SEARCH_MODE_ON_TRIAL);
  ASSERT_TRUE(Run({"status"}).ok());
  EXPECT_TRUE(Says("exact, the approximate way is on trial"));
}

TEST_F(Commands, IdentifyTellsThatASearchWasApproximate) {
  match_.identify_response = Referral();
  v1::Coverage& coverage = *match_.identify_response.mutable_context()->mutable_coverage();
  coverage.set_references_searched(12'000'000);
  coverage.set_references_compared(840'000);
  coverage.set_approximate(true);
  ASSERT_TRUE(Run({"identify", image_}).ok());
  EXPECT_TRUE(Says("12,000,000 references, approximately: 840,000 were compared")) << Output();
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

TEST_F(Commands, TomlIsForWhatCanBeReadAgain) {
  EXPECT_THROW((void)Run({"status", "-o", "toml"}), CLI::ParseError);
  EXPECT_THROW((void)Run({"policy", "list", "-o", "toml"}), CLI::ParseError);
  EXPECT_TRUE(Run({"policy", "show", "-o", "toml"}).ok());
}

TEST_F(Commands, ANounAloneIsAMistakeOfUsage) {
  for (const char* noun : {"entry", "erasure", "policy", "snapshot"}) {
    EXPECT_THROW((void)Run({noun}), CLI::ParseError) << noun;
  }
}

}  // namespace
}  // namespace portcullis::cli
