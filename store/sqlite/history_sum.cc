#include "store/sqlite/history_sum.h"

#include <algorithm>
#include <variant>
#include <vector>

#include "matcher/core/status_macros.h"
#include "store/sqlite/journal_rows.h"
#include "store/sqlite/request_rows.h"

namespace portcullis {
namespace {

constexpr std::size_t kRowsAtATime = 10'000;

}  // namespace

absl::StatusOr<std::uint64_t> HistorySum(Connection& connection, const Sealer& sealer,
                                         const StoreState& state) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<RequestRow> requests,
                              RequestRows(connection, sealer).All());
  std::uint64_t sum = state.journal;
  for (const RequestRow& request : requests) sum -= TermOf(sealer, request);
  return sum;
}

absl::StatusOr<HistorySince> SumHistoryAfter(Connection& connection, const Sealer& sealer,
                                             Sequence after, std::size_t limit) {
  JournalRows journal(connection, sealer);
  HistorySince since;
  while (since.changes <= limit) {
    const Sequence last{after.value + since.changes};
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<ChangelogRow> changes,
                                journal.ChangesAfter(last, kRowsAtATime));
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<AuditEvent> events,
                                journal.EventsAfter(last, kRowsAtATime));
    for (const ChangelogRow& change : changes) {
      since.sum += TermOf(sealer, change);
      since.erased |= change.removed && std::holds_alternative<EntryId>(change.record);
    }
    for (const AuditEvent& event : events) since.sum += TermOf(sealer, event);
    since.changes += changes.size();
    if (changes.size() < kRowsAtATime) break;
  }
  return since;
}

}  // namespace portcullis
