#include "store/snapshot/file_digest.h"

#include <array>
#include <fstream>
#include <system_error>
#include <vector>

#include "absl/strings/escaping.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "sodium.h"

namespace portcullis {
namespace {

constexpr std::size_t kBytesAtATime = 1U << 20U;

}  // namespace

absl::StatusOr<FileDigest> DigestOf(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return absl::NotFoundError(fmt::format("there is no file {}", path.string()));
  }
  std::ifstream file(path, std::ios::binary);
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  FileDigest digest;
  std::vector<char> buffer(kBytesAtATime);
  while (file) {
    file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    const auto read = static_cast<std::size_t>(file.gcount());
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(buffer.data()), read);
    digest.bytes += read;
  }
  if (!file.eof() || file.bad()) {
    return MakeError(absl::StatusCode::kUnavailable, ErrorReason::kStoreUnavailable,
                     fmt::format("cannot read {}", path.string()));
  }
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256_final(&state, hash.data());
  digest.sha256 = absl::BytesToHexString({reinterpret_cast<const char*>(hash.data()), hash.size()});
  return digest;
}

}  // namespace portcullis
