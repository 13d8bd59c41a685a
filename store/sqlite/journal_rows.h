// The rows that every change leaves behind: changelog and audit event.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "border/audit/audit_event.h"
#include "border/watchlist/store.h"
#include "store/changed_record.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/state_row.h"

namespace portcullis {

struct ChangelogRow {
  Sequence sequence;
  ChangedRecord record;
  bool removed = false;  // the record is gone since
};

/// Terms of StoreState::journal.
std::uint64_t TermOf(const Sealer& sealer, const ChangelogRow& row);
std::uint64_t TermOf(const Sealer& sealer, const AuditEvent& event);

/// A way to look at a connection, used within a transaction.
class JournalRows {
 public:
  /// Both outlive this.
  JournalRows(Connection& connection, const Sealer& sealer)
      : connection_(connection), sealer_(sealer) {}

  /// Gives the change the number after the last.
  absl::StatusOr<Sequence> AppendChange(const RecordChange& change, StoreState& state);
  absl::Status AppendEvent(const AuditEvent& event, StoreState& state);

  /// DATA_LOSS with DATA_CORRUPT if a number is missing.
  absl::StatusOr<std::vector<ChangelogRow>> ChangesAfter(Sequence after, std::size_t limit);
  absl::StatusOr<std::vector<AuditEvent>> EventsAfter(Sequence after, std::size_t limit);

  /// The number of the last change of `record` if that removed it.
  absl::StatusOr<std::optional<Sequence>> RemovalOf(const ChangedRecord& record);

  /// 0 if there is no change.
  absl::StatusOr<Sequence> LastChange();

 private:
  Connection& connection_;
  const Sealer& sealer_;
};

}  // namespace portcullis
