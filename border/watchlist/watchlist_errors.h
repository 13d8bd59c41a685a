// The errors that stores and use cases of the watch lists share, in the same words everywhere.
#pragma once

#include "absl/status/status.h"
#include "border/watchlist/watchlist.h"
#include "matcher/core/ids.h"

namespace portcullis {

absl::Status ListNotFound(const ListId& list);
absl::Status ListAlreadyExists(const ListId& list);
absl::Status ListNotEmpty(const ListId& list);
absl::Status EntryNotFound(EntryId entry);
absl::Status RevisionConflict(const ListId& list, Revision expected, Revision current);
absl::Status RevisionConflict(EntryId entry, Revision expected, Revision current);

}  // namespace portcullis
