#include "eval/open_set_rates.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "matcher/scoring/binomial_bound.h"
#include "matcher/scoring/people_bootstrap.h"

namespace portcullis {
namespace {

constexpr double kPointsPerDecade = 16;  // of the IET curve, along the FPIR

float JustBelow(float distance) {
  return std::nextafter(distance, -std::numeric_limits<float>::infinity());
}

bool IsNearer(const Search& a, const Search& b) { return a.distance < b.distance; }

std::uint64_t CountPeople(std::span<const Search> searches) {
  std::set<std::uint32_t> people;
  for (const Search& search : searches) people.insert(search.person);
  return people.size();
}

std::uint64_t CountFailed(std::span<const Search> searches) {
  return static_cast<std::uint64_t>(std::count_if(
      searches.begin(), searches.end(), [](const Search& search) { return search.failed; }));
}

// How many of `sorted` lie at or below the threshold.
std::uint64_t CountWithin(const std::vector<Search>& sorted, Distance threshold) {
  const auto above =
      std::upper_bound(sorted.begin(), sorted.end(), threshold.value,
                       [](float value, const Search& search) { return value < search.distance; });
  return static_cast<std::uint64_t>(above - sorted.begin());
}

// The largest threshold at which no more than `share` of the strangers are accused.
Distance ThresholdAt(const std::vector<Search>& non_mated, double share) {
  const auto allowed =
      static_cast<std::size_t>(share * static_cast<double>(non_mated.size()) * (1 + 1e-12));
  return {JustBelow(non_mated[std::min(allowed, non_mated.size() - 1)].distance)};
}

// A rate whose replicates are collected until its interval is known.
struct Resampled {
  SearchRate rate;
  std::vector<double> replicates;

  SearchRate WithInterval() const {
    SearchRate result = rate;
    const auto people = static_cast<double>(rate.people);
    const auto errors = static_cast<std::uint64_t>(std::llround(rate.rate() * people));
    result.low = LowerRateBound(errors, rate.people, 0.975);
    result.high = UpperRateBound(errors, rate.people, 0.975);
    if (replicates.empty()) return result;
    result.low = std::min(result.low, Quantile(replicates, 0.025));
    result.high = std::max(result.high, Quantile(replicates, 0.975));
    return result;
  }
};

// Weights summed along a sorted list of searches.
class CumulativeWeights {
 public:
  CumulativeWeights(const std::vector<Search>& sorted, const SearchBootstrap::Weights& weights)
      : sums_(sorted.size() + 1, 0) {
    for (std::size_t i = 0; i < sorted.size(); ++i) sums_[i + 1] = sums_[i] + weights.Of(sorted[i]);
  }

  /// Of the first `count` searches, as a share of all; absent if all weigh nothing.
  std::optional<double> Share(std::uint64_t count) const {
    if (sums_.back() == 0) return std::nullopt;
    return sums_[count] / sums_.back();
  }

 private:
  std::vector<double> sums_;
};

class Measurement {
 public:
  Measurement(std::span<const Search> searches, const OpenSetOptions& options)
      : searches_(searches), options_(options), curve_(searches) {
    rates_.mated_searches = curve_.mated().size();
    rates_.non_mated_searches = curve_.non_mated().size();
    rates_.mated_people = CountPeople(curve_.mated());
    rates_.non_mated_people = CountPeople(curve_.non_mated());
    rates_.mated_failures = CountFailed(curve_.mated());
    rates_.non_mated_failures = CountFailed(curve_.non_mated());
  }

  OpenSetRates Run() {
    CountIet();
    CountLevels();
    CountRanks();
    SearchBootstrap bootstrap(searches_, options_.seed);
    for (std::uint64_t i = 0; i < options_.replicates; ++i) Replicate(bootstrap.Next());
    for (std::size_t i = 0; i < fpir_.size(); ++i) {
      rates_.iet[i].fpir = fpir_[i].WithInterval();
      rates_.iet[i].fnir = fnir_[i].WithInterval();
    }
    for (std::size_t i = 0; i < levels_.size(); ++i) {
      if (rates_.at_fpir[i].supported) rates_.at_fpir[i].fnir = levels_[i].WithInterval();
    }
    for (std::size_t i = 0; i < hits_.size(); ++i) rates_.cmc[i].hits = hits_[i].WithInterval();
    return std::move(rates_);
  }

 private:
  SearchRate Misses(Distance threshold) const {
    return {rates_.mated_searches - CountWithin(curve_.mated(), threshold), rates_.mated_searches,
            rates_.mated_people};
  }

  void CountIet() {
    const double finest = 3 / static_cast<double>(rates_.non_mated_people);
    for (double step = 0;; ++step) {
      const double share = std::min(1.0, finest * std::pow(10, step / kPointsPerDecade));
      const Distance threshold = ThresholdAt(curve_.non_mated(), share);
      const SearchRate fpir{CountWithin(curve_.non_mated(), threshold), rates_.non_mated_searches,
                            rates_.non_mated_people};
      const bool ascends = rates_.iet.empty() || threshold > rates_.iet.back().threshold;
      if (ascends && !fpir.is_bound_only()) {
        rates_.iet.push_back({threshold, {}, {}});
        fpir_.push_back({fpir, {}});
        fnir_.push_back({Misses(threshold), {}});
      }
      if (share >= 1) return;
    }
  }

