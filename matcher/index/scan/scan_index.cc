#include "matcher/index/scan/scan_index.h"

#include <faiss/Index.h>
#include <faiss/impl/AuxIndexStructures.h>
#include <faiss/impl/FaissAssert.h>
#include <faiss/impl/IDSelector.h>
#include <faiss/impl/ResultHandler.h>
#include <faiss/utils/distances.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/index/scan/code_blocks.h"
#include "matcher/index/scan/scan.h"

namespace portcullis {
namespace {

using Id = faiss::Index::idx_t;
using Order = faiss::CMax<float, Id>;
using Heap = faiss::HeapResultHandler<Order>;
using Reservoir = faiss::ReservoirResultHandler<Order>;

// More gain nothing, and their codes would push those of the rows out of the nearest cache.
constexpr std::size_t kQueriesPerPass = 64;

/// Like FAISS's collectors of results, but of many queries that are searched in one pass: FAISS's
/// own wants the results of one query after those of another.
class WithinRadius {
 public:
  class SingleResultHandler {
   public:
    explicit SingleResultHandler(WithinRadius& all) : all_(all) {}
    float radius() const { return all_.radius_; }
    void begin(std::size_t query) { found_ = &all_.found_[query]; }
    void add_result(float distance, Id id) { found_->push_back({distance, id}); }
    void end() {}

   private:
    WithinRadius& all_;
    std::vector<std::pair<float, Id>>* found_ = nullptr;
  };

  WithinRadius(std::size_t queries, float radius) : radius_(radius), found_(queries) {}

  void WriteTo(faiss::RangeSearchResult& result) const {
    faiss::RangeSearchPartialResult all(&result);
    for (std::size_t query = 0; query < found_.size(); ++query) {
      faiss::RangeQueryResult& one = all.new_result(static_cast<Id>(query));
      for (const auto& [distance, id] : found_[query]) one.add(distance, id);
    }
    all.finalize();
  }

 private:
  const float radius_;
  std::vector<std::vector<std::pair<float, Id>>> found_;  // by query
};

/// Only distances below this are still of use.
float Threshold(const Heap::SingleResultHandler& results) { return results.thresh; }
float Threshold(const Reservoir::SingleResultHandler& results) { return results.res1.threshold; }
float Threshold(const WithinRadius::SingleResultHandler& results) { return results.radius(); }

/// No row whose distance, as fvec_L2sqr rounds it, is below `threshold` has a true squared distance
/// above this. The sum of d rounded squares of rounded differences is, in whatever order, wrong by
/// less than d + 2 half-units in the last place; twice that, of at most 65536 dimensions, covers
/// the division too. What a square below the smallest ordinary float loses is less than the
/// smallest float that there is.
double SquaredRadius(float threshold, std::size_t dimension) {
  if (threshold == Order::neutral()) return std::numeric_limits<double>::infinity();
  const auto d = static_cast<double>(dimension);
  constexpr double kHalfUnit = std::numeric_limits<float>::epsilon() / 2;
  constexpr double kSmallest = std::numeric_limits<float>::denorm_min();
  return threshold * (1 + 2 * (d + 3) * kHalfUnit) + d * kSmallest;
}

/// The vectors that the codes stand for.
struct Rows {
  const float* values;
  std::size_t dimension;
  const faiss::IDSelector* selector;  // null: all
};

/// Gives FAISS's own collector of results, for one query, every row that it could keep, in the
/// order in which IndexFlatL2 does: so both keep the same.
template <typename Results>
class Reranking final : public NearRowVisitor {
 public:
  template <typename Handler>
  Reranking(const Rows& rows, const float* query, Handler& handler, std::size_t position)
      : rows_(rows), query_(query), results_(handler) {
    results_.begin(position);
    squared_radius_ = SquaredRadius(Threshold(results_), rows_.dimension);
  }

  double squared_radius() const { return squared_radius_; }

  double OnRow(std::size_t row) override {
    const auto id = static_cast<Id>(row);
    if (rows_.selector != nullptr && !rows_.selector->is_member(id)) return squared_radius_;
    const float distance =
        faiss::fvec_L2sqr(query_, rows_.values + row * rows_.dimension, rows_.dimension);
    if (distance < Threshold(results_)) {
      results_.add_result(distance, id);
      squared_radius_ = SquaredRadius(Threshold(results_), rows_.dimension);
    }
    return squared_radius_;
  }

  void End() { results_.end(); }

 private:
  const Rows rows_;
  const float* query_;
  Results results_;
  double squared_radius_ = 0;
};

class ScanIndex final : public faiss::Index {
 public:
  ScanIndex(std::size_t dimension, CpuPath path)
      : faiss::Index(static_cast<Id>(dimension), faiss::METRIC_L2),
        dimension_(dimension),
        path_(path),
        codes_(dimension) {}

  void add(Id n, const float* x) override;
  void search(Id n, const float* x, Id k, float* distances, Id* labels,
              const faiss::SearchParameters* parameters) const override;
  void range_search(Id n, const float* x, float radius, faiss::RangeSearchResult* result,
                    const faiss::SearchParameters* parameters) const override;
  void reset() override;
  std::size_t remove_ids(const faiss::IDSelector& removed) override;
  void reconstruct(Id key, float* vector) const override;

