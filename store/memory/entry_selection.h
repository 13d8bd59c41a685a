// EntryQuery in plain C++: what it selects, and in which order.
#pragma once

#include <vector>

#include "border/watchlist/store.h"

namespace portcullis {

/// The entries that the query is about, ordered and cut as it says. Pure.
std::vector<Entry> Select(const EntryQuery& query, const std::vector<const Entry*>& entries);

}  // namespace portcullis