  void CountLevels() {
    for (const double level : options_.fpir_levels) {
      FnirAtFpir measured;
      measured.fpir = level;
      measured.supported = level * static_cast<double>(rates_.non_mated_people) * (1 + 1e-12) >= 3;
      levels_.emplace_back();
      if (measured.supported) {
        measured.threshold = ThresholdAt(curve_.non_mated(), level);
        levels_.back().rate = Misses(measured.threshold);
      }
      rates_.at_fpir.push_back(measured);
    }
  }

  void CountRanks() {
    hits_at_or_below_.assign(options_.ranks + 1, 0);
    for (const Search& search : curve_.mated()) {
      if (search.rank > 0 && search.rank <= options_.ranks) ++hits_at_or_below_[search.rank];
    }
    std::uint64_t hits = 0;
    for (std::uint32_t rank = 1; rank <= options_.ranks; ++rank) {
      hits += static_cast<std::uint64_t>(hits_at_or_below_[rank]);
      rates_.cmc.push_back({rank, {}});
      hits_.push_back({{hits, rates_.mated_searches, rates_.mated_people}, {}});
    }
  }

  void Replicate(const SearchBootstrap::Weights& weights) {
    const CumulativeWeights mated(curve_.mated(), weights);
    const CumulativeWeights non_mated(curve_.non_mated(), weights);
    for (std::size_t i = 0; i < fpir_.size(); ++i) {
      const auto accused = non_mated.Share(fpir_[i].rate.errors);
      const auto found = mated.Share(fnir_[i].rate.trials - fnir_[i].rate.errors);
      if (accused) fpir_[i].replicates.push_back(*accused);
      if (found) fnir_[i].replicates.push_back(1 - *found);
    }
    for (std::size_t i = 0; i < levels_.size(); ++i) {
      if (!rates_.at_fpir[i].supported) continue;
      const auto fnir = curve_.FnirAtFpir(weights, options_.fpir_levels[i]);
      if (fnir) levels_[i].replicates.push_back(*fnir);
    }
    ReplicateRanks(weights);
  }

  void ReplicateRanks(const SearchBootstrap::Weights& weights) {
    std::fill(hits_at_or_below_.begin(), hits_at_or_below_.end(), 0);
    double all = 0;
    for (const Search& search : curve_.mated()) {
      const double weight = weights.Of(search);
      all += weight;
      if (search.rank > 0 && search.rank <= options_.ranks) {
        hits_at_or_below_[search.rank] += weight;
      }
    }
    if (all == 0) return;
    double hits = 0;
    for (std::size_t i = 0; i < hits_.size(); ++i) {
      hits += hits_at_or_below_[i + 1];
      hits_[i].replicates.push_back(hits / all);
    }
  }

  std::span<const Search> searches_;
  const OpenSetOptions& options_;
  OpenSetCurve curve_;
  OpenSetRates rates_;
  std::vector<Resampled> fpir_;  // one per point of the IET curve
  std::vector<Resampled> fnir_;
  std::vector<Resampled> levels_;  // one per level
  std::vector<Resampled> hits_;    // one per rank
  std::vector<double> hits_at_or_below_;
};

}  // namespace

SearchBootstrap::SearchBootstrap(std::span<const Search> searches, std::uint64_t seed)
    : random_(seed) {
  std::set<std::uint32_t> people;
  for (const Search& search : searches) {
    people.insert(search.person);
    draws_ = std::max<std::size_t>(draws_, search.draw + 1);
  }
  people_.assign(people.begin(), people.end());
  if (!people_.empty()) most_people_ = people_.back() + 1;
}

SearchBootstrap::Weights SearchBootstrap::Next() {
  Weights weights{std::vector<std::uint32_t>(most_people_, 0),
                  std::vector<std::uint32_t>(draws_, 0)};
  for (std::size_t i = 0; i < people_.size(); ++i) {
    ++weights.of_person[people_[random_() % people_.size()]];
  }
  for (std::size_t i = 0; i < draws_; ++i) ++weights.of_draw[random_() % draws_];
  return weights;
}

OpenSetCurve::OpenSetCurve(std::span<const Search> searches) {
  for (const Search& search : searches) {
    (search.mated ? mated_ : non_mated_).push_back(search);
  }
  std::stable_sort(mated_.begin(), mated_.end(), IsNearer);
  std::stable_sort(non_mated_.begin(), non_mated_.end(), IsNearer);
}

std::optional<double> OpenSetCurve::FnirAtFpir(const SearchBootstrap::Weights& weights,
                                               double fpir) const {
  double strangers = 0;
  for (const Search& search : non_mated_) strangers += weights.Of(search);
  if (strangers == 0) return std::nullopt;
  const double allowed = fpir * strangers * (1 + 1e-12);
  float too_far = std::numeric_limits<float>::infinity();
  double accused = 0;
  for (const Search& search : non_mated_) {
    accused += weights.Of(search);
    if (accused <= allowed) continue;
    too_far = search.distance;
    break;
  }
  double found = 0;
  double all = 0;
  for (const Search& search : mated_) {
    all += weights.Of(search);
    if (search.distance < too_far) found += weights.Of(search);
  }
  if (all == 0) return std::nullopt;
  return 1 - found / all;
}

OpenSetRates MeasureOpenSet(std::span<const Search> searches, const OpenSetOptions& options) {
  return Measurement(searches, options).Run();
}

}  // namespace portcullis
