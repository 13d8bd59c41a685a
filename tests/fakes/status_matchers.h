// Matchers for absl::Status and StatusOr, which this absl lacks.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "matcher/core/error_reason.h"

namespace portcullis::testing {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& status_or) {
  return status_or.status();
}

MATCHER(IsOk, negation ? "is an error" : "is OK") {
  const absl::Status& status = StatusOf(arg);
  if (!status.ok()) *result_listener << status.ToString();
  return status.ok();
}

/// The code and the reason that a client would see.
MATCHER_P2(FailsWith, code, reason, "fails with that code and reason") {
  const absl::Status& status = StatusOf(arg);
  *result_listener << status.ToString();
  return status.code() == code && ErrorReasonOf(status) == reason;
}

MATCHER_P(MessageHas, part, "has a message with that part") {
  const absl::Status& status = StatusOf(arg);
  *result_listener << status.ToString();
  const std::string message(status.message());
  return message.find(part) != std::string::npos;
}

}  // namespace portcullis::testing

#define ASSERT_OK(expression) ASSERT_THAT((expression), ::portcullis::testing::IsOk())
#define EXPECT_OK(expression) EXPECT_THAT((expression), ::portcullis::testing::IsOk())
