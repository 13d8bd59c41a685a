// The exact scanner as FAISS sees an index.
#pragma once

#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "matcher/core/cpu_path.h"

namespace faiss {
struct Index;
}

namespace portcullis {

/// An empty faiss::Index of squared Euclidean distances for vectors with `dimension` values, from 1
/// to 65536 (INVALID_ARGUMENT otherwise). Callers include <faiss/Index.h>.
///
/// Exact: ids and distances, ties too, are those of faiss::IndexFlatL2 asked for one query at a
/// time (asked for 20 or more, that one rounds otherwise). It reads int8 codes and looks closer,
/// with faiss::fvec_L2sqr, only at rows that their error bound cannot exclude: see scan.cc.
///
/// search and range_search, both also with an IDSelector, scan on the calling thread alone; several
/// queries are searched in one pass. They are thread-safe beside each other, not beside add, reset
/// and remove_ids. Removal moves all later rows, as in IndexFlatL2. reconstruct gives back the
/// floats that were added. What FAISS forbids it throws for, as FAISS's own indexes do. Memory:
/// about 5 * dimension + 4.5 bytes a vector, up to twice that after growth.
absl::StatusOr<std::unique_ptr<faiss::Index>> CreateScanIndex(std::size_t dimension, CpuPath path);

}  // namespace portcullis
