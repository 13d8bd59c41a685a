#include "store/audit_record.h"

#include "store/changed_record.h"

namespace portcullis {

AuditEvent AuditRecordOf(const Mutation& mutation, const AuditedChange& change, Sequence sequence) {
  return {.sequence = sequence,
          .time = mutation.time,
          .actor = mutation.actor,
          .action = change.action,
          .target = ResourceName(RecordOf(change.change)),
          .request_id = mutation.key ? mutation.key->request_id : std::string()};
}

}  // namespace portcullis
