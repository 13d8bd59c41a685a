// The errors that only stores know, in the same words from every store.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "border/watchlist/watchlist_errors.h"
#include "matcher/core/embedding.h"
#include "matcher/core/ids.h"

namespace portcullis {

absl::Status EntryIdTaken(EntryId entry);  // INTERNAL: ids are drawn at random
absl::Status RequestIdReused(std::string_view request_id);

/// What the repetition of a request gets once the entry that its response is about is erased:
/// NOT_FOUND/ENTRY_NOT_FOUND.
absl::Status ResponseErased(EntryId entry);

absl::Status ModelMismatch(const ModelId& held, const ModelId& given);

/// `what` names the row: "reference 0000000000001 (embedding)".
absl::Status DataCorrupt(std::string_view what);

}  // namespace portcullis
