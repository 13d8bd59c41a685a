#include "store/sqlite/journal_sum.h"

#include <cstddef>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "store/sqlite/journal_rows.h"
#include "store/sqlite/request_rows.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

constexpr std::size_t kRowsAtATime = 10'000;

absl::Status SumChanges(JournalRows& journal, const Sealer& sealer, StoreState& state) {
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<ChangelogRow> changes,
                                journal.ChangesAfter(state.last_change, kRowsAtATime));
    if (changes.empty()) return absl::OkStatus();
    for (const ChangelogRow& row : changes) state.journal += TermOf(sealer, row);
    state.last_change.value += changes.size();
  }
}

}  // namespace

absl::Status SumEventsAndRequests(Connection& connection, const Sealer& sealer, StoreState& state) {
  JournalRows journal(connection, sealer);
  Sequence last;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<AuditEvent> events,
                                journal.EventsAfter(last, kRowsAtATime));
    if (events.empty()) break;
    for (const AuditEvent& event : events) state.journal += TermOf(sealer, event);
    last.value += events.size();
  }
  if (last != state.last_change) return DataCorrupt(fmt::format("audit event {}", last.value + 1));
  RequestRows requests(connection, sealer);
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<RequestRow> rows, requests.All());
  for (const RequestRow& row : rows) state.journal += TermOf(sealer, row);
  return absl::OkStatus();
}

absl::Status SumJournal(Connection& connection, const Sealer& sealer, StoreState& state) {
  JournalRows journal(connection, sealer);
  state.journal = 0;
  state.last_change = Sequence{0};
  PORTCULLIS_RETURN_IF_ERROR(SumChanges(journal, sealer, state));
  return SumEventsAndRequests(connection, sealer, state);
}

}  // namespace portcullis
