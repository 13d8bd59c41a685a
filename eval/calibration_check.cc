#include "eval/calibration_check.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <utility>

#include "eval/embedding_cache.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/comparison.h"
#include "matcher/scoring/people_bootstrap.h"

namespace portcullis {
namespace {

constexpr int kDraws = 50;
constexpr int kReplicates = 500;
constexpr std::uint64_t kSeed = 1;

// All strangers with all: comparison of p with q, p < q, at [Place(p, q)].
struct Distances {
  std::size_t people = 0;
  std::vector<Comparison> comparisons;

  Distance Between(std::size_t p, std::size_t q) const {
    if (p > q) std::swap(p, q);
    return comparisons[p * (2 * people - p - 1) / 2 + (q - p - 1)].distance;
  }
};

absl::StatusOr<Distances> CompareStrangers(std::span<const Embedding> strangers) {
  Distances distances;
  distances.people = strangers.size();
  for (std::uint32_t p = 0; p < strangers.size(); ++p) {
    for (std::uint32_t q = p + 1; q < strangers.size(); ++q) {
      PORTCULLIS_ASSIGN_OR_RETURN(const Distance distance,
                                  DistanceBetween(strangers[p], strangers[q]));
      distances.comparisons.push_back({p, q, distance, false});
    }
  }
  return distances;
}

// std::shuffle differs between libraries.
void Shuffle(std::vector<std::size_t>& people, std::mt19937_64& random) {
  for (std::size_t i = people.size(); i > 1; --i) std::swap(people[i - 1], people[random() % i]);
}

void SearchLists(const Distances& distances, FalseAlarmCheck& check) {
  std::mt19937_64 random(kSeed);
  std::vector<std::size_t> people(distances.people);
  std::iota(people.begin(), people.end(), 0);
  for (int draw = 0; draw < kDraws; ++draw) {
    Shuffle(people, random);
    for (std::size_t probe = check.list_size; probe < people.size(); ++probe) {
      ++check.searches;
      for (std::size_t entry = 0; entry < check.list_size; ++entry) {
        if (distances.Between(people[probe], people[entry]) <= check.threshold) {
          ++check.false_alarms;
        }
      }
    }
  }
}

void SetInterval(const Distances& distances, FalseAlarmCheck& check) {
  PeopleBootstrap bootstrap(distances.comparisons, {check.threshold}, kSeed);
  std::vector<double> ratios;
  for (int replicate = 0; replicate < kReplicates; ++replicate) {
    const ComparisonCounts counts = bootstrap.Next();
    if (counts.impostors == 0) continue;
    ratios.push_back(counts.impostors_at_or_below[0] / counts.impostors *
                     static_cast<double>(check.list_size) / check.expected);
  }
  if (ratios.empty()) return;
  check.ratio_low = Quantile(ratios, 0.025);
  check.ratio_high = Quantile(ratios, 0.975);
}

}  // namespace

bool IsInFirstHalf(std::string_view person) {
  const ContentHash hash =
      HashContent({reinterpret_cast<const std::uint8_t*>(person.data()), person.size()});
  return hash[0] < 128;
}

absl::StatusOr<std::vector<FalseAlarmCheck>> CheckFalseAlarms(
    const Calibration& calibration, std::span<const Embedding> strangers,
    std::span<const std::size_t> list_sizes, std::span<const double> expected) {
  PORTCULLIS_ASSIGN_OR_RETURN(const Distances distances, CompareStrangers(strangers));
  std::vector<FalseAlarmCheck> checks;
  for (const std::size_t list_size : list_sizes) {
    for (const double promise : expected) {
      FalseAlarmCheck check;
      check.list_size = list_size;
      check.expected = promise;
      const double fmr = promise / static_cast<double>(list_size);
      check.supported = fmr >= calibration.finest_fmr() && fmr < 1;
      if (check.supported) {
        check.threshold = calibration.DistanceAtFmr(fmr);
        SearchLists(distances, check);
        SetInterval(distances, check);
      }
      checks.push_back(check);
    }
  }
  return checks;
}

}  // namespace portcullis
