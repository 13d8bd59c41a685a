// What of the index a search looks at.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "matcher/core/ids.h"
#include "matcher/core/reference_index.h"
#include "matcher/index/live/part.h"
#include "matcher/index/scan/code_blocks.h"

namespace portcullis {

/// Some segments, or all; and of those that are arranged by a tree, some leaves, or all.
class SearchScope {
 public:
  /// All leaves.
  explicit SearchScope(const IndexQuery& query);

  /// Of parts that `tree` arranges, only the leaves that have a true here. Refers to the tree.
  void NarrowTo(const ClusterTree& tree, std::vector<bool> leaves);

  bool Covers(SegmentId segment) const;

  /// False where either is narrowed: no two probes are near the same leaves.
  bool IsSameAs(const SearchScope& other) const;

  /// Ascending, with gaps between them.
  std::vector<RowRange> SegmentRangesOf(const Part& part) const;
  /// The same less the leaves that are left out.
  std::vector<RowRange> RangesOf(const Part& part) const;

 private:
  bool is_everything_;
  std::vector<SegmentId> segments_;    // sorted, each once
  const ClusterTree* tree_ = nullptr;  // null: all leaves
  std::vector<bool> leaves_;
};

}  // namespace portcullis
