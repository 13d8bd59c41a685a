#include "matcher/index/live/leaf_choice.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

#include "absl/status/status.h"
#include "matcher/index/live/search_version.h"
#include "matcher/index/live/version_rows.h"

namespace portcullis {
namespace {

constexpr std::size_t kProbesAtATime = 32;

/// How many references of a scope each leaf holds.
struct RowsByLeaf {
  std::vector<std::size_t> rows;
  std::size_t total = 0;

  RowsByLeaf(const Version& version, const SearchScope& scope)
      : rows(version.clusters->tree->leaves()) {
    for (const PartView& view : version.parts) {
      if (view.part->tree() != version.clusters->tree.get()) continue;
      for (const Part::Segment& segment : view.part->segments()) {
        if (segment.leaf_begins.empty() || !scope.Covers(segment.id)) continue;
        for (std::size_t leaf = 0; leaf < rows.size(); ++leaf) {
          rows[leaf] += segment.leaf_begins[leaf + 1] - segment.leaf_begins[leaf];
        }
        total += segment.rows.end - segment.rows.begin;
      }
    }
  }
};

/// Calls `visit` with leaf after leaf, the nearest first, until it returns false.
template <typename Visit>
void FromTheNearest(const ClusterTree& tree, std::span<const float> probe, const Visit& visit) {
  const std::vector<float> distances = tree.SquaredDistances(probe);
  std::vector<std::uint32_t> heap(distances.size());
  std::iota(heap.begin(), heap.end(), 0U);
  const auto is_farther = [&distances](std::uint32_t a, std::uint32_t b) {
    return distances[a] > distances[b];
  };
  std::make_heap(heap.begin(), heap.end(), is_farther);
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), is_farther);
    if (!visit(heap.back())) return;
    heap.pop_back();
  }
}

std::size_t ReferencesIn(const Version& version, const SearchScope& scope) {
  std::size_t references = 0;
  for (const PartView& view : version.parts) {
    for (const RowRange rows : scope.SegmentRangesOf(*view.part)) references += view.LiveIn(rows);
  }
  return references;
}

/// The leaf of a reference; none: it is where searches look in any case.
std::optional<std::uint32_t> LeafOf(const Version& version, ReferenceId reference) {
  for (const PartView& view : version.parts) {
    const std::optional<std::size_t> row = view.part->FindRow(reference);
    if (!row || !view.IsLive(*row)) continue;
    if (view.part->tree() != version.clusters->tree.get()) return std::nullopt;
    for (const Part::Segment& segment : view.part->segments()) {
      if (*row < segment.rows.begin || *row >= segment.rows.end) continue;
      if (segment.leaf_begins.empty()) return std::nullopt;
      const auto after =
          std::upper_bound(segment.leaf_begins.begin(), segment.leaf_begins.end(), *row);
      return static_cast<std::uint32_t>(after - segment.leaf_begins.begin() - 1);
    }
  }
  return std::nullopt;
}

double ShareUpTo(std::uint32_t leaf, const RowsByLeaf& held, const ClusterTree& tree,
                 std::span<const float> probe) {
  std::size_t rows = 0;
  FromTheNearest(tree, probe, [&](std::uint32_t next) {
    rows += held.rows[next];
    return next != leaf;
  });
  return static_cast<double>(rows) / static_cast<double>(held.total);
}

}  // namespace

bool MayLeaveOut(const Version& version, const SearchScope& scope, double aimed_recall) {
  return aimed_recall < 1 && version.clusters != nullptr &&
         version.clusters->reach.ShareFor(aimed_recall) < 1 &&
         ReferencesIn(version, scope) >= version.clusters->least_references;
}

std::optional<std::vector<bool>> ChooseLeaves(const Version& version, const SearchScope& scope,
                                              std::span<const float> probe, double aimed_recall) {
  if (!MayLeaveOut(version, scope, aimed_recall)) return std::nullopt;
  const Clusters& clusters = *version.clusters;
  const RowsByLeaf held(version, scope);
  const double wanted = clusters.reach.ShareFor(aimed_recall) * static_cast<double>(held.total);
  std::vector<bool> leaves(held.rows.size());
  std::size_t rows = 0;
  FromTheNearest(*clusters.tree, probe, [&](std::uint32_t leaf) {
    leaves[leaf] = true;
    rows += held.rows[leaf];
    return rows == 0 || static_cast<double>(rows) < wanted;
  });
  return leaves;
}

absl::Status MeasureReach(const Version& version, const ModelId& model, std::size_t sample,
                          CpuPath path, const std::function<bool()>& is_stopping,
                          ReachSample& measured) {
  const RowsByLeaf held(version, SearchScope(IndexQuery{}));
  const std::vector<SourceRow> drawn = EvenlyDrawn(version, sample);
  const IndexQuery query{.max_candidates = 2, .segments = {}};  // itself, and the next
  while (measured.probes < drawn.size()) {
    const auto some = std::span(drawn).subspan(
        measured.probes, std::min(kProbesAtATime, drawn.size() - measured.probes));
    std::vector<Embedding> embeddings;
    embeddings.reserve(some.size());
    std::vector<IndexProbe> probes;
    for (const SourceRow& row : some) {
      embeddings.emplace_back(model, std::vector<float>(row.values.begin(), row.values.end()));
      probes.push_back({embeddings.back(), query});
    }
    const std::vector<IndexResult> results = SearchVersion(version, probes, path);
    for (std::size_t i = 0; i < some.size(); ++i) {
      for (const Candidate& candidate : results[i].candidates) {
        if (candidate.entry == some[i].entry) continue;
        const auto leaf = LeafOf(version, candidate.nearest_reference);
        // What is not arranged is compared anyway, and says nothing of the rest.
        if (leaf) {
          measured.shares.push_back(
              ShareUpTo(*leaf, held, *version.clusters->tree, some[i].values));
        }
        break;
      }
    }
    measured.probes += some.size();
    // Not before the first: whoever is called again and again comes to an end all the same.
    if (measured.probes < drawn.size() && is_stopping()) {
      return absl::CancelledError("something else has to be done first");
    }
  }
  return absl::OkStatus();
}

}  // namespace portcullis
