#include "matcher/index/live/version.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "matcher/core/status_macros.h"
#include "matcher/index/check_reference.h"

namespace portcullis {
namespace {

/// Whose leaves are looked for at a time, as that needs them all together in memory.
constexpr std::size_t kRowsForLeaves = 16'384;

/// Copies the rows removed so far the first time that one more is removed.
class RemovalDraft {
 public:
  RemovalDraft(std::shared_ptr<const RemovedRows>& removed, std::size_t rows, absl::Time now)
      : removed_(removed), rows_(rows), now_(now) {}
  ~RemovalDraft() {
    if (draft_ != nullptr) removed_ = std::move(draft_);
  }
  RemovalDraft(const RemovalDraft&) = delete;
  RemovalDraft& operator=(const RemovalDraft&) = delete;

  void Remove(std::size_t row) {
    if (draft_ == nullptr) {
      draft_ = removed_ != nullptr ? std::make_shared<RemovedRows>(*removed_)
                                   : std::make_shared<RemovedRows>(rows_, now_);
    }
    draft_->Insert(row);
  }

 private:
  std::shared_ptr<const RemovedRows>& removed_;
  const std::size_t rows_;
  const absl::Time now_;
  std::shared_ptr<RemovedRows> draft_;
};

using Ids = absl::flat_hash_set<ReferenceId>;

/// Calls found(id, row) for each live row of `view` whose reference is one of `ids`.
template <typename Found>
void ForEachRow(const PartView& view, const Ids& ids, Found found) {
  for (const ReferenceId id : ids) {
    const std::optional<std::size_t> row = view.part->FindRow(id);
    if (row && view.IsLive(*row)) found(id, *row);
  }
}

template <typename Found>
void ForEachRow(const DeltaView& view, const Ids& ids, Found found) {
  if (ids.empty()) return;
  for (std::size_t row = 0; row < view.rows; ++row) {
    const ReferenceId id = view.delta->row(row).reference;
    if (ids.contains(id) && view.IsLive(row)) found(id, row);
  }
}

absl::Status CheckAbsent(const Version& version, const Ids& ids) {
  std::optional<ReferenceId> present;
  const auto found = [&present](ReferenceId id, std::size_t) { present = id; };
  for (const PartView& part : version.parts) ForEachRow(part, ids, found);
  ForEachRow(version.delta, ids, found);
  return present ? ReferenceExists(*present) : absl::OkStatus();
}

void Remove(const Ids& ids, absl::Time now, Version& version) {
  for (PartView& part : version.parts) {
    RemovalDraft draft(part.removed, part.part->rows(), now);
    ForEachRow(part, ids, [&draft](ReferenceId, std::size_t row) { draft.Remove(row); });
  }
  RemovalDraft draft(version.delta.removed, version.delta.capacity(), now);
  ForEachRow(version.delta, ids, [&draft](ReferenceId, std::size_t row) { draft.Remove(row); });
}

std::vector<SourceRow> LiveRowsOf(const DeltaView& view) {
  std::vector<SourceRow> rows;
  for (std::size_t row = 0; row < view.rows; ++row) {
    if (view.IsLive(row)) rows.push_back(view.delta->row(row));
  }
  return rows;
}

std::vector<SourceRow> LiveRowsOf(const std::vector<PartView>& views) {
  std::vector<SourceRow> rows;
  // Exactly: what a growing vector leaves behind would be tens of megabytes.
  std::size_t live = 0;
  for (const PartView& view : views) live += view.live();
  rows.reserve(live);
  for (const PartView& view : views) {
    for (const Part::Segment& segment : view.part->segments()) {
      for (std::size_t row = segment.rows.begin; row < segment.rows.end; ++row) {
        if (!view.IsLive(row)) continue;
        rows.push_back(
            {view.part->reference(row), view.part->entry(row), segment.id, view.part->values(row)});
      }
    }
  }
  return rows;
}

/// The leaf of each row.
absl::StatusOr<std::vector<std::uint32_t>> LeavesOf(std::span<const SourceRow> rows,
                                                    const ClusterTree& tree) {
  std::vector<std::uint32_t> leaves;
  leaves.reserve(rows.size());
  std::vector<float> some;
  for (std::size_t begin = 0; begin < rows.size(); begin += kRowsForLeaves) {
    const std::size_t count = std::min(kRowsForLeaves, rows.size() - begin);
    some.clear();
    for (const SourceRow& row : rows.subspan(begin, count)) {
      some.insert(some.end(), row.values.begin(), row.values.end());
    }
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<std::uint32_t> of_some, tree.LeavesOf(some));
    leaves.insert(leaves.end(), of_some.begin(), of_some.end());
  }
  return leaves;
}

void AddAsParts(std::span<const SourceRow> rows, const ChangeLimits& limits, Version& version) {
  while (!rows.empty()) {
    const std::size_t count = std::min(rows.size(), limits.max_part_rows);
    const std::vector<SourceRow> some(rows.begin(),
                                      rows.begin() + static_cast<std::ptrdiff_t>(count));
    version.parts.push_back({std::make_shared<const Part>(some, limits.dimension), nullptr});
    rows = rows.subspan(count);
  }
}

void Add(std::span<const SourceRow> rows, const ChangeLimits& limits, Version& version) {
  DeltaView& delta = version.delta;
  if (rows.size() >= limits.delta_rows) return AddAsParts(rows, limits, version);
  if (delta.rows + rows.size() > limits.delta_rows) {
    std::vector<SourceRow> all = LiveRowsOf(delta);
    all.insert(all.end(), rows.begin(), rows.end());
    AddAsParts(all, limits, version);
    delta = {};
    return;
  }
  if (delta.delta == nullptr) {
    delta.delta = std::make_shared<Delta>(limits.delta_rows, limits.dimension);
  }
  for (const SourceRow& row : rows) delta.delta->Write(delta.rows++, row);
}

/// From `merged`, what was removed after `then` and until `now_seen`, two views of one part.
void RemoveLateOnes(const PartView& then, const PartView& now_seen, absl::Time now,
                    PartView& merged) {
  if (merged.part == nullptr) return;
  RemovalDraft draft(merged.removed, merged.part->rows(), now);
  for (std::size_t row = 0; row < then.part->rows(); ++row) {
    if (!then.IsLive(row) || now_seen.IsLive(row)) continue;
    draft.Remove(merged.part->FindRow(then.part->reference(row)).value());
  }
}

}  // namespace

