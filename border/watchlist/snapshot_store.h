// Seam: copies of the whole store, kept beside it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "matcher/core/ids.h"

namespace portcullis {

struct Snapshot {
  std::string id;  // the name of its folder: 1..63 characters of [a-z0-9-]
  absl::Time create_time;
  Sequence sequence;  // everything up to this change is in it
  std::uint64_t bytes = 0;
  std::size_t entries = 0;
  std::size_t references = 0;
};

struct SnapshotFindings {
  Snapshot snapshot;                  // as far as it can be read
  std::vector<std::string> findings;  // what is wrong; empty for a sound snapshot
};

/// Thread-safe. One Create runs at a time.
class SnapshotStore {
 public:
  virtual ~SnapshotStore() = default;

  /// The state of one moment, while reads and commits go on. On disk when it returns; a snapshot
  /// that was not finished is never listed. UNAVAILABLE or RESOURCE_EXHAUSTED with
  /// STORE_UNAVAILABLE.
  virtual absl::StatusOr<Snapshot> Create(absl::Time now) = 0;

  /// Newest first; damaged ones too, as far as their manifest can be read.
  virtual absl::StatusOr<std::vector<Snapshot>> List() const = 0;

  /// Reads every byte. NOT_FOUND with SNAPSHOT_NOT_FOUND.
  virtual absl::StatusOr<SnapshotFindings> Verify(std::string_view id) const = 0;
};

}  // namespace portcullis
