#include "server/page_tokens.h"

#include "absl/strings/escaping.h"
#include "matcher/core/error_reason.h"
#include "sodium.h"

namespace portcullis {
namespace {

// First byte of a token: what the rest means.
constexpr char kVersion = 1;

absl::Status Invalid() {
  return MakeError(
      absl::StatusCode::kInvalidArgument, ErrorReason::kPageTokenInvalid,
      "page_token was not given by this server for this query; start with an empty one");
}

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

PageTokens::PageTokens() {
  static_assert(crypto_auth_KEYBYTES == sizeof(key_));
  crypto_auth_keygen(key_.data());
}

std::string PageTokens::Make(std::string_view query, std::string_view last_id) const {
  std::string token(1, kVersion);
  token += last_id;
  token += Authenticator(query, token);
  return absl::WebSafeBase64Escape(token);
}

absl::StatusOr<std::string> PageTokens::Parse(std::string_view query,
                                              std::string_view token) const {
  if (token.empty()) return "";
  std::string bytes;
  if (!absl::WebSafeBase64Unescape({token.data(), token.size()}, &bytes)) return Invalid();
  if (bytes.size() < 1 + crypto_auth_BYTES || bytes.front() != kVersion) return Invalid();
  const std::string_view body = std::string_view(bytes).substr(0, bytes.size() - crypto_auth_BYTES);
  const std::string expected = Authenticator(query, body);
  const std::string_view given = std::string_view(bytes).substr(body.size());
  if (sodium_memcmp(given.data(), expected.data(), crypto_auth_BYTES) != 0) return Invalid();
  return std::string(body.substr(1));
}

std::string PageTokens::Authenticator(std::string_view query, std::string_view body) const {
  // The query is part of what is authenticated and need not travel. Its length goes first, so that
  // no two pairs of query and body read the same.
  std::string message = std::to_string(query.size()) + ":";
  message += query;
  message += body;
  std::string authenticator(crypto_auth_BYTES, '\0');
  crypto_auth(reinterpret_cast<unsigned char*>(authenticator.data()), Bytes(message),
              message.size(), key_.data());
  return authenticator;
}

}  // namespace portcullis
