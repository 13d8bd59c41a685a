// Is it seen whether several images show one person?
#pragma once

#include <cstddef>

#include "absl/status/statusor.h"
#include "eval/calibration_check.h"
#include "eval/error_rates.h"
#include "matcher/scoring/calibration.h"

namespace portcullis {

/// Sets of `images` images, held against each other as the server does (ShowOnePerson). Every
/// person with so many images gives one set of his first ones, and one in which the second half of
/// them is another person's: of the next who has enough.
struct ConsistencyCheck {
  std::size_t images = 0;  // of a set, 2 or more
  RateEstimate refused;    // sets of one person that are not taken for one
  RateEstimate caught;     // sets of two people that are not taken for one
};

/// FAILED_PRECONDITION if fewer than two people have so many images; errors of ShowOnePerson.
/// Intervals: 95 %, Clopper-Pearson. Deterministic.
absl::StatusOr<ConsistencyCheck> CheckConsistency(const Calibration& calibration,
                                                  const Strangers& people, std::size_t images);

}  // namespace portcullis
