#include "server/timestamps.h"

#include "gtest/gtest.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis::testing {
namespace {

constexpr std::int64_t kFirst = -62'135'596'800;
constexpr std::int64_t kLast = 253'402'300'799;

google::protobuf::Timestamp Timestamp(std::int64_t seconds, std::int32_t nanos) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(nanos);
  return timestamp;
}

TEST(Timestamps, GoThereAndBack) {
  for (const auto& timestamp :
       {Timestamp(0, 0), Timestamp(-1, 999'999'999), Timestamp(kFirst, 0),
        Timestamp(kLast, 999'999'999), Timestamp(1'700'000'000, 123'456'789)}) {
    const auto time = TimeFrom(timestamp, "field");
    ASSERT_OK(time);
    EXPECT_EQ(ToTimestamp(*time).SerializeAsString(), timestamp.SerializeAsString());
  }
}

TEST(Timestamps, AreRefusedOutsideTheirRange) {
  for (const auto& timestamp :
       {Timestamp(kFirst - 1, 0), Timestamp(kLast + 1, 0), Timestamp(0, -1),
        Timestamp(0, 1'000'000'000), Timestamp(INT64_MIN, 0), Timestamp(INT64_MAX, 0)}) {
    const auto time = TimeFrom(timestamp, "valid_until");
    EXPECT_THAT(time, FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
    EXPECT_THAT(time, MessageHas("valid_until"));
  }
}

}  // namespace
}  // namespace portcullis::testing
