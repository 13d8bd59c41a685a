#include "matcher/index/live/part.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

namespace portcullis {
namespace {

using Rows = std::vector<SourceRow>;

/// And within one by reference, which lets FindRow look at neighbours.
Rows SortedBySegment(Rows rows) {
  std::sort(rows.begin(), rows.end(), [](const SourceRow& a, const SourceRow& b) {
    return std::tie(a.segment, a.reference) < std::tie(b.segment, b.reference);
  });
  return rows;
}

struct LeavesInOrder {
  Rows rows;
  std::vector<std::uint32_t> leaves;  // of each row
};

/// By segment, in it by leaf, and in that by reference.
LeavesInOrder SortedByLeaf(const Rows& rows, std::span<const std::uint32_t> leaves) {
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&rows, leaves](std::size_t a, std::size_t b) {
    return std::tie(rows[a].segment, leaves[a], rows[a].reference) <
           std::tie(rows[b].segment, leaves[b], rows[b].reference);
  });
  LeavesInOrder sorted;
  sorted.rows.reserve(rows.size());
  sorted.leaves.reserve(rows.size());
  for (const std::size_t row : order) {
    sorted.rows.push_back(rows[row]);
    sorted.leaves.push_back(leaves[row]);
  }
  return sorted;
}

/// As Part::Segment::leaf_begins. `leaves`, of each row of the part, ascend within `rows`.
std::vector<std::uint32_t> LeafBegins(RowRange rows, std::span<const std::uint32_t> leaves,
                                      std::size_t leaf_count) {
  std::vector<std::uint32_t> begins;
  begins.reserve(leaf_count + 1);
  std::size_t row = rows.begin;
  for (std::size_t leaf = 0; leaf < leaf_count; ++leaf) {
    begins.push_back(static_cast<std::uint32_t>(row));
    while (row < rows.end && leaves[row] == leaf) ++row;
  }
  begins.push_back(static_cast<std::uint32_t>(row));
  return begins;
}

RowMemory ValuesOf(const Rows& rows, std::size_t dimension) {
  RowMemory values(rows.size() * dimension);
  float* to = values.values().data();
  for (const SourceRow& row : rows) to = std::copy(row.values.begin(), row.values.end(), to);
  return values;
}

template <typename Id>
std::vector<Id> IdsOf(const Rows& rows, Id SourceRow::*id) {
  std::vector<Id> ids;
  ids.reserve(rows.size());
  for (const SourceRow& row : rows) ids.push_back(row.*id);
  return ids;
}

std::vector<Part::Segment> SegmentsOf(const Rows& rows) {
  std::vector<Part::Segment> segments;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (segments.empty() || segments.back().id != rows[row].segment) {
      segments.push_back({rows[row].segment, {row, row}, {}});
    }
    segments.back().rows.end = row + 1;
  }
  segments.shrink_to_fit();
  return segments;
}

std::vector<std::uint32_t> OrderOf(std::span<const ReferenceId> references) {
  // Beside each other, as sorting row numbers by what they point to would run all over memory.
  std::vector<std::pair<ReferenceId, std::uint32_t>> pairs;
  pairs.reserve(references.size());
  for (std::size_t row = 0; row < references.size(); ++row) {
    pairs.emplace_back(references[row], static_cast<std::uint32_t>(row));
  }
  std::sort(pairs.begin(), pairs.end());
  std::vector<std::uint32_t> order;
  order.reserve(pairs.size());
  for (const auto& [reference, row] : pairs) order.push_back(row);
  return order;
}

}  // namespace

Part::Part(std::vector<SourceRow> rows, std::size_t dimension)
    : dimension_(dimension), filter_({}), codes_(CodeBlocks::Encode({}, dimension)) {
  Fill(SortedBySegment(std::move(rows)));
}

Part::Part(const std::vector<SourceRow>& rows, std::span<const std::uint32_t> leaves,
           std::shared_ptr<const ClusterTree> tree, std::size_t least_rows)
    : dimension_(tree->dimension()),
      tree_(std::move(tree)),
      filter_({}),
      codes_(CodeBlocks::Encode({}, dimension_)) {
  const LeavesInOrder in_order = SortedByLeaf(rows, leaves);
  Fill(in_order.rows);
  for (Segment& segment : segments_) {
    if (segment.rows.end - segment.rows.begin < least_rows) continue;
    segment.leaf_begins = LeafBegins(segment.rows, in_order.leaves, tree_->leaves());
  }
}

void Part::Fill(const Rows& sorted) {
  values_ = ValuesOf(sorted, dimension_);
  references_ = IdsOf(sorted, &SourceRow::reference);
  entries_ = IdsOf(sorted, &SourceRow::entry);
  segments_ = SegmentsOf(sorted);
  by_reference_ = OrderOf(references_);
  filter_ = IdFilter(references_);
  codes_ = CodeBlocks::Encode(values_.values(), dimension_);
}

std::optional<std::size_t> Part::FindRow(ReferenceId reference) const {
  if (!filter_.MayContain(reference)) return std::nullopt;
  const auto found = std::lower_bound(
      by_reference_.begin(), by_reference_.end(), reference,
      [this](std::uint32_t row, ReferenceId wanted) { return references_[row] < wanted; });
  if (found == by_reference_.end() || references_[*found] != reference) return std::nullopt;
  return *found;
}

std::size_t Part::bytes() const {
  std::size_t leaf_begins = 0;
  for (const Segment& segment : segments_) leaf_begins += segment.leaf_begins.size();
  return sizeof(Part) + leaf_begins * sizeof(std::uint32_t) + values_.values().size_bytes() +
         references_.size() * sizeof(ReferenceId) + entries_.size() * sizeof(EntryId) +
         segments_.size() * sizeof(Segment) + by_reference_.size() * sizeof(std::uint32_t) +
         filter_.bytes() + codes_.bytes();
}

}  // namespace portcullis
