// The first block of a start cache: what it belongs to, and the key of the rest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"
#include "matcher/core/ids.h"
#include "store/sealing.h"
#include "store/start_cache/chunk_sealer.h"

namespace portcullis {

/// Of the state of one database that a cache repeats.
struct CachedState {
  Sequence epoch;             // its last change
  std::uint64_t history = 0;  // sum of what the journal tells up to there (HistorySum)
  std::uint64_t lists = 0;    // these three as in StoreState
  std::uint64_t entries = 0;
  std::uint64_t records = 0;

  friend bool operator==(const CachedState&, const CachedState&) = default;
};

struct CacheHeader {
  ModelId model;
  CachedState state;
  std::uint64_t chunks = 0;
  std::uint64_t file_bytes = 0;  // this block included
};

inline constexpr std::size_t kHeaderBytes = 4096;

/// kHeaderBytes: the name of the format, then the rest sealed with the key of the store, then
/// zeros. INTERNAL if the names of the model are too long for that.
absl::StatusOr<std::string> SealHeader(const CacheHeader& header, const ChunkSealer& chunks,
                                       const Sealer& sealer);

struct OpenedHeader {
  CacheHeader header;
  ChunkSealer chunks;
};

/// FAILED_PRECONDITION, saying why, if `block` is not the header of a cache in the present format
/// of embeddings of `model` that was sealed with this key.
absl::StatusOr<OpenedHeader> OpenHeader(std::string_view block, const ModelId& model,
                                        const Sealer& sealer);

}  // namespace portcullis
