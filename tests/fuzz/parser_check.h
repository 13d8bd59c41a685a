// What every parser of hostile bytes promises, whatever they are.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "matcher/core/error_reason.h"

namespace portcullis::testing {

inline void Require(bool holds, const std::string& what) {
  if (holds) return;
  std::fprintf(stderr, "BROKEN PROMISE: %s\n", what.c_str());
  std::abort();
}

/// INVALID_ARGUMENT with a reason of images, and a message of printable ASCII.
inline void RequireImageError(const absl::Status& status) {
  if (status.ok()) return;
  Require(absl::IsInvalidArgument(status), status.ToString());
  const auto reason = ErrorReasonOf(status);
  Require(reason == ErrorReason::kImageUnreadable || reason == ErrorReason::kImageUnsupported ||
              reason == ErrorReason::kImageTooLarge || reason == ErrorReason::kImageTooManyPixels,
          status.ToString());
  const std::string message(status.message());
  Require(!message.empty() && message.size() <= 500, message);
  for (const char letter : message) Require(letter >= ' ' && letter <= '~', message);
}

/// `part` is a part of `whole`, so that nobody reads beyond it.
inline void RequireInside(std::span<const std::uint8_t> part, std::span<const std::uint8_t> whole) {
  if (part.empty()) return;
  Require(part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size(),
          "a part reaches out of the bytes that it is a part of");
}

}  // namespace portcullis::testing
