#include "clients/cli/failure.h"

#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace portcullis::cli {
namespace {

grpc::Status Detailed(grpc::StatusCode code, const std::string& reason, int retry_after_ms = 0) {
  google::rpc::Status wire;
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  wire.add_details()->PackFrom(info);
  if (retry_after_ms > 0) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_nanos(retry_after_ms * 1'000'000);
    wire.add_details()->PackFrom(retry);
  }
  return grpc::Status(code, "what happened", wire.SerializeAsString());
}

std::string Text(const absl::Status& status) { return std::string(status.message()); }

TEST(FromRpc, TellsReasonMessageAndWhatToDo) {
  EXPECT_EQ(Text(FromRpc(Detailed(grpc::INVALID_ARGUMENT, "IMAGE_UNREADABLE"))),
            "IMAGE_UNREADABLE: what happened; send a whole file as the camera or the chip gave it");
}

TEST(FromRpc, TellsWhenToTryAgain) {
  EXPECT_EQ(Text(FromRpc(Detailed(grpc::RESOURCE_EXHAUSTED, "QUEUE_FULL", 500))),
            "QUEUE_FULL: what happened; try again in 0.5 s");
}

TEST(FromRpc, FallsBackToTheCodeWhereTheServerGaveNoReason) {
  EXPECT_EQ(Text(FromRpc(grpc::Status(grpc::INTERNAL, "oops"))), "INTERNAL: oops");
  EXPECT_EQ(Text(FromRpc(grpc::Status(grpc::INTERNAL, "oops", "\xff not a message"))),
            "INTERNAL: oops");
}

TEST(FromRpc, FindsTheReasonOfARefusalThatCarriesNoDetails) {
  EXPECT_EQ(Text(FromRpc(grpc::Status(grpc::PERMISSION_DENIED, "ROLE_REQUIRED: kiosk may not"))),
            "ROLE_REQUIRED: kiosk may not; use a certificate with that role");
}

TEST(FromRpc, ShowsReasonsThatItDoesNotKnow) {
  EXPECT_EQ(Text(FromRpc(Detailed(grpc::ABORTED, "OF_A_NEWER_SERVER"))),
            "OF_A_NEWER_SERVER: what happened");
}

TEST(FromRpc, NamesThePossibleDuplicate) {
  google::rpc::Status wire;
  google::rpc::ErrorInfo info;
  info.set_reason("POSSIBLE_DUPLICATE_PERSON");
  (*info.mutable_metadata())["records"] = "entries/a,entries/b";
  wire.add_details()->PackFrom(info);
  const std::string text =
      Text(FromRpc(grpc::Status(grpc::FAILED_PRECONDITION, "a face", wire.SerializeAsString())));
  EXPECT_NE(text.find("look at entries/a,entries/b"), std::string::npos);
  EXPECT_NE(text.find("--allow-duplicate"), std::string::npos);
}

TEST(FromRpc, TellsWhatToDoAboutTheRulesOfTheWatchList) {
  for (const char* reason :
       {"SELF_APPROVAL_FORBIDDEN", "STATE_INVALID", "APPROVAL_REQUIRED", "LIST_NOT_EMPTY",
        "REVISION_CONFLICT", "LIST_ALREADY_EXISTS", "REFERENCE_NOT_FOUND", "RECEIPT_INVALID",
        "SNAPSHOT_NOT_FOUND", "SNAPSHOT_INVALID", "NO_COHORT"}) {
    const std::string text = Text(FromRpc(Detailed(grpc::FAILED_PRECONDITION, reason)));
    EXPECT_EQ(text.rfind(reason + std::string(": what happened; "), 0), 0U) << text;
  }
}

TEST(IsPassing, TellsBrokenConnectionsFromRefusals) {
  EXPECT_TRUE(IsPassing(grpc::Status(grpc::UNAVAILABLE, "reset")));
  EXPECT_TRUE(IsPassing(grpc::Status(grpc::INTERNAL, "RST_STREAM")));
  EXPECT_TRUE(IsPassing(Detailed(grpc::RESOURCE_EXHAUSTED, "QUEUE_FULL")));
  EXPECT_FALSE(IsPassing(grpc::Status(grpc::PERMISSION_DENIED, "ROLE_REQUIRED: no")));
  EXPECT_FALSE(IsPassing(grpc::Status(grpc::RESOURCE_EXHAUSTED, "message too long")));
  EXPECT_FALSE(IsPassing(grpc::Status(grpc::UNIMPLEMENTED, "")));
}

TEST(FromMutation, SaysHowToRepeatWhereTheOutcomeIsUnknown) {
  const absl::Status status =
      FromMutation(grpc::Status(grpc::DEADLINE_EXCEEDED, "too late"), "id-1");
  EXPECT_NE(Text(status).find("--request-id id-1"), std::string::npos);
}

TEST(FromMutation, DoesNotSuggestRepeatingWhatWasRefused) {
  const absl::Status status = FromMutation(Detailed(grpc::NOT_FOUND, "LIST_NOT_FOUND"), "id-1");
  EXPECT_EQ(Text(status).find("--request-id"), std::string::npos);
}

}  // namespace
}  // namespace portcullis::cli
