#include "store/sealing.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <system_error>
#include <tuple>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t kKeyDigits = 2 * kKeyBytes;

/// A file descriptor that is closed at the end of the scope.
class File {
 public:
  File(const std::filesystem::path& path, int flags, mode_t mode = 0)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~File() {
    if (is_open()) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

/// Text that is wiped from memory at the end of the scope.
struct SecretText {
  ~SecretText() { sodium_memzero(characters.data(), characters.size()); }
  std::array<char, kKeyDigits + 2> characters{};
};

std::string LastSystemError() { return std::generic_category().message(errno); }

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

absl::Status KeyInvalid(const std::filesystem::path& path, std::string_view why) {
  return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kKeyInvalid,
                   fmt::format("key file {}: {}", path.string(), why));
}

absl::Status KeyNotWritten(const std::filesystem::path& path) {
  return MakeError(absl::StatusCode::kUnavailable, ErrorReason::kStoreUnavailable,
                   fmt::format("cannot write key file {}: {}", path.string(), LastSystemError()));
}

/// Makes another key, or an id, out of `key`; different purposes give unrelated ones.
template <std::size_t kSize>
void Derive(const std::array<unsigned char, kKeyBytes>& key, std::string_view purpose,
            std::array<unsigned char, kSize>& derived) {
  crypto_generichash(derived.data(), derived.size(), Bytes(purpose), purpose.size(), key.data(),
                     key.size());
}

absl::Status LibraryUnusable() {
  return absl::InternalError("libsodium found no source of random numbers");
}

}  // namespace

