// A receipt signer without cryptography.
#pragma once

#include <string>
#include <string_view>

#include "border/watchlist/receipt_signer.h"

namespace portcullis::testing {

/// Signs with the length of the statement; only this signer believes it.
class FakeSigner final : public ReceiptSigner {
 public:
  std::string Sign(std::string_view statement) const override {
    return "signed " + std::to_string(statement.size());
  }
  std::string public_key() const override { return "fake key"; }
  bool Verify(std::string_view statement, std::string_view signature) const override {
    return signature == Sign(statement);
  }
};

}  // namespace portcullis::testing
