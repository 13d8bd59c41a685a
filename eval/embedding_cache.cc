#include "eval/embedding_cache.h"

#include <sodium.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "fmt/format.h"

namespace portcullis {
namespace {

std::span<const std::uint8_t> BytesOf(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string Hex(const ContentHash& hash) { return fmt::format("{:02x}", fmt::join(hash, "")); }

absl::Status CannotWrite(const std::filesystem::path& path) {
  return absl::UnavailableError(fmt::format("cannot write the embedding cache {}", path.string()));
}

}  // namespace

ContentHash HashContent(std::span<const std::uint8_t> bytes) {
  ContentHash hash;
  static_assert(sizeof(hash) == crypto_hash_sha256_BYTES);
  crypto_hash_sha256(hash.data(), bytes.data(), bytes.size());
  return hash;
}

absl::StatusOr<EmbeddingCache> EmbeddingCache::Open(const std::filesystem::path& folder,
                                                    const ModelId& model,
                                                    std::string_view configuration) {
  std::error_code error;
  const std::filesystem::path personal = folder / "embeddings";
  std::filesystem::create_directories(personal, error);
  if (!error) {
    std::filesystem::permissions(personal, std::filesystem::perms::owner_all, error);
  }
  const std::string key =
      fmt::format("{} {} {} {}", model.name, model.weights_sha256, model.alignment, configuration);
  std::filesystem::path ours = personal / Hex(HashContent(BytesOf(key))).substr(0, 16);
  if (!error) std::filesystem::create_directories(ours, error);
  if (error) return CannotWrite(personal);
  return EmbeddingCache(std::move(ours), model);
}

EmbeddingCache::EmbeddingCache(std::filesystem::path folder, ModelId model)
    : folder_(std::move(folder)), model_(std::move(model)) {}

std::filesystem::path EmbeddingCache::FileOf(const ContentHash& content) const {
  return folder_ / (Hex(content) + ".json");
}

std::optional<EmbeddedImage> EmbeddingCache::Find(const ContentHash& content) const {
  std::ifstream in(FileOf(content), std::ios::binary);
  std::string checksum;
  std::string line;
  if (!std::getline(in, checksum) || !std::getline(in, line)) return std::nullopt;
  if (checksum != Hex(HashContent(BytesOf(line)))) return std::nullopt;
  return FromJsonLine(line, model_);
}

absl::Status EmbeddingCache::Put(const ContentHash& content, const EmbeddedImage& image) const {
  static std::atomic<std::uint64_t> next = 0;
  const std::filesystem::path file = FileOf(content);
  const std::filesystem::path temporary =
      folder_ / fmt::format("{}.{}.new", static_cast<long>(getpid()), next++);
  // Which file it was is nobody's business here: the content's hash stands for it.
  const std::string line = ToJsonLine("", model_, image);
  std::ofstream out(temporary, std::ios::binary);
  out << Hex(HashContent(BytesOf(line))) << '\n' << line << '\n';
  out.close();
  std::error_code error;
  if (out) std::filesystem::rename(temporary, file, error);
  if (!out || error) {
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    return CannotWrite(file);
  }
  return absl::OkStatus();
}

}  // namespace portcullis
