// Seam: what makes a receipt ours.
#pragma once

#include <string>
#include <string_view>

namespace portcullis {

/// Thread-safe. Ed25519 (RFC 8032).
class ReceiptSigner {
 public:
  virtual ~ReceiptSigner() = default;

  /// 64 bytes.
  virtual std::string Sign(std::string_view statement) const = 0;
  /// 32 bytes.
  virtual std::string public_key() const = 0;
  /// Whether this signer's key made the signature.
  virtual bool Verify(std::string_view statement, std::string_view signature) const = 0;
};

}  // namespace portcullis
