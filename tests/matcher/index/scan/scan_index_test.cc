// The scanner must answer as faiss::IndexFlatL2 does when it is asked for one query at a time.
#include "matcher/index/scan/scan_index.h"

#include <faiss/IndexFlat.h>
#include <faiss/IndexIDMap.h>
#include <faiss/IndexShards.h>
#include <faiss/impl/AuxIndexStructures.h>
#include <faiss/impl/FaissException.h>
#include <faiss/impl/IDSelector.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/on_each_cpu_path.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/index/scan/vector_sets.h"

namespace portcullis::testing {
namespace {

using Id = faiss::Index::idx_t;
using Results = std::vector<std::pair<float, Id>>;

Id Signed(std::size_t value) { return static_cast<Id>(value); }

/// Of all queries, those of the first first.
Results Search(const faiss::Index& index, const float* queries, std::size_t count, std::size_t k,
               const faiss::SearchParameters* parameters = nullptr) {
  std::vector<float> distances(count * k);
  std::vector<Id> ids(count * k);
  index.search(Signed(count), queries, Signed(k), distances.data(), ids.data(), parameters);
  Results results;
  for (std::size_t i = 0; i < ids.size(); ++i) results.emplace_back(distances[i], ids[i]);
  return results;
}

Results SearchWithin(const faiss::Index& index, const float* query, float radius,
                     const faiss::SearchParameters* parameters = nullptr) {
  faiss::RangeSearchResult found(1);
  index.range_search(1, query, radius, &found, parameters);
  Results results;
  for (std::size_t i = 0; i < found.lims[1]; ++i) {
    results.emplace_back(found.distances[i], found.labels[i]);
  }
  return results;
}

std::unique_ptr<faiss::Index> MakeScanIndex(std::size_t dimension, CpuPath path) {
  auto index = CreateScanIndex(dimension, path);
  EXPECT_OK(index);
  return *std::move(index);
}

/// What is tested and what is right, holding the same.
struct Both {
  explicit Both(std::size_t dimension, CpuPath path)
      : scan(MakeScanIndex(dimension, path)), flat(Signed(dimension)) {}
  Both(const VectorSet& set, CpuPath path) : Both(set.dimension, path) { Add(set.rows); }

  void Add(const std::vector<float>& rows) {
    const Id count = Signed(rows.size()) / flat.d;
    scan->add(count, rows.data());
    flat.add(count, rows.data());
  }

  void ExpectSame(const float* query, std::size_t k,
                  const faiss::SearchParameters* parameters = nullptr) const {
    ASSERT_EQ(Search(*scan, query, 1, k, parameters), Search(flat, query, 1, k, parameters));
  }

