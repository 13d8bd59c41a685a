// Searches that ask for less than an exact result.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "matcher/index/flat_reference_index.h"
#include "matcher/index/live/scan_reference_index.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

constexpr std::size_t kDimension = 16;
constexpr std::int64_t kHills = 64;
constexpr std::int64_t kOnAHill = 40;
constexpr std::int64_t kEntries = kHills * kOnAHill;

const ModelId& Model() {
  static const ModelId model{"model", "0123", "alignment"};
  return model;
}

/// Faces of a kind are alike: they lie on hills.
class Faces {
 public:
  Faces() {
    std::normal_distribution<float> far(0, 1);
    for (std::vector<float>& top : tops_) {
      top.resize(kDimension);
      for (float& value : top) value = far(random_);
    }
  }

  Embedding OnHill(std::int64_t hill) {
    std::normal_distribution<float> near(0, 0.05F);
    std::vector<float> values = tops_[static_cast<std::size_t>(hill)];
    for (float& value : values) value += near(random_);
    return Embedding(Model(), std::move(values));
  }

  Embedding Anywhere() {
    std::normal_distribution<float> far(0, 1);
    std::vector<float> values(kDimension);
    for (float& value : values) value = far(random_);
    return Embedding(Model(), std::move(values));
  }

 private:
  std::mt19937 random_{11};  // NOLINT: the same faces in every run
  std::vector<std::vector<float>> tops_{kHills};
};

ScanIndexOptions SmallClusters() {
  ScanIndexOptions options;
  options.delta_rows = 64;
  options.rewrite = {
      .smallest_rows = 64, .fan_in = 2, .max_part_rows = 1000, .purge_after = absl::Hours(1)};
  options.clusters = {.least_references = 1000,
                      .branches = 6,
                      .least_rows_per_leaf = 4,
                      .sample_per_leaf = 32,
                      .probes = 400};
  return options;
}

class ApproximateSearch : public ::testing::Test {
 protected:
  ApproximateSearch() : ApproximateSearch(SmallClusters()) {}
  explicit ApproximateSearch(const ScanIndexOptions& options)
      : index_(*ScanReferenceIndex::Create(Model(), kDimension, options)),
        oracle_(*CreateFlatReferenceIndex(Model(), kDimension)) {}

  void Apply(const IndexChange& change) {
    ASSERT_OK(index_->Apply(change));
    ASSERT_OK(oracle_->Apply(change));
  }

  /// Entry i has reference i, of hill i % kHills, in segment i % 2.
  void EnrolOnHills() {
    IndexChange change;
    for (std::int64_t id = 1; id <= kEntries; ++id) change.add.push_back(OnHill(id));
    Apply(change);
  }

  /// And in each part some of few others, alone in segment 7. Returns their faces.
  std::vector<Embedding> EnrolOnHillsWithFewBetween() {
    std::vector<Embedding> few;
    IndexChange change;
    for (std::int64_t id = 1; id <= kEntries; ++id) {
      change.add.push_back(OnHill(id));
      if (id % 64 != 0) continue;
      few.push_back(faces_.Anywhere());
      change.add.push_back(
          {ReferenceId{kEntries + id}, EntryId{kEntries + id}, SegmentId{7}, few.back()});
    }
    Apply(change);
    return few;
  }

  IndexedReference OnHill(std::int64_t id) {
    return {ReferenceId{id}, EntryId{id}, SegmentId{static_cast<std::uint32_t>(id % 2)},
            faces_.OnHill(id % kHills)};
  }

  void EnrolAnywhere() {
    IndexChange change;
    for (std::int64_t id = 1; id <= kEntries; ++id) {
      change.add.push_back({ReferenceId{id}, EntryId{id}, SegmentId{0}, faces_.Anywhere()});
    }
    Apply(change);
  }

  /// Lets the index know that less than exact results are wanted, and waits for its clusters.
  void MakeClusters() {
    ASSERT_OK(index_->Search(faces_.Anywhere(), kNearlyAll));
    index_->WaitForBackground();
    ASSERT_OK(index_->stats().clusters);
    ASSERT_TRUE(index_->stats().is_clustered);
  }

