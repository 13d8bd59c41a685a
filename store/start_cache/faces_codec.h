// Lists and faces of entries as bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "border/watchlist/store.h"
#include "matcher/core/embedding.h"
#include "matcher/core/ids.h"
#include "store/byte_codec.h"

namespace portcullis {

void EncodeLists(const std::vector<ListId>& lists, ByteWriter& writer);
/// None if these are not the bytes of lists.
std::optional<std::vector<ListId>> DecodeLists(std::string_view bytes);

/// Writes lists as numbers. Thread-compatible.
class FacesEncoder {
 public:
  FacesEncoder() = default;
  explicit FacesEncoder(const std::vector<ListId>& lists);

  /// INTERNAL if the entry is on another list.
  absl::Status Encode(const EntryFaces& faces, ByteWriter& writer) const;

 private:
  absl::Status Encode(const EnrolledEntry& side, ByteWriter& writer) const;

  absl::flat_hash_map<ListId, std::uint64_t> numbers_;
};

/// Immutable, thread-safe.
class FacesDecoder {
 public:
  /// The lists as they were encoded; the model of all embeddings.
  FacesDecoder(std::vector<ListId> lists, const ModelId& model);

  /// None if these are not the bytes of faces, one after the other.
  std::optional<std::vector<EntryFaces>> Decode(std::string_view bytes) const;

 private:
  EnrolledEntry DecodeSide(EntryId id, ByteReader& reader) const;

  const std::vector<ListId> lists_;
  const std::shared_ptr<const ModelId> model_;  // shared with the embeddings
};

}  // namespace portcullis
