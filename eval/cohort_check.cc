#include "eval/cohort_check.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "matcher/core/status_macros.h"
#include "matcher/scoring/people_bootstrap.h"

namespace portcullis {
namespace {

constexpr int kReplicates = 500;
constexpr std::uint64_t kSeed = 1;
constexpr std::size_t kTravellersAsReferences = 500;

struct ClosePair {
  std::uint32_t first_person = 0;
  std::uint32_t second_person = 0;
};

// All that one distance needs, by person.
struct Counts {
  std::vector<ClosePair> real;    // photographs of different people within the distance
  std::vector<double> plain;      // travellers within it, summed over a person's photographs
  std::vector<double> corrected;  // the same, through CohortDistance
};

std::vector<double> ImagesOf(const UnseenFaces& faces) {
  const std::uint32_t people = *std::max_element(faces.people.begin(), faces.people.end()) + 1;
  std::vector<double> images(people, 0);
  for (const std::uint32_t person : faces.people) ++images[person];
  return images;
}

absl::Status CheckPeople(const UnseenFaces& faces) {
  const bool has_two = std::any_of(faces.people.begin(), faces.people.end(),
                                   [&](auto person) { return person != faces.people.front(); });
  if (has_two && faces.people.size() == faces.embeddings.size()) return absl::OkStatus();
  return absl::InvalidArgumentError("photographs of two people or more are needed");
}

// Pairs of different people, where each person was drawn so many times.
double Pairs(const std::vector<double>& images, const std::vector<double>& times) {
  double sum = 0;
  double own = 0;
  for (std::size_t p = 0; p < images.size(); ++p) {
    const double here = images[p] * times[p];
    sum += here;
    own += here * here;
  }
  return (sum * sum - own) / 2;
}

struct Rates {
  double real = 0;
  double plain = 0;
  double corrected = 0;
};

Rates RatesOf(const Counts& counts, const std::vector<double>& images,
              const std::vector<double>& times, std::size_t travellers) {
  Rates rates;
  for (const ClosePair& pair : counts.real) {
    rates.real += times[pair.first_person] * times[pair.second_person];
  }
  rates.real /= Pairs(images, times);
  const double all = std::inner_product(images.begin(), images.end(), times.begin(), 0.0) *
                     static_cast<double>(travellers);
  rates.plain =
      std::inner_product(counts.plain.begin(), counts.plain.end(), times.begin(), 0.0) / all;
  rates.corrected =
      std::inner_product(counts.corrected.begin(), counts.corrected.end(), times.begin(), 0.0) /
      all;
  return rates;
}

absl::Status CountReal(const UnseenFaces& faces, std::span<const Distance> distances,
                       std::vector<Counts>& counts) {
  for (std::size_t i = 0; i < faces.people.size(); ++i) {
    for (std::size_t j = i + 1; j < faces.people.size(); ++j) {
      if (faces.people[i] == faces.people[j]) continue;
      PORTCULLIS_ASSIGN_OR_RETURN(const Distance distance,
                                  DistanceBetween(faces.embeddings[i], faces.embeddings[j]));
      for (std::size_t k = 0; k < distances.size(); ++k) {
        if (distance <= distances[k]) {
          counts[k].real.push_back({faces.people[i], faces.people[j]});
        }
      }
    }
  }
  return absl::OkStatus();
}

double CountWithin(std::span<const Distance> found, Distance limit) {
  return static_cast<double>(
      std::count_if(found.begin(), found.end(), [limit](Distance d) { return d <= limit; }));
}

absl::Status CountTravellers(const SyntheticCohort& cohort, const UnseenFaces& faces,
                             std::span<const Distance> distances, std::vector<Counts>& counts) {
  for (std::size_t i = 0; i < faces.people.size(); ++i) {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Distance> found,
                                cohort.DistancesTo(faces.embeddings[i]));
    const std::uint32_t person = faces.people[i];
    for (std::size_t k = 0; k < distances.size(); ++k) {
      counts[k].plain[person] += CountWithin(found, distances[k]);
      counts[k].corrected[person] +=
          CountWithin(found, CohortDistance(cohort.model().knots, distances[k]));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<double>> RatesAmongTravellers(const SyntheticCohort& cohort,
                                                         std::span<const Distance> distances) {
  std::vector<double> within(distances.size(), 0);
  const std::size_t references = std::min(kTravellersAsReferences, cohort.options().travellers);
  for (std::size_t i = 0; i < references; ++i) {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Distance> found,
                                cohort.DistancesTo(cohort.Traveller(i)));
    const std::span others = std::span(found).subspan(references);
    for (std::size_t k = 0; k < distances.size(); ++k) {
      within[k] += CountWithin(others, distances[k]);
    }
  }
  const auto others = static_cast<double>(cohort.options().travellers - references);
  for (double& value : within) value /= static_cast<double>(references) * others;
  return within;
}

HonestyRatio RatioOf(double measured, const std::vector<double>& resampled) {
  if (resampled.empty()) return {measured, 0, measured};
  return {measured, Quantile(resampled, 0.025), Quantile(resampled, 0.975)};
}

void SetRatios(const Counts& counts, const std::vector<double>& images, std::size_t travellers,
               HonestyCheck& check) {
  std::mt19937_64 random(kSeed);
  std::vector<double> plain;
  std::vector<double> corrected;
  for (int replicate = 0; replicate < kReplicates; ++replicate) {
    std::vector<double> times(images.size(), 0);
    for (std::size_t i = 0; i < images.size(); ++i) ++times[random() % images.size()];
    const Rates rates = RatesOf(counts, images, times, travellers);
    if (!(rates.real > 0)) continue;
    plain.push_back(rates.plain / rates.real);
    corrected.push_back(rates.corrected / rates.real);
  }
  const Rates rates = RatesOf(counts, images, std::vector<double>(images.size(), 1), travellers);
  check.plain = RatioOf(rates.plain / rates.real, plain);
  check.corrected = RatioOf(rates.corrected / rates.real, corrected);
}

// The place of each value among all; equal values keep their order, which changes little here.
std::vector<double> RanksOf(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    ranks[order[rank]] = static_cast<double>(rank);
  }
  return ranks;
}

double RankCorrelation(std::span<const double> a, std::span<const double> b) {
  const std::vector<double> ranks_a = RanksOf(a);
  const std::vector<double> ranks_b = RanksOf(b);
  const auto count = static_cast<double>(a.size());
  double squares = 0;
  for (std::size_t i = 0; i < ranks_a.size(); ++i) {
    squares += (ranks_a[i] - ranks_b[i]) * (ranks_a[i] - ranks_b[i]);
  }
  return 1 - 6 * squares / (count * (count * count - 1));
}

// Of each photograph, divided by their mean: how many strangers come within `limit`.
absl::StatusOr<std::vector<double>> RealRatios(const UnseenFaces& faces, Distance limit) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < faces.people.size(); ++i) {
    double strangers = 0;
    double within = 0;
    for (std::size_t j = 0; j < faces.people.size(); ++j) {
      if (faces.people[i] == faces.people[j]) continue;
      PORTCULLIS_ASSIGN_OR_RETURN(const Distance distance,
                                  DistanceBetween(faces.embeddings[i], faces.embeddings[j]));
      ++strangers;
      if (distance <= limit) ++within;
    }
    ratios.push_back(within / strangers);
  }
  const double mean =
      std::accumulate(ratios.begin(), ratios.end(), 0.0) / static_cast<double>(ratios.size());
  for (double& ratio : ratios) ratio /= mean;
  return ratios;
}

}  // namespace