  IndexResult Search(const Embedding& probe, const IndexQuery& query) {
    const auto result = index_->Search(probe, query);
    EXPECT_OK(result);
    return result.value_or(IndexResult{});
  }

  /// Share of `probes` of which the nearest entry is found.
  double RecallOn(const std::vector<Embedding>& probes, const IndexQuery& query) {
    std::size_t found = 0;
    for (const Embedding& probe : probes) {
      const IndexResult expected = *oracle_->Search(probe, query);
      const IndexResult actual = Search(probe, query);
      found +=
          !actual.candidates.empty() && actual.candidates[0].entry == expected.candidates[0].entry
              ? 1
              : 0;
    }
    return static_cast<double>(found) / static_cast<double>(probes.size());
  }

  void ExpectExact(const Embedding& probe, const IndexQuery& query) {
    const IndexResult actual = Search(probe, query);
    IndexQuery exactly = query;
    exactly.aimed_recall = 1;
    const IndexResult expected = *oracle_->Search(probe, exactly);
    EXPECT_TRUE(actual.is_exact());
    EXPECT_EQ(actual.references_searched, expected.references_searched);
    ASSERT_EQ(actual.candidates.size(), expected.candidates.size());
    for (std::size_t i = 0; i < expected.candidates.size(); ++i) {
      EXPECT_EQ(actual.candidates[i].entry, expected.candidates[i].entry);
      EXPECT_EQ(actual.candidates[i].distance, expected.candidates[i].distance);
    }
  }

  static const IndexQuery kNearlyAll;

  Faces faces_;
  std::unique_ptr<ScanReferenceIndex> index_;
  std::unique_ptr<ReferenceIndex> oracle_;
};

const IndexQuery ApproximateSearch::kNearlyAll{
    .max_candidates = 10, .segments = {}, .aimed_recall = 0.97};

TEST_F(ApproximateSearch, FindsTheNearestWithFewComparisonsWhereFacesAreAlike) {
  EnrolOnHills();
  MakeClusters();
  std::vector<Embedding> probes;
  for (int i = 0; i < 200; ++i) probes.push_back(faces_.OnHill(i % kHills));
  EXPECT_GE(RecallOn(probes, kNearlyAll), 0.9);
  const IndexResult result = Search(probes.front(), kNearlyAll);
  EXPECT_FALSE(result.is_exact());
  EXPECT_EQ(result.references_searched, kEntries);
  EXPECT_LT(result.references_compared, kEntries / 4);
  EXPECT_GT(result.references_compared, 0U);
}

TEST_F(ApproximateSearch, TellsTrueDistancesOfWhatItFinds) {
  EnrolOnHills();
  MakeClusters();
  const Embedding probe = faces_.OnHill(3);
  const IndexResult all =
      *oracle_->Search(probe, {.max_candidates = std::size_t{kEntries}, .segments = {}});
  for (const Candidate& found : Search(probe, kNearlyAll).candidates) {
    const auto same = std::find_if(all.candidates.begin(), all.candidates.end(),
                                   [&](const Candidate& c) { return c.entry == found.entry; });
    ASSERT_NE(same, all.candidates.end());
    EXPECT_EQ(found.distance, same->distance);
  }
}

TEST_F(ApproximateSearch, LeavesNothingOutWhenAllIsAskedFor) {
  EnrolOnHills();
  MakeClusters();
  for (int i = 0; i < 50; ++i) {
    ExpectExact(faces_.OnHill(i), {.max_candidates = 10, .segments = {}, .aimed_recall = 1});
    ExpectExact(faces_.Anywhere(),
                {.max_candidates = 10, .segments = {{SegmentId{1}}}, .aimed_recall = 1});
  }
}

TEST_F(ApproximateSearch, LeavesNothingOutBeforeItHasMeasuredItsClusters) {
  EnrolOnHills();
  ExpectExact(faces_.OnHill(1), {.max_candidates = 10, .segments = {}, .aimed_recall = 0});
  EXPECT_OK(index_->stats().clusters);
}

TEST_F(ApproximateSearch, LeavesNothingOutWhenMoreIsAskedThanWasMeasured) {
  EnrolOnHills();
  MakeClusters();
  ExpectExact(faces_.OnHill(1), {.max_candidates = 10, .segments = {}, .aimed_recall = 0.9999});
}

