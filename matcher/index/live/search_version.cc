#include "matcher/index/live/search_version.h"

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

#include "matcher/index/live/nearest_entries.h"
#include "matcher/index/rank_candidates.h"
#include "matcher/index/scan/scan.h"

namespace portcullis {
namespace {

/// One probe on its way over the parts.
class Searcher final : public NearRowVisitor {
 public:
  explicit Searcher(const IndexProbe& probe)
      : values_(probe.embedding.get().values()),
        nearest_(probe.query.get().max_candidates) {}

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

/// The segments that some of the probes look at.
struct Scope {
  bool is_everything = false;
  std::vector<SegmentId> segments;  // sorted, each once
  std::vector<std::size_t> probes;
  std::size_t references = 0;

  explicit Scope(const IndexQuery& query) : is_everything(!query.segments) {
    if (is_everything) return;
    segments = *query.segments;
    std::sort(segments.begin(), segments.end());
    segments.erase(std::unique(segments.begin(), segments.end()), segments.end());
  }

  bool IsSameAs(const Scope& other) const {
    return is_everything == other.is_everything && segments == other.segments;
  }
  bool Covers(SegmentId segment) const {
    return is_everything || std::binary_search(segments.begin(), segments.end(), segment);
  }
};

std::vector<Scope> ScopesOf(std::span<const IndexProbe> probes) {
  std::vector<Scope> scopes;
  for (std::size_t i = 0; i < probes.size(); ++i) {
    const Scope own(probes[i].query);
    auto scope = std::find_if(scopes.begin(), scopes.end(),
                              [&own](const Scope& other) { return other.IsSameAs(own); });
    if (scope == scopes.end()) scope = scopes.insert(scopes.end(), own);
    scope->probes.push_back(i);
  }
  return scopes;
}

/// Ascending, with gaps between them.
std::vector<RowRange> RangesOf(const Part& part, const Scope& scope) {
  if (scope.is_everything) return {{0, part.rows()}};
  std::vector<RowRange> ranges;
  for (const Part::Segment& segment : part.segments()) {
    if (!scope.Covers(segment.id)) continue;
    if (!ranges.empty() && ranges.back().end == segment.rows.begin) {
      ranges.back().end = segment.rows.end;
    } else {
      ranges.push_back(segment.rows);
    }
  }
  return ranges;
}

/// Rows that the same scopes look at.
struct Pass {
  RowRange rows;
  std::vector<std::size_t> scopes;
};

/// So that rows which several scopes look at are read once.
std::vector<Pass> PassesOver(const PartView& part, std::vector<Scope>& scopes) {
  std::vector<std::tuple<std::size_t, bool, std::size_t>> edges;  // row, whether one begins, scope
  for (std::size_t i = 0; i < scopes.size(); ++i) {
    for (const RowRange range : RangesOf(*part.part, scopes[i])) {
      scopes[i].references += part.LiveIn(range);
      edges.emplace_back(range.begin, true, i);
      edges.emplace_back(range.end, false, i);
    }
  }
  std::sort(edges.begin(), edges.end());

  std::vector<Pass> passes;
  std::vector<std::size_t> looking;
  std::size_t begin = 0;
  for (const auto& [row, begins, scope] : edges) {
    if (row > begin && !looking.empty()) passes.push_back({{begin, row}, looking});
    begin = row;
    if (begins) {
      looking.push_back(scope);
    } else {
      std::erase(looking, scope);
    }
  }
  return passes;
}

void SearchPart(const PartView& part, CpuPath path, std::vector<Scope>& scopes,
                std::vector<Searcher>& searchers) {
  for (Searcher& searcher : searchers) searcher.Enter(part);
  std::vector<ScanRequest> requests;
  for (const Pass& pass : PassesOver(part, scopes)) {
    requests.clear();
    for (const std::size_t scope : pass.scopes) {
      for (const std::size_t probe : scopes[scope].probes) {
        requests.push_back(searchers[probe].Request());
      }
    }
    Scan(part.part->codes(), pass.rows, requests, path);
  }
}

void SearchDelta(const DeltaView& delta, std::vector<Scope>& scopes,
                 std::vector<Searcher>& searchers) {
  for (std::size_t i = 0; i < delta.rows; ++i) {
    if (!delta.IsLive(i)) continue;
    const SourceRow row = delta.delta->row(i);
    for (Scope& scope : scopes) {
      if (!scope.Covers(row.segment)) continue;
      ++scope.references;
      for (const std::size_t probe : scope.probes) searchers[probe].Offer(row);
    }
  }
}

}  // namespace

std::vector<IndexResult> SearchVersion(const Version& version, std::span<const IndexProbe> probes,
                                       CpuPath path) {
  std::vector<Searcher> searchers;
  searchers.reserve(probes.size());
  for (const IndexProbe& probe : probes) searchers.emplace_back(probe);
  std::vector<Scope> scopes = ScopesOf(probes);

  SearchDelta(version.delta, scopes, searchers);
  for (const PartView& part : version.parts) SearchPart(part, path, scopes, searchers);

  std::vector<IndexResult> results(probes.size());
  for (const Scope& scope : scopes) {
    for (const std::size_t probe : scope.probes) {
      results[probe] = {.candidates = searchers[probe].Ranked(),
                        .references_searched = scope.references};
    }
  }
  return results;
}

}  // namespace portcullis
