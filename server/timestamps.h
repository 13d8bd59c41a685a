// Points in time in the words of the contract.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace portcullis {

/// To the nanosecond.
google::protobuf::Timestamp ToTimestamp(absl::Time time);

/// FIELD_INVALID naming `field` if it is not from the years 1 to 9999.
absl::StatusOr<absl::Time> TimeFrom(const google::protobuf::Timestamp& timestamp,
                                    std::string_view field);

}  // namespace portcullis
