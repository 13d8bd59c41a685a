// One pass over codes for any number of probes: which rows may be near?
#pragma once

#include <cstddef>
#include <span>

#include "matcher/core/cpu_path.h"
#include "matcher/index/scan/code_blocks.h"

namespace portcullis {

/// Who looks closer at rows that may be near.
class NearRowVisitor {
 public:
  virtual ~NearRowVisitor() = default;

  /// `row` may be as near as the squared radius. Returns the squared radius from now on, never
  /// larger than before; a negative one says that no more rows are wanted.
  virtual double OnRow(std::size_t row) = 0;
};

struct ScanRequest {
  std::span<const float> probe;  // of the dimension of the codes
  double squared_radius = 0;     // infinite: every row is near
  NearRowVisitor* visitor = nullptr;
};

/// One pass over the codes of `rows` for all requests. Every row whose true squared distance (of
/// the float vectors) to the probe is at most the radius then in force is given to the visitor, and
/// some that are not; for each request in ascending order of rows. On return squared_radius of each
/// request is the one in force. Visitors are called on this thread, between one another's calls.
/// `rows` lies within the rows of `codes`; the machine has `path`.
void Scan(const CodeBlocks& codes, RowRange rows, std::span<ScanRequest> requests, CpuPath path);

/// The same over several ranges, which ascend and do not overlap: what has to be done for a probe
/// before the first row is done once for all.
void Scan(const CodeBlocks& codes, std::span<const RowRange> rows, std::span<ScanRequest> requests,
          CpuPath path);

}  // namespace portcullis
