// Whether a person who is about to be enrolled is enrolled already.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "border/policy/policy_in_force.h"
#include "border/watchlist/changelog_follower.h"
#include "border/watchlist/watchlist.h"
#include "matcher/core/candidate.h"
#include "matcher/scoring/calibration.h"

namespace portcullis {

/// An entry that a face comes as close to as a traveller who would be referred for it.
struct PossibleDuplicate {
  EntryId entry;
  Distance distance;     // of the nearest face
  std::size_t face = 0;  // which of the faces looked for, from 0
};

/// Immutable, thread-safe.
class DuplicateFinder {
 public:
  /// The galleries and `policy` outlive this.
  DuplicateFinder(const Galleries& galleries, Calibration calibration, const PolicyInForce& policy);

  /// Entries that the policy in force would refer one of the faces to, retired ones excepted, by
  /// distance;
  /// `except` is not among them. UNAVAILABLE with STORE_UNAVAILABLE while the galleries lag behind
  /// the store: nobody may be enrolled twice for that reason.
  absl::StatusOr<std::vector<PossibleDuplicate>> Find(std::span<const EnrolledFace> faces,
                                                      std::optional<EntryId> except) const;

 private:
  absl::Status Search(const Gallery& gallery, const EnrolledFace& face, std::size_t place,
                      std::vector<PossibleDuplicate>& found) const;

  const Galleries galleries_;
  const Calibration calibration_;
  const PolicyInForce& policy_;
};

/// FAILED_PRECONDITION with POSSIBLE_DUPLICATE_PERSON, naming the entries in words and as records.
absl::Status PossibleDuplicateError(std::span<const PossibleDuplicate> duplicates);

}  // namespace portcullis
