// Encryption at rest: what someone learns who holds the database but not the key file.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace portcullis {

/// Writes a new random key for `Sealer::FromKeyFile`: 64 hexadecimal digits and a newline, readable
/// by the owner alone. ALREADY_EXISTS if there is a file: a key that is overwritten takes the data
/// with it. UNAVAILABLE with STORE_UNAVAILABLE if it cannot be written.
absl::Status CreateKeyFile(const std::filesystem::path& path);

/// Where a sealed value belongs. Bound to the value: moved elsewhere it does not open.
struct SealedField {
  std::string_view table;
  std::string row;
  std::string_view column;
  std::string model;  // ModelId::ToString() of data made by a model; else empty

  /// "entry 0000000000001 (display_name)".
  std::string Name() const;
};

/// XChaCha20-Poly1305 with a random nonce for every value. Immutable, thread-safe. It protects data
/// at rest and no more: whoever has the key, or the memory of the process, has the data.
class Sealer {
 public:
  /// FAILED_PRECONDITION with KEY_INVALID, naming the file, if it is missing, readable by others
  /// than its owner, or not a key.
  static absl::StatusOr<std::unique_ptr<const Sealer>> FromKeyFile(
      const std::filesystem::path& path);

  ~Sealer();
  Sealer(const Sealer&) = delete;
  Sealer& operator=(const Sealer&) = delete;

  /// Sixteen hexadecimal digits that tell keys apart and tell nothing about them.
  const std::string& key_id() const { return key_id_; }

  /// The nonce, then the encrypted bytes with their tag: 40 bytes more than `plain`.
  std::string Seal(std::string_view plain, const SealedField& field) const;

  /// DATA_LOSS with DATA_CORRUPT, naming the field, if a bit was changed or the value was sealed
  /// for another field or with another key.
  absl::StatusOr<std::string> Open(std::string_view sealed, const SealedField& field) const;

  /// Sixteen bytes that are the same for the same text and key, and tell nothing about the text to
  /// someone without the key: for a column in which a text is looked up.
  std::string Tag(std::string_view text) const;

  /// One term of a sum over records that shows, to someone who has the key, that none has vanished
  /// or was replaced. Fast.
  std::uint64_t Term(std::string_view record) const;

  using Key = std::array<unsigned char, 32>;

  /// A key for another purpose, always the same for this sealing key: BLAKE2b as crypto_kdf of
  /// libsodium does it, subkey 1. `context` names the purpose and no other key has the same; from a
  /// subkey nobody finds the sealing key or another subkey. Wipe it after use.
  using SubkeyContext = std::array<char, 8>;
  Key DeriveSubkey(const SubkeyContext& context) const;

 private:
  explicit Sealer(const Key& key);

  std::string AssociatedData(const SealedField& field) const;

  Key key_;
  Key tag_key_;
  std::array<unsigned char, 16> term_key_;
  std::string key_id_;
};

}  // namespace portcullis
