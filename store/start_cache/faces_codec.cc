#include "store/start_cache/faces_codec.h"

#include <cstddef>
#include <string>
#include <utility>

#include "matcher/core/status_macros.h"
#include "store/embedding_bytes.h"

namespace portcullis {

void EncodeLists(const std::vector<ListId>& lists, ByteWriter& writer) {
  writer.Number(lists.size());
  for (const ListId& list : lists) writer.Text(list.value);
}

std::optional<std::vector<ListId>> DecodeLists(std::string_view bytes) {
  ByteReader reader(bytes);
  std::vector<ListId> lists(reader.Count());
  for (ListId& list : lists) list.value = reader.Text();
  if (!reader.ok() || !reader.IsAtEnd()) return std::nullopt;
  return lists;
}

FacesEncoder::FacesEncoder(const std::vector<ListId>& lists) {
  for (const ListId& list : lists) numbers_.emplace(list, numbers_.size());
}

absl::Status FacesEncoder::Encode(const EntryFaces& faces, ByteWriter& writer) const {
  writer.Signed(faces.id.value).Flag(faces.searchable.has_value()).Flag(faces.dormant.has_value());
  if (faces.searchable) PORTCULLIS_RETURN_IF_ERROR(Encode(*faces.searchable, writer));
  return faces.dormant ? Encode(*faces.dormant, writer) : absl::OkStatus();
}

absl::Status FacesEncoder::Encode(const EnrolledEntry& side, ByteWriter& writer) const {
  writer.Number(side.lists.size());
  for (const ListId& list : side.lists) {
    const auto number = numbers_.find(list);
    if (number == numbers_.end()) return absl::InternalError("an entry is on no list of the store");
    writer.Number(number->second);
  }
  writer.Flag(side.valid_until.has_value());
  if (side.valid_until) writer.Signed(absl::ToUnixNanos(*side.valid_until));
  writer.Number(side.references.size());
  for (const EnrolledReference& reference : side.references) {
    writer.Signed(reference.id.value).Text(EncodeEmbedding(reference.embedding.values()));
  }
  return absl::OkStatus();
}

FacesDecoder::FacesDecoder(std::vector<ListId> lists, const ModelId& model)
    : lists_(std::move(lists)), model_(std::make_shared<const ModelId>(model)) {}

std::optional<std::vector<EntryFaces>> FacesDecoder::Decode(std::string_view bytes) const {
  ByteReader reader(bytes);
  std::vector<EntryFaces> all;
  while (reader.ok() && !reader.IsAtEnd()) {
    EntryFaces& faces = all.emplace_back();
    faces.id = EntryId{reader.Signed()};
    const bool searchable = reader.Flag();
    const bool dormant = reader.Flag();
    if (searchable) faces.searchable = DecodeSide(faces.id, reader);
    if (dormant) faces.dormant = DecodeSide(faces.id, reader);
  }
  if (!reader.ok()) return std::nullopt;
  return all;
}

EnrolledEntry FacesDecoder::DecodeSide(EntryId id, ByteReader& reader) const {
  EnrolledEntry side{.id = id, .lists = {}, .references = {}, .valid_until = std::nullopt};
  const std::size_t lists = reader.Count();
  side.lists.reserve(lists);
  for (std::size_t i = 0; i < lists; ++i) {
    const std::uint64_t number = reader.Number();
    if (number >= lists_.size()) {
      reader.Fail();
      return side;
    }
    side.lists.push_back(lists_[number]);
  }
  if (reader.Flag()) side.valid_until = absl::FromUnixNanos(reader.Signed());
  const std::size_t references = reader.Count();
  side.references.reserve(references);
  for (std::size_t i = 0; i < references; ++i) {
    const ReferenceId reference{reader.Signed()};
    std::optional<std::vector<float>> values = DecodeEmbedding(reader.Text());
    if (!values) {
      reader.Fail();
      return side;
    }
    side.references.push_back({reference, Embedding(model_, *std::move(values))});
  }
  return side;
}

}  // namespace portcullis