absl::Status CreateKeyFile(const std::filesystem::path& path) {
  if (sodium_init() < 0) return LibraryUnusable();
  const File file(path, O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
  if (!file.is_open()) {
    if (errno != EEXIST) return KeyNotWritten(path);
    return absl::AlreadyExistsError(fmt::format("there is a file {} already", path.string()));
  }
  std::array<unsigned char, kKeyBytes> key{};
  SecretText text;
  randombytes_buf(key.data(), key.size());
  sodium_bin2hex(text.characters.data(), text.characters.size(), key.data(), key.size());
  sodium_memzero(key.data(), key.size());
  text.characters[kKeyDigits] = '\n';

  constexpr std::size_t kLength = kKeyDigits + 1;
  const bool written =
      ::fchmod(file.descriptor(), S_IRUSR | S_IWUSR) == 0 &&
      ::write(file.descriptor(), text.characters.data(), kLength) == ssize_t{kLength} &&
      ::fsync(file.descriptor()) == 0;
  if (written) return absl::OkStatus();
  absl::Status status = KeyNotWritten(path);
  ::unlink(path.c_str());
  return status;
}

std::string SealedField::Name() const { return fmt::format("{} {} ({})", table, row, column); }

absl::StatusOr<std::unique_ptr<const Sealer>> Sealer::FromKeyFile(
    const std::filesystem::path& path) {
  if (sodium_init() < 0) return LibraryUnusable();
  const File file(path, O_RDONLY);
  if (!file.is_open()) return KeyInvalid(path, LastSystemError());
  struct stat attributes {};
  if (::fstat(file.descriptor(), &attributes) != 0) return KeyInvalid(path, LastSystemError());
  if (!S_ISREG(attributes.st_mode)) return KeyInvalid(path, "is not a file");
  if ((attributes.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return KeyInvalid(path, "others than its owner may use it; chmod 600 it");
  }

  SecretText text;
  const ssize_t length = ::read(file.descriptor(), text.characters.data(), text.characters.size());
  if (length < 0) return KeyInvalid(path, LastSystemError());
  const bool complete = length == ssize_t{kKeyDigits} ||
                        (length == ssize_t{kKeyDigits + 1} && text.characters[kKeyDigits] == '\n');
  Key key{};
  std::size_t decoded = 0;
  const char* end = nullptr;
  if (!complete ||
      sodium_hex2bin(key.data(), key.size(), text.characters.data(), kKeyDigits, nullptr, &decoded,
                     &end) != 0 ||
      decoded != kKeyBytes || end != text.characters.data() + kKeyDigits) {
    sodium_memzero(key.data(), key.size());
    return KeyInvalid(path, fmt::format("does not hold {} hexadecimal digits", kKeyDigits));
  }
  std::unique_ptr<const Sealer> sealer(new Sealer(key));
  sodium_memzero(key.data(), key.size());
  return sealer;
}

Sealer::Sealer(const Key& key) : key_(key) {
  static_assert(std::tuple_size_v<Key> == kKeyBytes);
  static_assert(std::tuple_size_v<decltype(term_key_)> == crypto_shorthash_KEYBYTES);
  Derive(key_, "portcullis tags", tag_key_);
  Derive(key_, "portcullis terms", term_key_);
  constexpr std::size_t kIdBytes = 8;
  std::array<unsigned char, crypto_generichash_BYTES> digest{};
  Derive(key_, "portcullis key id", digest);
  for (std::size_t i = 0; i < kIdBytes; ++i) key_id_ += fmt::format("{:02x}", digest[i]);
}

Sealer::~Sealer() {
  sodium_memzero(key_.data(), key_.size());
  sodium_memzero(tag_key_.data(), tag_key_.size());
  sodium_memzero(term_key_.data(), term_key_.size());
}

Sealer::Key Sealer::DeriveSubkey(const SubkeyContext& context) const {
  static_assert(std::tuple_size_v<Key> == crypto_kdf_KEYBYTES);
  static_assert(std::tuple_size_v<SubkeyContext> == crypto_kdf_CONTEXTBYTES);
  Key subkey{};
  crypto_kdf_derive_from_key(subkey.data(), subkey.size(), 1, context.data(), key_.data());
  return subkey;
}

std::string Sealer::AssociatedData(const SealedField& field) const {
  // None of the parts holds a zero byte, so no two fields share their data.
  std::string data;
  data.reserve(field.table.size() + field.row.size() + field.column.size() + field.model.size() +
               key_id_.size() + 5);
  for (const std::string_view part : {field.table, std::string_view(field.row), field.column,
                                      std::string_view(field.model), std::string_view(key_id_)}) {
    data += part;
    data += '\0';
  }
  return data;
}

std::string Sealer::Seal(std::string_view plain, const SealedField& field) const {
  const std::string data = AssociatedData(field);
  std::string sealed(kNonceBytes + plain.size() + kTagBytes, '\0');
  unsigned char* const nonce = Bytes(sealed);
  randombytes_buf(nonce, kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + kNonceBytes, nullptr, Bytes(plain),
                                             plain.size(), Bytes(data), data.size(), nullptr, nonce,
                                             key_.data());
  return sealed;
}

std::string Sealer::Tag(std::string_view text) const {
  constexpr std::size_t kLength = crypto_generichash_BYTES_MIN;
  std::string tag(kLength, '\0');
  crypto_generichash(Bytes(tag), tag.size(), Bytes(text), text.size(), tag_key_.data(),
                     tag_key_.size());
  return tag;
}

std::uint64_t Sealer::Term(std::string_view record) const {
  std::array<unsigned char, crypto_shorthash_BYTES> hash{};
  crypto_shorthash(hash.data(), Bytes(record), record.size(), term_key_.data());
  std::uint64_t term = 0;
  for (std::size_t i = hash.size(); i-- > 0;) term = term << 8U | hash[i];
  return term;
}

absl::StatusOr<std::string> Sealer::Open(std::string_view sealed, const SealedField& field) const {
  if (sealed.size() < kNonceBytes + kTagBytes) return DataCorrupt(field.Name());
  const std::string data = AssociatedData(field);
  const std::string_view nonce = sealed.substr(0, kNonceBytes);
  const std::string_view encrypted = sealed.substr(kNonceBytes);
  std::string plain(encrypted.size() - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(Bytes(plain), nullptr, nullptr, Bytes(encrypted),
                                                 encrypted.size(), Bytes(data), data.size(),
                                                 Bytes(nonce), key_.data()) != 0) {
    return DataCorrupt(field.Name());
  }
  return plain;
}

}  // namespace portcullis
