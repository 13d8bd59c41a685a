#include "store/start_cache/chunk_sealer.h"

#include <sodium.h>

#include <tuple>

namespace portcullis {
namespace {

constexpr std::string_view kPurpose = "portcullis start cache, chunk";

using Nonce = std::array<unsigned char, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES>;

Nonce NonceOf(std::uint64_t number) {
  Nonce nonce{};
  for (std::size_t i = 0; i < sizeof(number); ++i) {
    nonce[i] = static_cast<unsigned char>(number >> (8 * i));
  }
  return nonce;
}

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

ChunkSealer ChunkSealer::WithNewKey() {
  Key key{};
  randombytes_buf(key.data(), key.size());
  ChunkSealer sealer(key);
  sodium_memzero(key.data(), key.size());
  return sealer;
}

ChunkSealer::~ChunkSealer() { sodium_memzero(key_.data(), key_.size()); }

std::string ChunkSealer::Seal(std::string_view plain, std::uint64_t number) const {
  static_assert(kExtraBytes == crypto_aead_xchacha20poly1305_ietf_ABYTES);
  static_assert(std::tuple_size_v<Key> == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  const Nonce nonce = NonceOf(number);
  std::string sealed(plain.size() + kExtraBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(sealed), nullptr, Bytes(plain), plain.size(),
                                             Bytes(kPurpose), kPurpose.size(), nullptr,
                                             nonce.data(), key_.data());
  return sealed;
}

bool ChunkSealer::Open(std::string_view sealed, std::uint64_t number, std::string& plain) const {
  if (sealed.size() < kExtraBytes) return false;
  const Nonce nonce = NonceOf(number);
  plain.resize(sealed.size() - kExtraBytes);
  return crypto_aead_xchacha20poly1305_ietf_decrypt(Bytes(plain), nullptr, nullptr, Bytes(sealed),
                                                    sealed.size(), Bytes(kPurpose), kPurpose.size(),
                                                    nonce.data(), key_.data()) == 0;
}

}  // namespace portcullis
