// What a snapshot says of itself.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "border/watchlist/snapshot_store.h"
#include "store/snapshot/file_digest.h"

namespace portcullis {

inline constexpr char kManifestFile[] = "manifest.json";
inline constexpr char kSignatureFile[] = "manifest.sig";
inline constexpr char kDatabaseFile[] = "portcullis.db";

struct Manifest {
  Snapshot snapshot;  // bytes: of the database
  int schema_version = 0;
  std::string key_id;    // of the sealing key
  std::string model_id;  // ModelId::ToString(); empty without a reference
  std::string database_sha256;
};

/// JSON, the same for the same manifest.
std::string FormatManifest(const Manifest& manifest);

/// FAILED_PRECONDITION with SNAPSHOT_INVALID if it is not what FormatManifest writes.
absl::StatusOr<Manifest> ParseManifest(std::string_view text);

}  // namespace portcullis
