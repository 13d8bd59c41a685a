// What a change is about, whatever it does.
#pragma once

#include <string>
#include <variant>

#include "border/watchlist/store.h"
#include "matcher/core/ids.h"

namespace portcullis {

using ChangedRecord = std::variant<ListId, EntryId, PolicyNumber>;

ChangedRecord RecordOf(const RecordChange& change);

/// True if the record is gone after the change.
bool Removes(const RecordChange& change);

/// "lists/demo", "entries/0000000000001", "policies/1".
std::string ResourceName(const ChangedRecord& record);

}  // namespace portcullis
