// The audit event of a change.
#pragma once

#include "border/audit/audit_event.h"
#include "border/watchlist/store.h"

namespace portcullis {

/// What to record of `mutation`, the change with number `sequence`. Pure.
AuditEvent AuditRecordOf(const Mutation& mutation, Sequence sequence);

}  // namespace portcullis
