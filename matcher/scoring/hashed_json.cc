#include "matcher/scoring/hashed_json.h"

#include <sodium.h>

#include <array>
#include <fstream>
#include <iterator>
#include <system_error>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "nlohmann/json.hpp"

namespace portcullis {

using nlohmann::json;

std::string CompactJson(const json& content) {
  return content.dump(-1, ' ', /*ensure_ascii=*/false, json::error_handler_t::replace);
}

std::string HashOfJson(const json& content) {
  const std::string canonical = CompactJson(content);
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(canonical.data()),
                     canonical.size());
  return fmt::format("{:02x}", fmt::join(hash, ""));
}

absl::Status CorruptFile(std::string_view kind, const std::filesystem::path& file,
                         std::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt,
                   fmt::format("{} {}: {}", kind, file.string(), what));
}

absl::StatusOr<json> ReadHashedJson(std::string_view kind, const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return absl::NotFoundError(fmt::format("no {} {}", kind, file.string()));
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  json content = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!content.is_object()) return CorruptFile(kind, file, "is not a JSON object");
  const auto stated = content.find("sha256");
  if (stated == content.end() || !stated->is_string()) {
    return CorruptFile(kind, file, "states no sha256");
  }
  const std::string expected = stated->get<std::string>();
  content.erase(stated);
  const std::string found = HashOfJson(content);
  if (expected != found) {
    return CorruptFile(kind, file,
                       fmt::format("content has sha256 {}, the file states {}", found, expected));
  }
  return content;
}

absl::Status WriteWholeFile(const std::filesystem::path& file, std::string_view text) {
  std::filesystem::path temporary = file;
  temporary += ".new";
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  std::error_code error;
  if (out) std::filesystem::rename(temporary, file, error);
  if (!out || error) {
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    return absl::UnavailableError(fmt::format("cannot write {}", file.string()));
  }
  return absl::OkStatus();
}

}  // namespace portcullis