  std::unique_ptr<faiss::Index> scan;
  faiss::IndexFlatL2 flat;
};

// --- the same ids and distances for 10,000 queries ---------------------------------------------

using SetOnPath = std::tuple<CpuPath, VectorSetKind>;

class ScanIndexOnSets : public ::testing::TestWithParam<SetOnPath> {};

TEST_P(ScanIndexOnSets, FindsWhatThePlainIndexFinds) {
  const auto& [path, kind] = GetParam();
  if (path > BestCpuPath()) GTEST_SKIP() << "this machine has no " << CpuPathName(path);
  const VectorSet set = kind.make();
  const Both both(set, path);
  ASSERT_EQ(set.query_count(), 1000U);

  const std::size_t sizes[] = {1, 10, 100,
                               150};  // from 100 on FAISS keeps candidates in another way
  const std::size_t batch = set.query_count() / std::size(sizes);
  for (std::size_t i = 0; i < std::size(sizes); ++i) {
    const float* const queries = set.query(i * batch);
    const Results together = Search(*both.scan, queries, batch, sizes[i]);
    for (std::size_t query = 0; query < batch; ++query) {
      SCOPED_TRACE(i * batch + query);
      const float* const values = queries + query * set.dimension;
      const Results expected = Search(both.flat, values, 1, sizes[i]);
      ASSERT_EQ(Search(*both.scan, values, 1, sizes[i]), expected);
      const auto first = together.begin() + Signed(query * sizes[i]);
      ASSERT_EQ(Results(first, first + Signed(sizes[i])), expected);
    }
  }
}

std::string NameOfSet(const ::testing::TestParamInfo<SetOnPath>& set) {
  const auto& [path, kind] = set.param;
  return std::string(CpuPathName(path)) + "_" + kind.name;
}

INSTANTIATE_TEST_SUITE_P(Path, ScanIndexOnSets,
                         ::testing::Combine(::testing::Values(CpuPath::kPortable, CpuPath::kAvx2,
                                                              CpuPath::kAvx512Vnni),
                                            ::testing::ValuesIn(VectorSetKinds())),
                         NameOfSet);

// --- everything else that an index does --------------------------------------------------------

class ScanIndexOnPath : public OnEachCpuPath {};
PORTCULLIS_ON_EACH_CPU_PATH(ScanIndexOnPath);

TEST_P(ScanIndexOnPath, FindsTheSameAroundTheEdgesOfBlocks) {
  for (const std::size_t dimension :
       std::initializer_list<std::size_t>{1, 3, 4, 5, 100, 128, 130}) {
    for (std::size_t rows = 1; rows <= 50; ++rows) {
      SCOPED_TRACE(::testing::Message() << rows << " rows of " << dimension);
      const VectorSet set = People(rows, 9, dimension);
      const Both both(set, GetParam());
      both.ExpectSame(set.query(0), 1);
      both.ExpectSame(set.query(1), rows);
      both.ExpectSame(set.query(2), rows + 3);  // more than there are
      // Batches of every size up to a panel and one more.
      const std::size_t queries = rows % set.query_count() + 1;
      const Results together = Search(*both.scan, set.queries.data(), queries, 2);
      for (std::size_t i = 0; i < queries; ++i) {
        const auto first = together.begin() + Signed(2 * i);
        ASSERT_EQ(Results(first, first + 2), Search(both.flat, set.query(i), 1, 2)) << i;
      }
    }
  }
}

TEST_P(ScanIndexOnPath, FindsNothingWhenEmpty) {
  const Both both(128, GetParam());
  const std::vector<float> query(128, 0.5F);
  both.ExpectSame(query.data(), 3);
  EXPECT_EQ(Search(*both.scan, query.data(), 1, 1)[0].second, -1);
  EXPECT_TRUE(SearchWithin(*both.scan, query.data(), 10).empty());
}

TEST_P(ScanIndexOnPath, FindsTheSameBesideValuesThatAreNoNumbers) {
  VectorSet set = People(200, 30, 20);
  set.rows[500] = std::numeric_limits<float>::quiet_NaN();
  set.rows[1500] = std::numeric_limits<float>::infinity();
  set.rows[2500] = 1e30F;
  set.queries[0] = std::numeric_limits<float>::quiet_NaN();
  set.queries[20] = std::numeric_limits<float>::infinity();
  set.queries[40] = 1e18F;
  const Both both(set, GetParam());
  for (std::size_t i = 0; i < set.query_count(); ++i) both.ExpectSame(set.query(i), 10);
}

TEST_P(ScanIndexOnPath, FindsTheSameAmongSelectedIds) {
  const VectorSet set = People(1000, 20, 128);
  const Both both(set, GetParam());
  std::vector<Id> some;
  for (Id id = 3; id < 1000; id += 7) some.push_back(id);
  std::vector<std::uint8_t> bits(125, 0b00110101);
  faiss::IDSelectorBatch batch(some.size(), some.data());
  faiss::IDSelectorArray array(some.size(), some.data());
  faiss::IDSelectorBitmap bitmap(1000, bits.data());
  faiss::IDSelectorNot others(&batch);
  faiss::IDSelectorRange range(37, 555);
  faiss::IDSelectorRange beyond(-5, 5000);
  for (faiss::IDSelector* selector : std::initializer_list<faiss::IDSelector*>{
           &batch, &array, &bitmap, &others, &range, &beyond}) {
    faiss::SearchParameters parameters;
    parameters.sel = selector;
    for (std::size_t i = 0; i < set.query_count(); ++i) {
      both.ExpectSame(set.query(i), i % 2 == 0 ? 5 : 120, &parameters);
      if (selector == &array) continue;  // IndexFlatL2 asks it, all alike, as one of the others
      ASSERT_EQ(SearchWithin(*both.scan, set.query(i), 1.2F, &parameters),
                SearchWithin(both.flat, set.query(i), 1.2F, &parameters));
    }
  }
}

TEST_P(ScanIndexOnPath, FindsAllWithinARadius) {
  const VectorSet set = People(1000, 20, 128);
  const Both both(set, GetParam());
  for (std::size_t i = 0; i < set.query_count(); ++i) {
    // Just within and just not within: at the very distance of a row.
    const float exactly = Search(both.flat, set.query(i), 1, 5)[4].first;
    for (const float radius : {exactly, std::nextafter(exactly, 9.0F), 0.0F, 0.7F, 9.0F, -1.0F}) {
      ASSERT_EQ(SearchWithin(*both.scan, set.query(i), radius),
                SearchWithin(both.flat, set.query(i), radius))
          << radius;
    }
  }
}

TEST_P(ScanIndexOnPath, FindsAllWithinARadiusOfSeveralQueries) {
  const VectorSet set = People(300, 20, 32);
  const Both both(set, GetParam());
  faiss::RangeSearchResult found(20);
  both.scan->range_search(20, set.queries.data(), 0.8F, &found);
  for (std::size_t i = 0; i < set.query_count(); ++i) {
    Results results;
    for (std::size_t at = found.lims[i]; at < found.lims[i + 1]; ++at) {
      results.emplace_back(found.distances[at], found.labels[at]);
    }
    EXPECT_EQ(results, SearchWithin(both.flat, set.query(i), 0.8F));
  }
}

TEST_P(ScanIndexOnPath, FollowsAdditionsAndRemovals) {
  const VectorSet set = People(500, 10, 128);
  Both both(128, GetParam());
  std::size_t added = 0;
  for (const std::size_t count : std::initializer_list<std::size_t>{1, 2, 13, 16, 17, 100, 351}) {
    const auto first = set.rows.begin() + Signed(added * 128);
    both.Add({first, first + Signed(count * 128)});
    added += count;
    for (std::size_t i = 0; i < set.query_count(); ++i) both.ExpectSame(set.query(i), 3);
  }
  for (const Id from : {450, 33, 0, 100, 16}) {
    const faiss::IDSelectorRange some(from, from + 29);
    EXPECT_EQ(both.scan->remove_ids(some), both.flat.remove_ids(some));
    ASSERT_EQ(both.scan->ntotal, both.flat.ntotal);
    for (std::size_t i = 0; i < set.query_count(); ++i) both.ExpectSame(set.query(i), 3);
  }
  both.scan->reset();
  both.flat.reset();
  EXPECT_EQ(both.scan->ntotal, 0);
  both.Add(set.queries);
  both.ExpectSame(set.query(4), 4);
}

TEST_P(ScanIndexOnPath, GivesBackTheFloats) {
  const VectorSet set = People(40, 1, 128);
  const Both both(set, GetParam());
  std::vector<float> vector(128);
  both.scan->reconstruct(33, vector.data());
  EXPECT_TRUE(std::equal(vector.begin(), vector.end(), set.rows.begin() + 33L * 128));
  EXPECT_THROW(both.scan->reconstruct(40, vector.data()), faiss::FaissException);
  EXPECT_THROW(both.scan->reconstruct(-1, vector.data()), faiss::FaissException);
}

TEST_P(ScanIndexOnPath, WorksUnderAMapOfIds) {
  const VectorSet set = People(300, 20, 64);
  const std::unique_ptr<faiss::Index> scan = MakeScanIndex(64, GetParam());
  faiss::IndexFlatL2 flat(64);
  faiss::IndexIDMap2 scan_map(scan.get());
  faiss::IndexIDMap2 flat_map(&flat);
  std::vector<Id> ids;
  for (Id i = 0; i < 300; ++i) ids.push_back(10'000 - 7 * i);
  std::vector<Id> gone = {ids[5], ids[40], ids[299], 1};
  for (faiss::IndexIDMap2* map : {&scan_map, &flat_map}) {
    map->add_with_ids(300, set.rows.data(), ids.data());
    EXPECT_EQ(map->remove_ids(faiss::IDSelectorBatch(gone.size(), gone.data())), 3U);
  }
  for (std::size_t i = 0; i < set.query_count(); ++i) {
    EXPECT_EQ(Search(scan_map, set.query(i), 1, 10), Search(flat_map, set.query(i), 1, 10));
    EXPECT_EQ(SearchWithin(scan_map, set.query(i), 1), SearchWithin(flat_map, set.query(i), 1));
  }
  std::vector<float> vector(64);
  scan_map.reconstruct(ids[51], vector.data());
  EXPECT_TRUE(std::equal(vector.begin(), vector.end(), set.rows.begin() + 51L * 64));
}

TEST_P(ScanIndexOnPath, WorksAsShards) {
  const VectorSet set = People(300, 20, 64);
  const std::unique_ptr<faiss::Index> first = MakeScanIndex(64, GetParam());
  const std::unique_ptr<faiss::Index> second = MakeScanIndex(64, GetParam());
  faiss::IndexShards shards(64, /*threaded=*/false, /*successive_ids=*/true);
  shards.add_shard(first.get());
  shards.add_shard(second.get());
  shards.add(300, set.rows.data());
  faiss::IndexFlatL2 flat(64);
  flat.add(300, set.rows.data());
  EXPECT_GT(second->ntotal, 0);
  for (std::size_t i = 0; i < set.query_count(); ++i) {
    EXPECT_EQ(Search(shards, set.query(i), 1, 10), Search(flat, set.query(i), 1, 10));
  }
}

TEST(ScanIndex, RefusesLengthsThatItsSumsCannotHold) {
  EXPECT_EQ(CreateScanIndex(0, CpuPath::kPortable).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CreateScanIndex(65537, CpuPath::kPortable).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_OK(CreateScanIndex(65536, CpuPath::kPortable));
}

}  // namespace
}  // namespace portcullis::testing
