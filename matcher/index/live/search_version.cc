#include "matcher/index/live/search_version.h"

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

#include "matcher/index/live/leaf_choice.h"
#include "matcher/index/live/nearest_entries.h"
#include "matcher/index/live/search_scope.h"
#include "matcher/index/rank_candidates.h"
#include "matcher/index/scan/scan.h"

namespace portcullis {
namespace {

/// One probe on its way over the parts.
class Searcher final : public NearRowVisitor {
 public:
  explicit Searcher(const IndexProbe& probe)
      : values_(probe.embedding.get().values()), nearest_(probe.query.get().max_candidates) {}

  void Enter(const PartView& part) { part_ = &part; }
  ScanRequest Request() { return {values_, nearest_.squared_radius(), this}; }

  double OnRow(std::size_t row) override {
    if (part_->IsLive(row)) {
      nearest_.Offer(part_->part->entry(row), part_->part->reference(row),
                     SquaredDistance(values_, part_->part->values(row)));
    }
    return nearest_.squared_radius();
  }

  void Offer(const SourceRow& row) {
    nearest_.Offer(row.entry, row.reference, SquaredDistance(values_, row.values));
  }

  std::vector<Candidate> Ranked() const { return nearest_.Ranked(); }

 private:
  const std::span<const float> values_;
  const PartView* part_ = nullptr;
  NearestEntries nearest_;
};

/// Probes that look at the same references, and how many those are.
struct Group {
  SearchScope scope;
  std::vector<std::size_t> probes = {};
  std::size_t searched = 0;
  std::size_t compared = 0;
};

std::vector<Group> GroupsOf(const Version& version, std::span<const IndexProbe> probes) {
  std::vector<Group> groups;
  for (std::size_t i = 0; i < probes.size(); ++i) {
    const IndexQuery& query = probes[i].query;
    SearchScope scope(query);
    auto leaves =
        ChooseLeaves(version, scope, probes[i].embedding.get().values(), query.aimed_recall);
    if (leaves) scope.NarrowTo(*version.clusters->tree, *std::move(leaves));
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&scope](const Group& other) { return other.scope.IsSameAs(scope); });
    if (group == groups.end()) group = groups.insert(groups.end(), {.scope = std::move(scope)});
    group->probes.push_back(i);
  }
  return groups;
}

/// Rows that the same groups look at.
struct Pass {
  std::vector<RowRange> rows;  // ascending
  std::vector<std::size_t> groups;
};

/// So that rows which several groups look at are read once.
std::vector<Pass> PassesOver(const PartView& part, std::vector<Group>& groups) {
  std::vector<std::tuple<std::size_t, bool, std::size_t>> edges;  // row, whether one begins, group
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (const RowRange range : groups[i].scope.SegmentRangesOf(*part.part)) {
      groups[i].searched += part.LiveIn(range);
    }
    for (const RowRange range : groups[i].scope.RangesOf(*part.part)) {
      groups[i].compared += part.LiveIn(range);
      edges.emplace_back(range.begin, true, i);
      edges.emplace_back(range.end, false, i);
    }
  }
  std::sort(edges.begin(), edges.end());

  std::vector<Pass> passes;
  std::vector<std::size_t> looking;
  std::size_t begin = 0;
  for (const auto& [row, begins, group] : edges) {
    if (row > begin && !looking.empty()) {
      if (passes.empty() || passes.back().groups != looking) passes.push_back({{}, looking});
      passes.back().rows.push_back({begin, row});
    }
    begin = row;
    if (begins) {
      looking.push_back(group);
    } else {
      std::erase(looking, group);
    }
  }
  return passes;
}

void SearchPart(const PartView& part, CpuPath path, std::vector<Group>& groups,
                std::vector<Searcher>& searchers) {
  for (Searcher& searcher : searchers) searcher.Enter(part);
  std::vector<ScanRequest> requests;
  for (const Pass& pass : PassesOver(part, groups)) {
    requests.clear();
    for (const std::size_t group : pass.groups) {
      for (const std::size_t probe : groups[group].probes) {
        requests.push_back(searchers[probe].Request());
      }
    }
    Scan(part.part->codes(), pass.rows, requests, path);
  }
}

void SearchDelta(const DeltaView& delta, std::vector<Group>& groups,
                 std::vector<Searcher>& searchers) {
  for (std::size_t i = 0; i < delta.rows; ++i) {
    if (!delta.IsLive(i)) continue;
    const SourceRow row = delta.delta->row(i);
    for (Group& group : groups) {
      if (!group.scope.Covers(row.segment)) continue;
      ++group.searched;
      ++group.compared;
      for (const std::size_t probe : group.probes) searchers[probe].Offer(row);
    }
  }
}

}  // namespace

std::vector<IndexResult> SearchVersion(const Version& version, std::span<const IndexProbe> probes,
                                       CpuPath path) {
  std::vector<Searcher> searchers;
  searchers.reserve(probes.size());
  for (const IndexProbe& probe : probes) searchers.emplace_back(probe);
  std::vector<Group> groups = GroupsOf(version, probes);

  SearchDelta(version.delta, groups, searchers);
  for (const PartView& part : version.parts) SearchPart(part, path, groups, searchers);

  std::vector<IndexResult> results(probes.size());
  for (const Group& group : groups) {
    for (const std::size_t probe : group.probes) {
      results[probe] = {.candidates = searchers[probe].Ranked(),
                        .references_searched = group.searched,
                        .references_compared = group.compared};
    }
  }
  return results;
}

}  // namespace portcullis