TEST_F(ApproximateSearch, MakesNoClustersUnlessTheyAreAskedFor) {
  EnrolOnHills();
  Search(faces_.OnHill(1), {.max_candidates = 10, .segments = {}, .aimed_recall = 1});
  index_->WaitForBackground();
  EXPECT_FALSE(index_->stats().is_clustered);
}

TEST_F(ApproximateSearch, ComparesNearlyAllWhereClustersTellNothing) {
  EnrolAnywhere();
  MakeClusters();
  std::vector<Embedding> probes;
  for (int i = 0; i < 100; ++i) probes.push_back(faces_.Anywhere());
  EXPECT_GE(RecallOn(probes, kNearlyAll), 0.9);
  EXPECT_GT(Search(probes.front(), kNearlyAll).references_compared, kEntries / 4);
}

TEST_F(ApproximateSearch, FindsWhatWasAddedSinceAtOnce) {
  EnrolOnHills();
  MakeClusters();
  const Embedding face = faces_.Anywhere();
  Apply({.remove = {},
         .add = {{ReferenceId{kEntries + 1}, EntryId{kEntries + 1}, SegmentId{0}, face}}});
  const IndexResult result = Search(face, kNearlyAll);
  ASSERT_FALSE(result.candidates.empty());
  EXPECT_EQ(result.candidates[0].entry, EntryId{kEntries + 1});
  EXPECT_FALSE(result.is_exact());
}

TEST_F(ApproximateSearch, FindsNothingThatWasRemoved) {
  EnrolOnHills();
  MakeClusters();
  for (std::int64_t id = 1; id <= 200; ++id) {
    const Embedding face = faces_.OnHill(id % kHills);
    const IndexResult before = Search(face, kNearlyAll);
    ASSERT_FALSE(before.candidates.empty());
    const ReferenceId removed = before.candidates[0].nearest_reference;
    Apply({.remove = {removed}, .add = {}});
    const IndexResult after = Search(face, kNearlyAll);
    EXPECT_EQ(after.references_searched, before.references_searched - 1);
    for (const Candidate& candidate : after.candidates) {
      EXPECT_NE(candidate.nearest_reference, removed);
    }
  }
}

TEST_F(ApproximateSearch, KeepsToTheSegmentsAskedFor) {
  EnrolOnHills();
  MakeClusters();
  const IndexQuery odd{.max_candidates = 10, .segments = {{SegmentId{1}}}, .aimed_recall = 0.9};
  for (int i = 0; i < 50; ++i) {
    const IndexResult result = Search(faces_.OnHill(i), odd);
    EXPECT_EQ(result.references_searched, kEntries / 2);
    EXPECT_LT(result.references_compared, kEntries / 2);
    for (const Candidate& candidate : result.candidates) EXPECT_EQ(candidate.entry.value % 2, 1);
  }
}

TEST_F(ApproximateSearch, AlwaysFindsWhoIsOnAListTooShortToBeArranged) {
  const std::vector<Embedding> few = EnrolOnHillsWithFewBetween();
  MakeClusters();
  const IndexQuery both{
      .max_candidates = 10, .segments = {{SegmentId{1}, SegmentId{7}}}, .aimed_recall = 0.9};
  for (const Embedding& face : few) {
    const IndexResult result = Search(face, both);
    EXPECT_FALSE(result.is_exact());
    EXPECT_EQ(result.references_searched, kEntries / 2 + few.size());
    ASSERT_FALSE(result.candidates.empty());
    EXPECT_EQ(result.candidates[0].distance, Distance{0});
  }
}

TEST_F(ApproximateSearch, LeavesNothingOutOfFewReferences) {
  EnrolOnHills();
  IndexChange change;
  for (std::int64_t id = kEntries + 1; id <= kEntries + 500; ++id) {
    change.add.push_back({ReferenceId{id}, EntryId{id}, SegmentId{7}, faces_.OnHill(id % kHills)});
  }
  Apply(change);
  MakeClusters();
  ExpectExact(faces_.OnHill(2),
              {.max_candidates = 10, .segments = {{SegmentId{7}}}, .aimed_recall = 0.9});
}

