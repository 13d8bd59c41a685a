// One row of the table entry, and what its record holds.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "border/watchlist/watchlist.h"
#include "matcher/core/embedding.h"
#include "matcher/core/ids.h"
#include "store/entry_record.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"

namespace portcullis {

/// The columns "id, status, pending, revision, create_time_ns, update_time_ns, review_by_ns,
/// next_act_ns, external_reference_tag, record", in this order.
struct EntryRow {
  EntryId id;
  std::optional<EntryKeys> keys;  // none if a column holds what is never written
  std::string_view record;        // sealed
};

/// Of the row that `query` stands on. `record` is valid until its next row.
EntryRow EntryRowOf(const Query& query);

std::string SealEntry(const EntryRecord& record, const Sealer& sealer);

/// DATA_LOSS with DATA_CORRUPT, naming the entry, if the record does not open or the columns beside
/// it differ from it.
absl::StatusOr<EntryRecord> OpenEntry(const EntryRow& row, const Sealer& sealer);

/// DATA_LOSS with DATA_CORRUPT if the rows of another table, in the order of their ids, are not
/// those that the record names.
absl::Status CheckMemberships(const Entry& entry, const std::vector<Membership>& rows);
absl::Status CheckReferences(const Entry& entry, const std::vector<ReferenceId>& rows);

/// Where the face of a reference belongs; `column` is "embedding" or "portrait".
SealedField ReferenceField(ReferenceId id, std::string_view column, const ModelId& model);

/// The embedding shares `model` with others.
absl::StatusOr<Embedding> OpenEmbedding(std::string_view sealed, ReferenceId id,
                                        std::shared_ptr<const ModelId> model, const Sealer& sealer);

}  // namespace portcullis