absl::StatusOr<std::vector<HonestyCheck>> CheckHonesty(const SyntheticCohort& cohort,
                                                       const UnseenFaces& faces,
                                                       std::span<const Distance> distances) {
  PORTCULLIS_RETURN_IF_ERROR(CheckPeople(faces));
  const std::vector<double> images = ImagesOf(faces);
  const std::vector<double> none(images.size(), 0);
  std::vector<Counts> counts(distances.size(), Counts{{}, none, none});
  PORTCULLIS_RETURN_IF_ERROR(CountReal(faces, distances, counts));
  PORTCULLIS_RETURN_IF_ERROR(CountTravellers(cohort, faces, distances, counts));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<double> among,
                              RatesAmongTravellers(cohort, distances));
  std::vector<HonestyCheck> checks(distances.size());
  for (std::size_t k = 0; k < distances.size(); ++k) {
    checks[k].distance = distances[k];
    checks[k].real_pairs =
        static_cast<std::uint64_t>(Pairs(images, std::vector<double>(images.size(), 1)));
    checks[k].real_matches = counts[k].real.size();
    SetRatios(counts[k], images, cohort.options().travellers, checks[k]);
    checks[k].among_travellers = among[k] / checks[k].real_rate();
  }
  return checks;
}

absl::StatusOr<WolfCheck> CheckWolves(const SyntheticCohort& cohort, const UnseenFaces& faces) {
  PORTCULLIS_RETURN_IF_ERROR(CheckPeople(faces));
  const CohortKnot& easy = KnotAt(cohort.model(), kEasyFmr);
  const CohortKnot& hard = KnotAt(cohort.model(), kHardFmr);
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<double> real_easy,
                              RealRatios(faces, easy.distance));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<double> real_hard,
                              RealRatios(faces, hard.distance));
  WolfCheck check;
  check.photographs = faces.embeddings.size();
  for (std::size_t i = 0; i < faces.embeddings.size(); ++i) {
    PORTCULLIS_ASSIGN_OR_RETURN(
        const CohortImpact impact,
        cohort.ImpactOf(std::span(faces.embeddings).subspan(i, 1), hard.distance));
    const CohortReferenceImpact& reference = impact.references.front();
    check.easy_ratios.push_back(reference.resemblance[0].ratio());
    check.hard_ratios.push_back(reference.resemblance[1].ratio());
    if (!reference.wolf) continue;
    ++check.wolves;
    check.real_easy_ratio_of_wolves += real_easy[i];
    check.real_hard_ratio_of_wolves += real_hard[i];
  }
  if (check.wolves > 0) {
    check.real_easy_ratio_of_wolves /= static_cast<double>(check.wolves);
    check.real_hard_ratio_of_wolves /= static_cast<double>(check.wolves);
  }
  check.rank_correlation = RankCorrelation(check.easy_ratios, real_easy);
  std::sort(check.easy_ratios.begin(), check.easy_ratios.end());
  std::sort(check.hard_ratios.begin(), check.hard_ratios.end());
  return check;
}

}  // namespace portcullis
