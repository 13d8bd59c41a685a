// Is it seen whether several images show one person?
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "eval/calibration_check.h"
#include "matcher/scoring/calibration.h"

namespace portcullis {

/// Sets of `images` images, held against each other as the server does (ShowOnePerson). Every
/// person with so many images gives one set of his first ones, and one in which the second half of
/// them is another person's: of the next who has enough. Intervals: 95 %, Clopper-Pearson.
struct FrameCheck {
  std::size_t images = 0;  // of a set, 2 or more
  std::uint64_t of_one_person = 0;
  std::uint64_t refused = 0;  // of these: taken for two people
  double refused_low = 0;
  double refused_high = 1;
  std::uint64_t of_two_people = 0;
  std::uint64_t caught = 0;  // of these: not taken for one person
  double caught_low = 0;
  double caught_high = 1;
};

/// Two people or more have so many images. Deterministic. Errors of ShowOnePerson.
absl::StatusOr<FrameCheck> CheckFrames(const Calibration& calibration, const Strangers& people,
                                       std::size_t images);

}  // namespace portcullis
