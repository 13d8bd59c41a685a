// The audit event of a change.
#pragma once

#include "border/audit/audit_event.h"
#include "border/watchlist/store.h"

namespace portcullis {

/// What to record of `change`, one of those of `mutation`, which got the number `sequence`. Pure.
AuditEvent AuditRecordOf(const Mutation& mutation, const AuditedChange& change, Sequence sequence);

}  // namespace portcullis
