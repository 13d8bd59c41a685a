// The search of one version of the index.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "matcher/core/cpu_path.h"
#include "matcher/core/embedding.h"
#include "matcher/core/reference_index.h"
#include "matcher/index/live/version.h"

namespace portcullis {

/// What ReferenceIndex::Search is asked, for several at once. Refers to what outlives the search.
struct IndexProbe {
  std::reference_wrapper<const Embedding> embedding;
  std::reference_wrapper<const IndexQuery> query;
};

/// One result for each probe, in their order, as each would have it alone: codes are read from
/// memory once for all of them. The probes have the version's dimension. Throws std::bad_alloc.
std::vector<IndexResult> SearchVersion(const Version& version, std::span<const IndexProbe> probes,
                                       CpuPath path);

}  // namespace portcullis
