// What an entry would cost travellers who are strangers.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "border/watchlist/store.h"
#include "matcher/core/embedding.h"

namespace portcullis {

struct ReferenceImpact {
  ReferenceId reference;
  std::size_t alarms = 0;        // strangers of the cohort within the referral distance
  double resemblance = 0;        // how many times more strangers resemble it than an average face
  double resemblance_lower = 0;  // lower end of its 95 % interval
  bool wolf = false;             // far too many do: a better photograph is needed
};

struct Impact {
  std::size_t travellers = 0;
  std::size_t alarms = 0;  // travellers within the referral distance of some reference
  double alarms_per_1000 = 0;
  double alarms_per_1000_lower = 0;  // of the 95 % interval
  double alarms_per_1000_upper = 0;
  std::vector<ReferenceImpact> references;  // in the order of the entry's references
  std::string cohort;                       // where the strangers come from
  Distance referral_distance;
};

/// Thread-safe.
class ImpactPreview {
 public:
  virtual ~ImpactPreview() = default;

  /// Of all references of the entry, pending ones included, at the threshold that would be in force
  /// with it. NOT_FOUND/ENTRY_NOT_FOUND; FAILED_PRECONDITION/NO_COHORT.
  virtual absl::StatusOr<Impact> Preview(EntryId entry) const = 0;
};

}  // namespace portcullis
