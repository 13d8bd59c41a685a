// Encryption of the parts of one file.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace portcullis {

/// XChaCha20-Poly1305 with a key that this file alone has, so that a part of another file, or of an
/// older state of this one, does not open; the number of a part is its nonce, so that no part opens
/// in the place of another. Immutable, thread-safe.
class ChunkSealer {
 public:
  using Key = std::array<unsigned char, 32>;
  static constexpr std::size_t kExtraBytes = 16;  // that a sealed chunk has more than a plain one

  /// Draws a key. Nothing that it seals opens once nobody knows that key any more.
  static ChunkSealer WithNewKey();
  explicit ChunkSealer(const Key& key) : key_(key) {}
  ~ChunkSealer();
  ChunkSealer(const ChunkSealer&) = default;
  ChunkSealer& operator=(const ChunkSealer&) = delete;

  const Key& key() const { return key_; }

  /// Each number is sealed once.
  std::string Seal(std::string_view plain, std::uint64_t number) const;

  /// Into `plain`, whose memory is used again. False if a bit was changed, or if it was sealed with
  /// another number or key.
  bool Open(std::string_view sealed, std::uint64_t number, std::string& plain) const;

 private:
  Key key_;  // not const: wiped in the end
};

}  // namespace portcullis
