// A large piece of the index that never changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "matcher/core/ids.h"
#include "matcher/index/clusters/cluster_tree.h"
#include "matcher/index/live/id_filter.h"
#include "matcher/index/live/removed_rows.h"
#include "matcher/index/live/row_memory.h"
#include "matcher/index/scan/code_blocks.h"

namespace portcullis {

/// A reference on its way into a part.
struct SourceRow {
  ReferenceId reference;
  EntryId entry;
  SegmentId segment;
  std::span<const float> values;
};

/// References, sorted by segment, so that a search over some segments is a search over some ranges
/// of rows and costs nothing for the others. Immutable, hence thread-safe.
class Part {
 public:
  struct Segment {
    SegmentId id;
    RowRange rows;
    /// Of an arranged part, where it is long enough: the first row of each leaf, then rows.end.
    std::vector<std::uint32_t> leaf_begins;
  };

  /// `rows`: one or more and fewer than 2^32, each reference once, each with `dimension` values.
  /// Throws std::bad_alloc.
  Part(std::vector<SourceRow> rows, std::size_t dimension);

  /// An arranged part: the rows of a segment are sorted by the leaf of `tree` that they belong to,
  /// where there are at least `least_rows` of them. `leaves` has that of each of `rows`.
  Part(const std::vector<SourceRow>& rows, std::span<const std::uint32_t> leaves,
       std::shared_ptr<const ClusterTree> tree, std::size_t least_rows);

  std::size_t rows() const { return references_.size(); }
  /// By which it is arranged; null: it is not.
  const ClusterTree* tree() const { return tree_.get(); }
  std::span<const Segment> segments() const { return segments_; }  // by id and by row
  const CodeBlocks& codes() const { return codes_; }

  ReferenceId reference(std::size_t row) const { return references_[row]; }
  EntryId entry(std::size_t row) const { return entries_[row]; }
  std::span<const float> values(std::size_t row) const {
    return values_.values().subspan(row * dimension_, dimension_);
  }

  std::optional<std::size_t> FindRow(ReferenceId reference) const;

  /// That this part takes, all in all.
  std::size_t bytes() const;

 private:
  void Fill(const std::vector<SourceRow>& sorted);

  std::size_t dimension_;
  // Shared with other parts and with the versions that search by it.
  std::shared_ptr<const ClusterTree> tree_;
  RowMemory values_;
  std::vector<ReferenceId> references_;
  std::vector<EntryId> entries_;
  std::vector<Segment> segments_;
  std::vector<std::uint32_t> by_reference_;  // rows in the order of their references
  IdFilter filter_;
  CodeBlocks codes_;
};

/// A part as one version of the index sees it.
struct PartView {
  std::shared_ptr<const Part> part;
  std::shared_ptr<const RemovedRows> removed;  // null: none

  bool IsLive(std::size_t row) const { return removed == nullptr || !removed->Contains(row); }
  std::size_t live() const { return part->rows() - (removed == nullptr ? 0 : removed->count()); }
  std::size_t LiveIn(RowRange rows) const {
    return rows.end - rows.begin - (removed == nullptr ? 0 : removed->CountIn(rows));
  }
};

}  // namespace portcullis
