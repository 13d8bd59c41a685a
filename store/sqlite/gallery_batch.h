// Some thousand entries on their way from the database to a gallery.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "border/watchlist/store.h"
#include "matcher/core/embedding.h"
#include "store/sealing.h"
#include "store/sqlite/entry_row.h"

namespace portcullis {

/// Rows as they are in the database, still sealed, copied once.
class SealedBatch {
 public:
  /// Starts an entry; the rows of the other tables that are added next are its own.
  void AddEntry(const EntryRow& row);
  void AddMembership(std::string_view list, bool pending);
  void AddReference(ReferenceId id, std::string_view embedding);

  std::size_t size() const { return entries_.size(); }

 private:
  friend struct BatchOpener;
  struct Bytes {
    std::size_t begin;
    std::size_t size;
  };
  struct SealedMembership {
    Bytes list;
    bool pending;
  };
  struct SealedReference {
    ReferenceId id;
    Bytes embedding;
  };
  struct SealedEntry {
    EntryId id;
    std::optional<EntryKeys> keys;
    Bytes record;
    std::size_t first_membership;
    std::size_t first_reference;
  };

  Bytes Keep(std::string_view bytes);
  std::string_view View(const Bytes& bytes) const {
    return std::string_view(bytes_).substr(bytes.begin, bytes.size);
  }

  std::string bytes_;
  std::vector<SealedEntry> entries_;
  std::vector<SealedMembership> memberships_;
  std::vector<SealedReference> references_;
};

/// The same, opened and checked.
struct OpenedBatch {
  std::vector<EntryFaces> faces;  // of entries that have some to compare
  std::uint64_t entries = 0;      // the others included
  std::uint64_t terms = 0;        // sum of their terms, as in StoreState::records
};

/// DATA_LOSS with DATA_CORRUPT, naming the entry or reference, if something does not open or does
/// not fit together. Pure.
absl::StatusOr<OpenedBatch> Open(const SealedBatch& batch, const Sealer& sealer,
                                 const ModelId& model);

}  // namespace portcullis
