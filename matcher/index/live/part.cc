#include "matcher/index/live/part.h"

#include <algorithm>
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
      segments.push_back({rows[row].segment, {row, row}});
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
  const Rows sorted = SortedBySegment(std::move(rows));
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
  return sizeof(Part) + values_.values().size_bytes() + references_.size() * sizeof(ReferenceId) +
         entries_.size() * sizeof(EntryId) + segments_.size() * sizeof(Segment) +
         by_reference_.size() * sizeof(std::uint32_t) + filter_.bytes() + codes_.bytes();
}

}  // namespace portcullis
