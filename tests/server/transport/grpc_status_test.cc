#include "server/transport/grpc_status.h"

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "matcher/core/error_reason.h"
#include "server/transport/retry_delay.h"

namespace portcullis {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kTraceId[] = "00112233445566778899aabbccddeeff";

google::rpc::Status DetailsOf(const grpc::Status& status) {
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

template <typename Detail>
std::optional<Detail> Find(const google::rpc::Status& status) {
  for (const auto& any : status.details()) {
    Detail detail;
    if (any.UnpackTo(&detail)) return detail;
  }
  return std::nullopt;
}

TEST(ToGrpcStatus, KeepsOk) { EXPECT_TRUE(ToGrpcStatus(absl::OkStatus(), kTraceId).ok()); }

TEST(ToGrpcStatus, CarriesCodeMessageAndReason) {
  const grpc::Status status =
      ToGrpcStatus(MakeError(absl::StatusCode::kNotFound, ErrorReason::kListNotFound,
                             "no list with the id demo"),
                   kTraceId);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(status.error_message(), "no list with the id demo");
  const google::rpc::Status details = DetailsOf(status);
  EXPECT_EQ(details.code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(details.message(), status.error_message());
  const auto info = Find<google::rpc::ErrorInfo>(details);
  ASSERT_TRUE(info);
  EXPECT_EQ(info->reason(), "LIST_NOT_FOUND");
  EXPECT_EQ(info->domain(), "portcullis");
  EXPECT_EQ(info->metadata().at("trace_id"), kTraceId);
}

TEST(ToGrpcStatus, CarriesTheRetryDelay) {
  const grpc::Status status = ToGrpcStatus(
      WithRetryDelay(
          MakeError(absl::StatusCode::kResourceExhausted, ErrorReason::kQueueFull, "full"),
          absl::Milliseconds(1250)),
      kTraceId);
  const auto retry = Find<google::rpc::RetryInfo>(DetailsOf(status));
  ASSERT_TRUE(retry);
  EXPECT_EQ(retry->retry_delay().seconds(), 1);
  EXPECT_EQ(retry->retry_delay().nanos(), 250'000'000);
}

TEST(ToGrpcStatus, SaysNothingAboutTheInsideOfTheServer) {
  for (const absl::Status& inside :
       {absl::InternalError("secret"), absl::UnknownError("secret"),
        MakeError(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt, "secret")}) {
    const grpc::Status status = ToGrpcStatus(inside, kTraceId);
    EXPECT_EQ(static_cast<int>(status.error_code()), static_cast<int>(inside.code()));
    EXPECT_THAT(status.error_message(), Not(HasSubstr("secret")));
    EXPECT_THAT(status.error_message(), HasSubstr(kTraceId));
    EXPECT_THAT(status.error_details(), Not(HasSubstr("secret")));
  }
}

TEST(RetryDelay, IsAbsentFromOtherStatuses) {
  EXPECT_EQ(RetryDelayOf(absl::ResourceExhaustedError("full")), std::nullopt);
  EXPECT_EQ(RetryDelayOf(absl::OkStatus()), std::nullopt);
}

}  // namespace
}  // namespace portcullis
