// The errors that WatchlistStore promises, in the same words from every store.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "border/watchlist/watchlist.h"
#include "matcher/core/embedding.h"
#include "matcher/core/ids.h"

namespace portcullis {

absl::Status ListNotFound(const ListId& list);
absl::Status ListAlreadyExists(const ListId& list);
absl::Status EntryNotFound(EntryId entry);
absl::Status EntryIdTaken(EntryId entry);  // INTERNAL: ids are drawn at random
absl::Status RevisionConflict(EntryId entry, Revision expected, Revision current);
absl::Status RequestIdReused(std::string_view request_id);

/// What the repetition of an enrolment gets once its entry is deleted: NOT_FOUND/ENTRY_NOT_FOUND.
absl::Status EnrolledEntryDeleted(EntryId entry);

absl::Status ModelMismatch(const ModelId& held, const ModelId& given);

/// `what` names the row: "reference 0000000000001 (embedding)".
absl::Status DataCorrupt(std::string_view what);

}  // namespace portcullis
