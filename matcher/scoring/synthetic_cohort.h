// Strangers who do not exist, to see beforehand how many of them a photograph would stop.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"
#include "matcher/scoring/cohort_model.h"

namespace portcullis {

struct SyntheticCohortOptions {
  std::size_t travellers = 100'000;  // 1 to 10,000,000; each costs 4 bytes per axis
  std::uint64_t seed = 1;
};

/// A count of travellers and the 95 % interval (Clopper-Pearson, two-sided) of the rate behind it.
/// The interval is for the drawing of travellers alone: how far the distribution itself may be off
/// is measured in docs/accuracy.md.
struct CohortRate {
  std::uint64_t alarms = 0;
  std::uint64_t travellers = 0;
  double low = 0;   // share of travellers
  double high = 1;  // share of travellers; above 0 where there was no alarm

  /// With fewer than three alarms the rate itself says little: only `high` may be shown.
  bool is_bound_only() const { return alarms < 3; }
  double rate() const { return static_cast<double>(alarms) / static_cast<double>(travellers); }
};

/// How much more often travellers resemble one photograph than the average one, for which `fmr` of
/// them come as close: `rate` / `fmr`. 1 is average.
struct Resemblance {
  double fmr = 0;  // kEasyFmr or kHardFmr
  CohortRate rate;

  double ratio() const { return rate.rate() / fmr; }
  double ratio_low() const { return rate.low / fmr; }
  double ratio_high() const { return rate.high / fmr; }
};

/// A photograph is a wolf (Doddington et al., 1998) when at kHardFmr the lower bound of its ratio
/// is above this. Which share of photographs that marks is measured in docs/accuracy.md.
inline constexpr double kWolfRatio = 5;

struct CohortReferenceImpact {
  CohortRate alarms;                       // of this reference alone, at the distance asked about
  std::array<Resemblance, 2> resemblance;  // at kEasyFmr and at kHardFmr
  bool wolf = false;
};

struct CohortImpact {
  /// Travellers whose nearest reference is within the distance asked about. Times 1,000: alarms per
  /// 1,000 travellers.
  CohortRate alarms;
  /// The distance is below the closest knot of the model: how often travellers come so close was
  /// never compared with real strangers.
  bool beyond_measured_range = false;
  std::vector<CohortReferenceImpact> references;  // in the order given
};

/// Immutable after creation, thread-safe. The travellers lie in the principal axes, so that a
/// reference is turned once and compared there; what of it lies outside the axes adds to every
/// distance. Same model, same options: same travellers, bit for bit, on every machine.
class SyntheticCohort {
 public:
  /// INVALID_ARGUMENT if CheckCohortModel refuses the model or an option is out of range.
  static absl::StatusOr<std::unique_ptr<SyntheticCohort>> Create(CohortModel model,
                                                                 SyntheticCohortOptions options);

  /// What the references of one entry, 1 or more, would cause at `max_distance`, 0 or more and
  /// finite (INVALID_ARGUMENT otherwise, and for references that are not finite).
  /// FAILED_PRECONDITION with MODEL_MISMATCH if a reference is of another model or length.
  /// Distances are taken through CohortDistance. Costs about references x travellers x axes
  /// multiplications: 8 x 100,000 x 48 take about 20 ms.
  absl::StatusOr<CohortImpact> ImpactOf(std::span<const Embedding> references,
                                        Distance max_distance) const;

  /// From one reference to every traveller, in their order, not taken through CohortDistance: for
  /// measuring how honest the cohort is. Errors of ImpactOf.
  absl::StatusOr<std::vector<Distance>> DistancesTo(const Embedding& reference) const;

  /// Traveller `index`, below options().travellers, as the model in use would have embedded him.
  Embedding Traveller(std::size_t index) const;

  const CohortModel& model() const { return model_; }
  const SyntheticCohortOptions& options() const { return options_; }

 private:
  struct TurnedReference {
    std::vector<float> coordinates;  // one per axis
    float outside_squared = 0;       // squared length of what the axes do not reach
  };

  SyntheticCohort(CohortModel model, SyntheticCohortOptions options);

  void Draw();
  absl::StatusOr<TurnedReference> Turn(const Embedding& reference) const;

  CohortModel model_;
  SyntheticCohortOptions options_;
  std::size_t blocks_;
  std::vector<float> coordinates_;  // [block][axis][lane]: as many travellers at once as lanes
};

}  // namespace portcullis
