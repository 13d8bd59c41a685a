#include "matcher/vision/model_file.h"

#include <sodium.h>

#include <array>
#include <fstream>
#include <ios>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"

namespace portcullis {
namespace {

std::string Sha256Hex(const crypto_hash_sha256_state& state) {
  crypto_hash_sha256_state finishing = state;
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash;
  crypto_hash_sha256_final(&finishing, hash.data());
  std::string hex;
  for (const unsigned char byte : hash) hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace

absl::StatusOr<std::vector<std::uint8_t>> ReadModelFile(const ModelInfo& model) {
  std::ifstream file(model.file, std::ios::binary);
  if (!file) return ModelFileInvalid(model, "is missing or cannot be read");
  std::vector<std::uint8_t> bytes;
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::vector<char> block(std::size_t{1} << 20U);
  while (file) {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    const auto* begin = reinterpret_cast<const std::uint8_t*>(block.data());
    const auto count = static_cast<std::size_t>(file.gcount());
    crypto_hash_sha256_update(&state, begin, count);
    bytes.insert(bytes.end(), begin, begin + count);
  }
  if (file.bad()) return ModelFileInvalid(model, "cannot be read to its end");
  if (const std::string found = Sha256Hex(state); found != model.sha256) {
    return ModelFileInvalid(model, fmt::format("has sha256 {}", found));
  }
  return bytes;
}

absl::Status ModelFileInvalid(const ModelInfo& model, std::string_view problem) {
  return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelFileInvalid,
                   fmt::format("model file {} {}, wanted sha256 {}; {}", model.file.string(),
                               problem, model.sha256,
                               model.kind == "landmarks"
                                   ? std::string("install the Debian package libdlib-data")
                                   : fmt::format("fetch it with: models/fetch {}", model.id)));
}

}  // namespace portcullis
