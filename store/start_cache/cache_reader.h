// Reads a start cache.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "border/watchlist/store.h"
#include "matcher/core/embedding.h"
#include "store/raw_file.h"
#include "store/sealing.h"
#include "store/start_cache/cache_header.h"
#include "store/start_cache/chunk_place.h"

namespace portcullis {

/// Used by one thread.
class CacheReader {
 public:
  /// NOT_FOUND if there is none. FAILED_PRECONDITION, saying why, if it cannot be used; errors of
  /// RawFile.
  static absl::StatusOr<std::unique_ptr<CacheReader>> Open(const std::filesystem::path& path,
                                                           const ModelId& model,
                                                           const Sealer& sealer);

  /// That the cache repeats, if it belongs to this database.
  const CachedState& state() const { return header_.header.state; }

  struct Given {
    absl::Status damage;  // not OK: the sink has a part of it, and must start over
  };
  /// Gives the sink what a store in that state would, opened on threads of its own. Errors of the
  /// sink end it and pass through.
  absl::StatusOr<Given> GiveTo(GallerySink& sink) const;

 private:
  CacheReader(std::unique_ptr<RawFile> file, OpenedHeader header, std::vector<ChunkPlace> places);

  const std::unique_ptr<RawFile> file_;
  const OpenedHeader header_;
  const std::vector<ChunkPlace> places_;  // the first holds the lists, the others entries
};

}  // namespace portcullis
