// The rows that every change leaves behind: changelog, audit event, request.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "border/audit/audit_event.h"
#include "border/watchlist/store.h"
#include "store/sealing.h"
#include "store/sqlite/connection.h"

namespace portcullis {

/// The record that a change was about.
using ChangedRecord = std::variant<ListId, EntryId>;

struct ChangelogRow {
  Sequence sequence;
  ChangedRecord record;
};

/// A way to look at a connection, used within a transaction.
class JournalRows {
 public:
  /// Both outlive this.
  JournalRows(Connection& connection, const Sealer& sealer)
      : connection_(connection), sealer_(sealer) {}

  /// Gives the change the number after the last.
  absl::StatusOr<Sequence> AppendChange(const ChangedRecord& record);
  /// DATA_LOSS with DATA_CORRUPT if a number is missing.
  absl::StatusOr<std::vector<ChangelogRow>> ChangesAfter(Sequence after, std::size_t limit);

  absl::Status AppendAuditEvent(const AuditEvent& event);

  /// As WatchlistStore::FindResponse; NOT_FOUND with ENTRY_NOT_FOUND if the request enrolled an
  /// entry that is deleted.
  absl::StatusOr<std::optional<std::string>> FindResponse(const RequestKey& key, absl::Time now);
  absl::Status KeepRequest(const Mutation& mutation);
  absl::Status ForgetOldRequests(absl::Time now);
  /// Responses to the enrolment of `entry` hold its name.
  absl::Status EraseResponsesAbout(EntryId entry);

 private:
  Connection& connection_;
  const Sealer& sealer_;
};

}  // namespace portcullis
