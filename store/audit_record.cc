#include "store/audit_record.h"

#include <type_traits>
#include <variant>

#include "matcher/core/ids.h"

namespace portcullis {

AuditEvent AuditRecordOf(const Mutation& mutation, Sequence sequence) {
  AuditEvent event{.sequence = sequence,
                   .time = mutation.time,
                   .actor = mutation.actor,
                   .action = {},
                   .target = {},
                   .request_id = mutation.key.request_id};
  std::visit(
      [&event](const auto& change) {
        using Change = std::decay_t<decltype(change)>;
        if constexpr (std::is_same_v<Change, CreateListChange>) {
          event.action = "CreateList";
          event.target = "lists/" + change.list.id.value;
        } else if constexpr (std::is_same_v<Change, EnrollEntryChange>) {
          event.action = "EnrollEntry";
          event.target = "entries/" + FormatEntryId(change.entry.id);
        } else {
          static_assert(std::is_same_v<Change, DeleteEntryChange>);
          event.action = "DeleteEntry";
          event.target = "entries/" + FormatEntryId(change.entry);
        }
      },
      mutation.change);
  return event;
}

}  // namespace portcullis
