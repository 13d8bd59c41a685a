#include "eval/calibration_check.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <random>
#include <utility>

#include "eval/embedding_cache.h"
#include "matcher/core/status_macros.h"
#include "matcher/pipeline/fuse_frames.h"
#include "matcher/scoring/comparison.h"
#include "matcher/scoring/people_bootstrap.h"

namespace portcullis {
namespace {

constexpr int kDraws = 50;
constexpr int kReplicates = 500;
constexpr std::uint64_t kSeed = 1;

// The first images of every stranger compared with the references of every other.
struct Distances {
  std::size_t people = 0;
  std::vector<bool> has_probe;    // enough images to be searched for
  std::vector<Distance> nearest;  // probe p, entry q at [p * people + q]

  Distance Between(std::size_t probe, std::size_t entry) const {
    return nearest[probe * people + entry];
  }
};

absl::StatusOr<Distances> CompareStrangers(const Strangers& strangers, const ListDesign& list) {
  constexpr Distance kNever{std::numeric_limits<float>::infinity()};
  const std::size_t references = list.references_per_entry;
  Distances distances{strangers.size(), std::vector<bool>(strangers.size()),
                      std::vector<Distance>(strangers.size() * strangers.size(), kNever)};
  for (std::size_t p = 0; p < strangers.size(); ++p) {
    distances.has_probe[p] = strangers[p].size() >= list.probe_images;
    if (!distances.has_probe[p]) continue;
    PORTCULLIS_ASSIGN_OR_RETURN(const FusedProbe probe,
                                FuseFrames(std::span(strangers[p]).first(list.probe_images)));
    for (std::size_t q = 0; q < strangers.size(); ++q) {
      if (p == q || strangers[q].size() < references) continue;
      Distance& nearest = distances.nearest[p * strangers.size() + q];
      for (std::size_t i = 0; i < references; ++i) {
        PORTCULLIS_ASSIGN_OR_RETURN(const Distance distance,
                                    DistanceBetween(probe.embedding, strangers[q][i]));
        nearest = std::min(nearest, probe.Corrected(distance));
      }
    }
  }
  return distances;
}

// std::shuffle differs between libraries.
void Shuffle(std::vector<std::size_t>& people, std::mt19937_64& random) {
  for (std::size_t i = people.size(); i > 1; --i) std::swap(people[i - 1], people[random() % i]);
}

void SearchLists(const Distances& distances, const Strangers& strangers, FalseAlarmCheck& check) {
  std::mt19937_64 random(kSeed);
  std::vector<std::size_t> people(distances.people);
  std::iota(people.begin(), people.end(), 0);
  for (int draw = 0; draw < kDraws; ++draw) {
    Shuffle(people, random);
    // Whoever can be enrolled comes first; the others are only searched for.
    std::vector<std::size_t> ordered = people;
    std::stable_partition(ordered.begin(), ordered.end(), [&](std::size_t person) {
      return strangers[person].size() >= check.list.references_per_entry;
    });
    for (std::size_t probe = check.list.list_size; probe < ordered.size(); ++probe) {
      if (!distances.has_probe[ordered[probe]]) continue;
      ++check.searches;
      for (std::size_t entry = 0; entry < check.list.list_size; ++entry) {
        if (distances.Between(ordered[probe], ordered[entry]) <= check.threshold) {
          ++check.false_alarms;
        }
      }
    }
  }
}

std::vector<Comparison> ComparisonsOf(const Distances& distances, const Strangers& strangers,
                                      std::size_t references) {
  std::vector<Comparison> comparisons;
  for (std::uint32_t p = 0; p < distances.people; ++p) {
    if (!distances.has_probe[p]) continue;
    for (std::uint32_t q = 0; q < distances.people; ++q) {
      if (p == q || strangers[q].size() < references) continue;
      comparisons.push_back({p, q, distances.Between(p, q), false});
    }
  }
  return comparisons;
}

void SetInterval(std::span<const Comparison> comparisons, FalseAlarmCheck& check) {
  PeopleBootstrap bootstrap(comparisons, {check.threshold}, kSeed);
  std::vector<double> ratios;
  for (int replicate = 0; replicate < kReplicates; ++replicate) {
    const ComparisonCounts counts = bootstrap.Next();
    if (counts.impostors == 0) continue;
    ratios.push_back(counts.impostors_at_or_below[0] / counts.impostors *
                     static_cast<double>(check.list.list_size) / check.expected);
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

std::size_t CountEnrollable(const Strangers& strangers, std::size_t references) {
  return static_cast<std::size_t>(
      std::count_if(strangers.begin(), strangers.end(),
                    [references](const auto& images) { return images.size() >= references; }));
}

absl::StatusOr<std::vector<FalseAlarmCheck>> CheckFalseAlarms(const Calibration& calibration,
                                                              const Strangers& strangers,
                                                              std::span<const ListDesign> lists,
                                                              std::span<const double> expected) {
  std::vector<FalseAlarmCheck> checks;
  for (const ListDesign& list : lists) {
    PORTCULLIS_ASSIGN_OR_RETURN(const Distances distances, CompareStrangers(strangers, list));
    const std::vector<Comparison> comparisons =
        ComparisonsOf(distances, strangers, list.references_per_entry);
    for (const double promise : expected) {
      FalseAlarmCheck check;
      check.list = list;
      check.expected = promise;
      const double fmr = promise / static_cast<double>(list.list_size * list.references_per_entry);
      check.supported = fmr >= calibration.finest_fmr() && fmr < 1;
      if (check.supported) {
        check.threshold = calibration.DistanceAtFmr(fmr);
        SearchLists(distances, strangers, check);
        SetInterval(comparisons, check);
      }
      checks.push_back(check);
    }
  }
  return checks;
}

}  // namespace portcullis
