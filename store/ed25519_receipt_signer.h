// Signs receipts with a key that follows from the sealing key.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "border/watchlist/receipt_signer.h"
#include "store/sealing.h"

namespace portcullis {

/// The seed of the Ed25519 key is the subkey "receipts" of the sealing key: nothing more to keep,
/// and a server that moves with its data signs as before. Immutable, thread-safe.
class Ed25519ReceiptSigner final : public ReceiptSigner {
 public:
  explicit Ed25519ReceiptSigner(const Sealer& sealer);
  ~Ed25519ReceiptSigner() override;
  Ed25519ReceiptSigner(const Ed25519ReceiptSigner&) = delete;
  Ed25519ReceiptSigner& operator=(const Ed25519ReceiptSigner&) = delete;

  std::string Sign(std::string_view statement) const override;
  std::string public_key() const override;
  bool Verify(std::string_view statement, std::string_view signature) const override;

 private:
  std::array<unsigned char, 32> public_key_{};
  std::array<unsigned char, 64> secret_key_{};
};

}  // namespace portcullis
