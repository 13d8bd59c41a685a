#include "store/start_cache/cache_header.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "store/byte_codec.h"

namespace portcullis {
namespace {

// A changed form of the header or of the chunks has another name.
constexpr std::string_view kFormat = "portcullis start cache 1\n";
constexpr std::size_t kSizeBytes = 2;  // of the sealed part, lowest byte first

SealedField FieldOf(const ModelId& model) {
  return {"start_cache", "1", "header", model.ToString()};
}

std::string Encode(const CacheHeader& header, const ChunkSealer::Key& key) {
  ByteWriter writer;
  writer.Text({reinterpret_cast<const char*>(key.data()), key.size()})
      .Text(header.model.name)
      .Text(header.model.weights_sha256)
      .Text(header.model.alignment)
      .Number(header.state.epoch.value)
      .Number(header.state.history)
      .Number(header.state.lists)
      .Number(header.state.entries)
      .Number(header.state.records)
      .Number(header.chunks)
      .Number(header.file_bytes);
  return writer.bytes();
}

std::optional<OpenedHeader> Decode(std::string_view bytes) {
  ByteReader reader(bytes);
  const std::string_view key_bytes = reader.Text();
  ChunkSealer::Key key{};
  if (key_bytes.size() != key.size()) return std::nullopt;
  std::copy(key_bytes.begin(), key_bytes.end(), reinterpret_cast<char*>(key.data()));
  CacheHeader header;
  header.model.name = reader.Text();
  header.model.weights_sha256 = reader.Text();
  header.model.alignment = reader.Text();
  header.state.epoch = Sequence{reader.Number()};
  header.state.history = reader.Number();
  header.state.lists = reader.Number();
  header.state.entries = reader.Number();
  header.state.records = reader.Number();
  header.chunks = reader.Number();
  header.file_bytes = reader.Number();
  if (!reader.ok() || !reader.IsAtEnd()) return std::nullopt;
  return OpenedHeader{std::move(header), ChunkSealer(key)};
}

absl::Status Unfit(const char* why) { return absl::FailedPreconditionError(why); }

std::size_t ByteAt(std::string_view bytes, std::size_t place) {
  return static_cast<unsigned char>(bytes[place]);
}

}  // namespace

absl::StatusOr<std::string> SealHeader(const CacheHeader& header, const ChunkSealer& chunks,
                                       const Sealer& sealer) {
  const std::string sealed = sealer.Seal(Encode(header, chunks.key()), FieldOf(header.model));
  if (kFormat.size() + kSizeBytes + sealed.size() > kHeaderBytes) {
    return absl::InternalError("the names of the model do not fit into the header of a cache");
  }
  std::string block(kFormat);
  block.push_back(static_cast<char>(sealed.size() & 0xFFU));
  block.push_back(static_cast<char>(sealed.size() >> 8U));
  block += sealed;
  block.resize(kHeaderBytes, '\0');
  return block;
}

absl::StatusOr<OpenedHeader> OpenHeader(std::string_view block, const ModelId& model,
                                        const Sealer& sealer) {
  if (block.size() != kHeaderBytes) return Unfit("it is too short");
  if (!block.starts_with(kFormat)) return Unfit("it is of another format, or was destroyed");
  block.remove_prefix(kFormat.size());
  const std::size_t size = ByteAt(block, 0) + 256 * ByteAt(block, 1);
  block.remove_prefix(kSizeBytes);
  if (size > block.size()) return Unfit("its header is damaged");
  const std::string_view padding = block.substr(size);
  if (std::any_of(padding.begin(), padding.end(), [](char byte) { return byte != '\0'; })) {
    return Unfit("its header is damaged");
  }
  const absl::StatusOr<std::string> bytes = sealer.Open(block.substr(0, size), FieldOf(model));
  if (!bytes.ok()) return Unfit("its header is damaged, or of another key or model");
  std::optional<OpenedHeader> opened = Decode(*bytes);
  if (!opened) return Unfit("its header makes no sense");
  if (opened->header.model != model) return Unfit("it is of another model");
  return *std::move(opened);
}

}  // namespace portcullis
