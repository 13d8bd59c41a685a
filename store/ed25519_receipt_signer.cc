#include "store/ed25519_receipt_signer.h"

#include <sodium.h>

namespace portcullis {
namespace {

constexpr Sealer::SubkeyContext kContext = {'r', 'e', 'c', 'e', 'i', 'p', 't', 's'};

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Ed25519ReceiptSigner::Ed25519ReceiptSigner(const Sealer& sealer) {
  static_assert(sizeof(public_key_) == crypto_sign_PUBLICKEYBYTES);
  static_assert(sizeof(secret_key_) == crypto_sign_SECRETKEYBYTES);
  static_assert(sizeof(Sealer::Key) == crypto_sign_SEEDBYTES);
  Sealer::Key seed = sealer.DeriveSubkey(kContext);
  crypto_sign_seed_keypair(public_key_.data(), secret_key_.data(), seed.data());
  sodium_memzero(seed.data(), seed.size());
}

Ed25519ReceiptSigner::~Ed25519ReceiptSigner() {
  sodium_memzero(secret_key_.data(), secret_key_.size());
}

std::string Ed25519ReceiptSigner::Sign(std::string_view statement) const {
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                       Bytes(statement), statement.size(), secret_key_.data());
  return signature;
}

std::string Ed25519ReceiptSigner::public_key() const {
  return {reinterpret_cast<const char*>(public_key_.data()), public_key_.size()};
}

bool Ed25519ReceiptSigner::Verify(std::string_view statement, std::string_view signature) const {
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(Bytes(signature), Bytes(statement), statement.size(),
                                     public_key_.data()) == 0;
}

}  // namespace portcullis
