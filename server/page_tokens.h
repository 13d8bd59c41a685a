// Where the next page of a listing begins, as a token that clients can only give back.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace portcullis {

/// Immutable, thread-safe. The key is drawn when the object is made, so tokens end with the process
/// that gave them.
class PageTokens {
 public:
  PageTokens();

  /// A token for the page of `query` that follows `last_id`. `query` names the method and all that
  /// narrows the listing.
  std::string Make(std::string_view query, std::string_view last_id) const;

  /// The last_id of Make, empty for the empty token (the first page). INVALID_ARGUMENT with
  /// PAGE_TOKEN_INVALID if the token was not made here for this query.
  absl::StatusOr<std::string> Parse(std::string_view query, std::string_view token) const;

 private:
  std::string Authenticator(std::string_view query, std::string_view body) const;

  std::array<unsigned char, 32> key_{};
};

}  // namespace portcullis
