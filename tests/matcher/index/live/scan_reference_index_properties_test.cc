// Whatever is added, removed and written anew: each search finds what the plain index finds.
#include <cstdint>
#include <memory>
#include <ostream>
#include <vector>

#include "matcher/index/flat_reference_index.h"
#include "matcher/index/live/scan_reference_index.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/index/live/live_references.h"

// Needs gtest.h before it and does not say so.
#include "rapidcheck/gtest.h"

namespace portcullis::testing {
namespace {

constexpr std::size_t kDimension = 5;

/// One change and one search.
struct Step {
  std::vector<int> remove;
  std::vector<int> add;
  int first_segment = 0;
  int segments = 0;        // of the additions, from the first
  int max_candidates = 1;  // above 30: everybody
  int searched = 0;        // bits of segments; 0: all
  bool settle = false;     // let the background finish before
};

void showValue(const Step& step, std::ostream& out) {
  out << "remove " << rc::toString(step.remove) << " add " << rc::toString(step.add) << " segments "
      << step.first_segment << "+" << step.segments << " for " << step.max_candidates << " in "
      << step.searched << " settle " << step.settle;
}

rc::Gen<Step> AnyStep() {
  const auto ids = rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 80));
  return rc::gen::build<Step>(
      rc::gen::set(&Step::remove, ids),
      rc::gen::set(&Step::add, rc::gen::unique<std::vector<int>>(rc::gen::inRange(1, 80))),
      rc::gen::set(&Step::first_segment, rc::gen::inRange(0, 4)),
      rc::gen::set(&Step::segments, rc::gen::inRange(1, 4)),
      rc::gen::set(&Step::max_candidates, rc::gen::inRange(1, 40)),
      rc::gen::set(&Step::searched, rc::gen::inRange(0, 64)),
      rc::gen::set(&Step::settle, rc::gen::arbitrary<bool>()));
}

/// On a coarse grid, so that many are equally far, and at four places of which two are near each
/// other.
Embedding GridEmbedding(int number) {
  std::vector<float> values;
  for (std::size_t i = 0; i < kDimension; ++i) {
    const int digit = number * 31 + static_cast<int>(i) * 17;
    values.push_back(static_cast<float>(digit % 3) * 0.125F + (number % 4 == 0 ? 40.0F : 0.0F));
  }
  return Embedding(LiveModel(), values);
}

IndexChange ChangeOf(const Step& step, int number) {
  IndexChange change;
  for (const int id : step.remove) change.remove.push_back(ReferenceId{id});
  for (const int id : step.add) {
    const int segment = step.first_segment + id % step.segments;
    change.add.push_back({ReferenceId{id}, EntryId{id % 23},
                          SegmentId{static_cast<std::uint32_t>(segment)},
                          GridEmbedding(id + number)});
    // Most of the time an addition that exists replaces.
    if (id % 5 != 0) change.remove.push_back(ReferenceId{id});
  }
  return change;
}

IndexQuery QueryOf(const Step& step) {
  IndexQuery query{.max_candidates = static_cast<std::size_t>(step.max_candidates), .segments = {}};
  if (step.max_candidates > 30) query.max_candidates = static_cast<std::size_t>(-1);
  if (step.searched == 0) return query;
  query.segments.emplace();
  for (std::uint32_t segment = 0; segment < 6; ++segment) {
    if ((step.searched >> segment & 1) != 0) query.segments->push_back(SegmentId{5 - segment});
  }
  return query;
}

void ExpectSame(const IndexResult& actual, const IndexResult& expected) {
  RC_ASSERT(actual.references_searched == expected.references_searched);
  RC_ASSERT(actual.candidates.size() == expected.candidates.size());
  for (std::size_t i = 0; i < expected.candidates.size(); ++i) {
    RC_ASSERT(actual.candidates[i].entry == expected.candidates[i].entry);
    RC_ASSERT(actual.candidates[i].nearest_reference == expected.candidates[i].nearest_reference);
    RC_ASSERT(actual.candidates[i].distance == expected.candidates[i].distance);
  }
}

/// That this machine has.
std::vector<CpuPath> Paths() {
  std::vector<CpuPath> paths;
  for (const CpuPath path : {CpuPath::kPortable, CpuPath::kAvx2, CpuPath::kAvx512Vnni}) {
    if (path <= BestCpuPath()) paths.push_back(path);
  }
  return paths;
}

ScanIndexOptions AnyOptions() {
  ScanIndexOptions options;
  options.path = *rc::gen::elementOf(Paths());
  options.delta_rows = *rc::gen::inRange<std::size_t>(1, 40);
  options.rewrite.smallest_rows = *rc::gen::inRange<std::size_t>(1, 10);
  options.rewrite.fan_in = *rc::gen::inRange<std::size_t>(2, 5);
  options.rewrite.max_part_rows = *rc::gen::inRange<std::size_t>(1, 100);
  options.rewrite.purge_after =
      *rc::gen::elementOf(std::vector<absl::Duration>{{}, absl::Milliseconds(2), absl::Hours(1)});
  return options;
}

RC_GTEST_PROP(ScanReferenceIndexProperties, FindsWhatThePlainIndexFinds, ()) {
  const ScanIndexOptions options = AnyOptions();
  const auto index = *ScanReferenceIndex::Create(LiveModel(), kDimension, options);
  const auto plain = *CreateFlatReferenceIndex(LiveModel(), kDimension);
  const auto steps = *rc::gen::container<std::vector<Step>>(AnyStep());
  Version version;  // of the same changes, for many searches at once
  const ChangeLimits limits{.dimension = kDimension,
                            .delta_rows = options.delta_rows,
                            .max_part_rows = options.rewrite.max_part_rows};
  std::vector<IndexQuery> queries;
  std::vector<Embedding> embeddings;
  int number = 0;
  for (const Step& step : steps) {
    const IndexChange change = ChangeOf(step, ++number);
    RC_ASSERT(index->Apply(change).code() == plain->Apply(change).code());
    auto after = WithChange(version, change, limits, absl::UnixEpoch());
    if (after.ok()) version = *std::move(after);
    if (step.settle) index->WaitForBackground();
    RC_ASSERT(index->size() == plain->size());
    queries.push_back(QueryOf(step));
    embeddings.push_back(GridEmbedding(number * 3));
    ExpectSame(*index->Search(embeddings.back(), queries.back()),
               *plain->Search(embeddings.back(), queries.back()));
  }
  std::vector<IndexProbe> probes;
  for (std::size_t i = 0; i < queries.size(); ++i) probes.push_back({embeddings[i], queries[i]});
  const std::vector<IndexResult> together = SearchVersion(version, probes, options.path);
  for (std::size_t i = 0; i < queries.size(); ++i) {
    ExpectSame(together[i], *plain->Search(embeddings[i], queries[i]));
  }
}

}  // namespace
}  // namespace portcullis::testing
