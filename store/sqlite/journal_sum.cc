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

}  // namespace

absl::Status SumJournal(Connection& connection, const Sealer& sealer, StoreState& state) {
  JournalRows journal(connection, sealer);
  state.journal = 0;
  state.last_change = Sequence{0};
  Sequence last_event;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<ChangelogRow> changes,
                                journal.ChangesAfter(state.last_change, kRowsAtATime));
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<AuditEvent> events,
                                journal.EventsAfter(last_event, kRowsAtATime));
    if (changes.empty() && events.empty()) break;
    for (const ChangelogRow& row : changes) state.journal += TermOf(sealer, row);
    for (const AuditEvent& event : events) state.journal += TermOf(sealer, event);
    state.last_change.value += changes.size();
    last_event.value += events.size();
  }
  if (last_event != state.last_change) {
    return DataCorrupt(fmt::format("audit event {}", last_event.value + 1));
  }
  RequestRows requests(connection, sealer);
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<RequestRow> rows, requests.All());
  for (const RequestRow& row : rows) state.journal += TermOf(sealer, row);
  return absl::OkStatus();
}

}  // namespace portcullis
