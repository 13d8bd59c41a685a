#include "server/timestamps.h"

#include <cstdint>

#include "server/field_checks.h"

namespace portcullis {
namespace {

// What google.protobuf.Timestamp allows: 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
constexpr std::int64_t kFirstSecond = -62'135'596'800;
constexpr std::int64_t kLastSecond = 253'402'300'799;
constexpr std::int32_t kNanosInSecond = 1'000'000'000;

}  // namespace

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  const std::int64_t seconds = absl::ToUnixSeconds(time);  // rounded down
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(
      static_cast<std::int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return timestamp;
}

absl::StatusOr<absl::Time> TimeFrom(const google::protobuf::Timestamp& timestamp,
                                    std::string_view field) {
  const bool valid = timestamp.seconds() >= kFirstSecond && timestamp.seconds() <= kLastSecond &&
                     timestamp.nanos() >= 0 && timestamp.nanos() < kNanosInSecond;
  if (!valid) return FieldInvalid(field, "is not a time of the years 1 to 9999");
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

}  // namespace portcullis