 private:
  template <typename Handler>
  void SearchAll(std::span<const float> queries, const faiss::IDSelector* selector,
                 Handler& handler) const;

  const std::size_t dimension_;
  const CpuPath path_;
  std::vector<float> vectors_;
  CodeBlocks codes_;
};

void ScanIndex::add(Id n, const float* x) {
  const std::size_t before = codes_.rows();
  vectors_.insert(vectors_.end(), x, x + static_cast<std::size_t>(n) * dimension_);
  codes_.Update(vectors_, before);
  ntotal = static_cast<Id>(codes_.rows());
}

void ScanIndex::reset() {
  vectors_.clear();
  codes_.Update(vectors_, 0);
  ntotal = 0;
}

std::size_t ScanIndex::remove_ids(const faiss::IDSelector& removed) {
  const std::size_t before = codes_.rows();
  std::size_t first_changed = before;
  std::size_t kept = 0;
  for (std::size_t row = 0; row < before; ++row) {
    if (removed.is_member(static_cast<Id>(row))) {
      first_changed = std::min(first_changed, row);
      continue;
    }
    if (kept < row) {
      std::copy_n(vectors_.data() + row * dimension_, dimension_,
                  vectors_.data() + kept * dimension_);
    }
    ++kept;
  }
  vectors_.resize(kept * dimension_);
  codes_.Update(vectors_, first_changed);
  ntotal = static_cast<Id>(kept);
  return before - kept;
}

void ScanIndex::reconstruct(Id key, float* vector) const {
  FAISS_THROW_IF_NOT(key >= 0 && key < ntotal);
  std::copy_n(vectors_.data() + static_cast<std::size_t>(key) * dimension_, dimension_, vector);
}

template <typename Handler>
void ScanIndex::SearchAll(std::span<const float> queries, const faiss::IDSelector* selector,
                          Handler& handler) const {
  RowRange range{0, codes_.rows()};
  if (const auto* ids = dynamic_cast<const faiss::IDSelectorRange*>(selector)) {
    range.begin = static_cast<std::size_t>(std::clamp<Id>(ids->imin, 0, ntotal));
    range.end = static_cast<std::size_t>(std::clamp<Id>(ids->imax, 0, ntotal));
    selector = nullptr;
  }
  const Rows rows{vectors_.data(), dimension_, selector};
  const std::size_t count = queries.size() / dimension_;
  for (std::size_t first = 0; first < count; first += kQueriesPerPass) {
    const std::size_t end = std::min(first + kQueriesPerPass, count);
    std::vector<Reranking<typename Handler::SingleResultHandler>> rerankings;
    rerankings.reserve(end - first);
    std::vector<ScanRequest> requests;
    for (std::size_t i = first; i < end; ++i) {
      const std::span<const float> query = queries.subspan(i * dimension_, dimension_);
      rerankings.emplace_back(rows, query.data(), handler, i);
      requests.push_back({query, rerankings.back().squared_radius(), &rerankings.back()});
    }
    Scan(codes_, range, requests, path_);
    for (auto& reranking : rerankings) reranking.End();
  }
}

void ScanIndex::search(Id n, const float* x, Id k, float* distances, Id* labels,
                       const faiss::SearchParameters* parameters) const {
  FAISS_THROW_IF_NOT(k > 0);
  const faiss::IDSelector* selector = parameters != nullptr ? parameters->sel : nullptr;
  const auto count = static_cast<std::size_t>(n);
  const auto wanted = static_cast<std::size_t>(k);
  const std::span<const float> queries(x, count * dimension_);
  if (dynamic_cast<const faiss::IDSelectorArray*>(selector) != nullptr) {
    // Named one by one, there is nothing to leave out.
    faiss::knn_L2sqr(x, vectors_.data(), dimension_, count, codes_.rows(), wanted, distances,
                     labels, nullptr, selector);
  } else if (k < faiss::distance_compute_min_k_reservoir) {
    Heap heap(count, distances, labels, wanted);
    SearchAll(queries, selector, heap);
  } else {
    Reservoir reservoir(count, distances, labels, wanted);
    SearchAll(queries, selector, reservoir);
  }
}

void ScanIndex::range_search(Id n, const float* x, float radius, faiss::RangeSearchResult* result,
                             const faiss::SearchParameters* parameters) const {
  const auto count = static_cast<std::size_t>(n);
  WithinRadius within(count, radius);
  SearchAll({x, count * dimension_}, parameters != nullptr ? parameters->sel : nullptr, within);
  within.WriteTo(*result);
}

}  // namespace

absl::StatusOr<std::unique_ptr<faiss::Index>> CreateScanIndex(std::size_t dimension, CpuPath path) {
  if (dimension == 0 || dimension > CodeBlocks::kMaxDimension) {
    return absl::InvalidArgumentError(fmt::format(
        "an index of codes has 1 to {} dimensions, not {}", CodeBlocks::kMaxDimension, dimension));
  }
  return std::make_unique<ScanIndex>(dimension, path);
}

}  // namespace portcullis
