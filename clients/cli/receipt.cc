#include "clients/cli/receipt.h"

#include <sstream>

#include "absl/strings/escaping.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"
#include "sodium.h"

namespace portcullis::cli {
namespace {

absl::Status Invalid(std::string_view what) {
  return absl::InvalidArgumentError(fmt::format(
      "RECEIPT_INVALID: {}; give a file that `portcullis entry erase --receipt` wrote", what));
}

absl::StatusOr<v1::ErasureReceipt> ParseReceipt(const nlohmann::json& json) {
  const auto text = [&json](const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  if (!json.is_object() || text("statement").empty()) return Invalid("it has no statement");
  v1::ErasureReceipt receipt;
  receipt.set_statement(text("statement"));
  std::string signature;
  std::string public_key;
  if (!absl::Base64Unescape(text("signature"), &signature) ||
      !absl::Base64Unescape(text("public_key"), &public_key)) {
    return Invalid("its signature or public key is not base64");
  }
  receipt.set_signature(signature);
  receipt.set_public_key(public_key);
  return receipt;
}

}  // namespace

std::string ReceiptLine(const v1::ErasureReceipt& receipt) {
  nlohmann::ordered_json json;
  json["statement"] = receipt.statement();
  json["signature"] = absl::Base64Escape(receipt.signature());
  json["public_key"] = absl::Base64Escape(receipt.public_key());
  // A statement is UTF-8, which replacing leaves as it is.
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

absl::StatusOr<std::vector<v1::ErasureReceipt>> ParseReceipts(const std::string& text) {
  constexpr bool kThrows = false;
  std::vector<nlohmann::json> values = {nlohmann::json::parse(text, nullptr, kThrows)};
  if (values.front().is_discarded()) {
    values.clear();
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      if (line.empty()) continue;
      values.push_back(nlohmann::json::parse(line, nullptr, kThrows));
      if (values.back().is_discarded()) return Invalid("it is not JSON");
    }
  }
  std::vector<v1::ErasureReceipt> receipts;
  for (const nlohmann::json& value : values) {
    absl::StatusOr<v1::ErasureReceipt> receipt = ParseReceipt(value);
    if (!receipt.ok()) return receipt.status();
    receipts.push_back(*std::move(receipt));
  }
  if (receipts.empty()) return Invalid("it is empty");
  return receipts;
}

bool IsSignedBy(const v1::ErasureReceipt& receipt, const std::string& public_key_hex) {
  const auto bytes = [](const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  };
  const std::string key = absl::HexStringToBytes(public_key_hex);
  return key == receipt.public_key() && key.size() == crypto_sign_PUBLICKEYBYTES &&
         receipt.signature().size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(bytes(receipt.signature()), bytes(receipt.statement()),
                                     receipt.statement().size(), bytes(key)) == 0;
}

}  // namespace portcullis::cli