TEST_F(ApproximateSearch, GoesOnWhilePartsAreWrittenAnewAndGrow) {
  EnrolOnHills();
  MakeClusters();
  std::int64_t next = kEntries + 1;
  for (int round = 0; round < 20; ++round) {
    IndexChange change;
    for (int i = 0; i < 150; ++i, ++next) {
      change.add.push_back(OnHill(next));
      if (i % 3 == 0) change.remove.push_back(ReferenceId{next - kEntries});
    }
    Apply(change);
    std::vector<Embedding> probes;
    for (int i = 0; i < 10; ++i) probes.push_back(faces_.OnHill((round + 5 * i) % kHills));
    EXPECT_GE(RecallOn(probes, kNearlyAll), 0.7) << round;
  }
  index_->WaitForBackground();
  EXPECT_TRUE(index_->stats().is_clustered);
  std::vector<Embedding> probes;
  for (int i = 0; i < 200; ++i) probes.push_back(faces_.OnHill(i % kHills));
  EXPECT_GE(RecallOn(probes, kNearlyAll), 0.9);
  for (int i = 0; i < 20; ++i) {
    ExpectExact(probes[static_cast<std::size_t>(i)],
                {.max_candidates = 10, .segments = {}, .aimed_recall = 1});
  }
}

/// Holds the measurement of clusters up the first time that it makes way, and looks at the second
/// what is still to be forgotten.
class MeasuringGate {
 public:
  void operator()(ScanIndexMoment moment, const ScanReferenceIndex& index) {
    if (moment != ScanIndexMoment::kMeasuring) return;
    if (++moments_ == 1) {
      reached_.Notify();
      release_.WaitForNotification();
    } else if (moments_ == 2) {
      removed_rows_ = index.stats().removed_rows;
    }
  }
  void AwaitReached() { reached_.WaitForNotification(); }
  void Release() { release_.Notify(); }

  // Once the background has nothing left to do.
  int moments() const { return moments_; }
  std::size_t removed_rows() const { return removed_rows_; }

 private:
  int moments_ = 0;
  std::size_t removed_rows_ = 1;
  absl::Notification reached_;
  absl::Notification release_;
};

TEST(MeasuringClusters, WaitsForWhatHasToBeForgottenAndGoesOnWhereItWas) {
  MeasuringGate gate;
  std::unique_ptr<ScanReferenceIndex> index;
  ScanIndexOptions options = SmallClusters();
  options.rewrite.purge_after = absl::ZeroDuration();
  options.at_moment = [&](ScanIndexMoment moment) { gate(moment, *index); };
  index = *ScanReferenceIndex::Create(Model(), kDimension, options);
  Faces faces;
  IndexChange change;
  for (std::int64_t id = 1; id <= kEntries; ++id) {
    change.add.push_back({ReferenceId{id}, EntryId{id}, SegmentId{0}, faces.OnHill(id % kHills)});
  }
  ASSERT_OK(index->Apply(change));
  ASSERT_OK(
      index->Search(faces.Anywhere(), {.max_candidates = 1, .segments = {}, .aimed_recall = 0.9}));
  gate.AwaitReached();
  ASSERT_OK(index->Apply({.remove = {ReferenceId{7}}, .add = {}}));
  gate.Release();
  index->WaitForBackground();
  EXPECT_EQ(gate.removed_rows(), 0U);
  EXPECT_TRUE(index->stats().is_clustered);
  // Between passes of 32 probes, of which none was made twice.
  EXPECT_EQ(gate.moments(), 400 / 32);
}

TEST_F(ApproximateSearch, CanMissTheNearestWhenTravellersAreUnlikeThoseOnTheList) {
  // What the canary is for: the index measures itself with the references that it has.
  EnrolOnHills();
  MakeClusters();
  std::vector<Embedding> strangers;
  for (int i = 0; i < 200; ++i) strangers.push_back(faces_.Anywhere());
  EXPECT_LT(RecallOn(strangers, kNearlyAll), 0.9);
}

}  // namespace
}  // namespace portcullis
