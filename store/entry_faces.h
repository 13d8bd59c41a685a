// Which part of an entry is searched and which lies dormant.
#pragma once

#include <vector>

#include "border/watchlist/store.h"
#include "matcher/core/embedding.h"

namespace portcullis {

/// `embeddings` are those of entry.references, in that order. Searchable are the approved
/// references on the approved lists of an active entry, until its validity ends. Dormant, on all
/// its lists, are the pending references of such an entry, and all references of one that is not
/// searchable; a duplicate is a duplicate after the end of the validity too, so they have no end.
/// Of a retired entry nothing is left. Pure.
EntryFaces DivideFaces(const Entry& entry, std::vector<Embedding> embeddings);

}  // namespace portcullis
