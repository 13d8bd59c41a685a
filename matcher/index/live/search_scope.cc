#include "matcher/index/live/search_scope.h"

#include <algorithm>
#include <utility>

namespace portcullis {
namespace {

void Append(RowRange rows, std::vector<RowRange>& ranges) {
  if (rows.begin == rows.end) return;
  if (!ranges.empty() && ranges.back().end == rows.begin) {
    ranges.back().end = rows.end;
  } else {
    ranges.push_back(rows);
  }
}

}  // namespace

SearchScope::SearchScope(const IndexQuery& query) : is_everything_(!query.segments) {
  if (is_everything_) return;
  segments_ = *query.segments;
  std::sort(segments_.begin(), segments_.end());
  segments_.erase(std::unique(segments_.begin(), segments_.end()), segments_.end());
}

void SearchScope::NarrowTo(const ClusterTree& tree, std::vector<bool> leaves) {
  tree_ = &tree;
  leaves_ = std::move(leaves);
}

bool SearchScope::Covers(SegmentId segment) const {
  return is_everything_ || std::binary_search(segments_.begin(), segments_.end(), segment);
}

bool SearchScope::IsSameAs(const SearchScope& other) const {
  return tree_ == nullptr && other.tree_ == nullptr && is_everything_ == other.is_everything_ &&
         segments_ == other.segments_;
}

std::vector<RowRange> SearchScope::SegmentRangesOf(const Part& part) const {
  if (is_everything_) return {{0, part.rows()}};
  std::vector<RowRange> ranges;
  for (const Part::Segment& segment : part.segments()) {
    if (Covers(segment.id)) Append(segment.rows, ranges);
  }
  return ranges;
}

std::vector<RowRange> SearchScope::RangesOf(const Part& part) const {
  if (tree_ == nullptr || part.tree() != tree_) return SegmentRangesOf(part);
  std::vector<RowRange> ranges;
  for (const Part::Segment& segment : part.segments()) {
    if (!Covers(segment.id)) continue;
    if (segment.leaf_begins.empty()) {
      Append(segment.rows, ranges);
      continue;
    }
    for (std::size_t leaf = 0; leaf < leaves_.size(); ++leaf) {
      if (!leaves_[leaf]) continue;
      Append({segment.leaf_begins[leaf], segment.leaf_begins[leaf + 1]}, ranges);
    }
  }
  return ranges;
}

}  // namespace portcullis