std::size_t Version::live() const {
  std::size_t live = delta.live();
  for (const PartView& part : parts) live += part.live();
  return live;
}

std::size_t Version::bytes() const {
  std::size_t bytes = delta.delta == nullptr ? 0 : delta.delta->bytes();
  for (const PartView& part : parts) {
    bytes += part.part->bytes();
    if (part.removed != nullptr) bytes += part.part->rows() / 8;
  }
  return bytes;
}

absl::StatusOr<Version> WithChange(const Version& before, const IndexChange& change,
                                   const ChangeLimits& limits, absl::Time now) {
  Version after = before;
  Remove(Ids(change.remove.begin(), change.remove.end()), now, after);
  Ids added;
  added.reserve(change.add.size());
  std::vector<SourceRow> rows;
  rows.reserve(change.add.size());
  for (const IndexedReference& reference : change.add) {
    added.insert(reference.reference);
    rows.push_back(
        {reference.reference, reference.entry, reference.segment, reference.embedding.values()});
  }
  if (const absl::Status absent = CheckAbsent(after, added); !absent.ok()) return absent;
  if (!rows.empty()) Add(rows, limits, after);
  return after;
}

Version WithFreshDelta(const Version& before, const ChangeLimits& limits) {
  Version after = before;
  after.delta = {};
  const std::vector<SourceRow> rows = LiveRowsOf(before.delta);
  if (!rows.empty()) Add(rows, limits, after);
  return after;
}

Version WithMergedPart(const Version& before, const std::vector<PartView>& sources,
                       std::shared_ptr<const Part> merged, absl::Time now) {
  Version after;
  after.delta = before.delta;
  after.clusters = before.clusters;
  PartView view{std::move(merged), nullptr};
  for (const PartView& part : before.parts) {
    const auto source = std::find_if(sources.begin(), sources.end(), [&part](const PartView& one) {
      return one.part == part.part;
    });
    if (source == sources.end()) {
      after.parts.push_back(part);
    } else if (part.removed != source->removed) {
      RemoveLateOnes(*source, part, now, view);
    }
  }
  if (view.part != nullptr) after.parts.push_back(view);
  return after;
}

std::shared_ptr<const Part> MergeParts(const std::vector<PartView>& sources,
                                       std::size_t dimension) {
  std::vector<SourceRow> rows = LiveRowsOf(sources);
  if (rows.empty()) return nullptr;
  return std::make_shared<const Part>(std::move(rows), dimension);
}

absl::StatusOr<std::shared_ptr<const Part>> MergeArranged(const std::vector<PartView>& sources,
                                                          std::shared_ptr<const ClusterTree> tree,
                                                          std::size_t least_rows) {
  const std::vector<SourceRow> rows = LiveRowsOf(sources);
  if (rows.empty()) return nullptr;
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<std::uint32_t> leaves, LeavesOf(rows, *tree));
  return std::make_shared<const Part>(rows, leaves, std::move(tree), least_rows);
}

}  // namespace portcullis
