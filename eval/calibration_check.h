// Does a calibration keep its promise on people that it never saw?
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"
#include "matcher/scoring/calibration.h"

namespace portcullis {

/// Which half of a split a person belongs to: from a hash of the name, so that it is the same on
/// every machine and for every data set with this person in it.
bool IsInFirstHalf(std::string_view person);

/// The images of each person that have an embedding, one at least.
using Strangers = std::vector<std::vector<Embedding>>;

struct ListDesign {
  std::size_t list_size = 0;             // entries; fewer than there are people
  std::size_t references_per_entry = 1;  // people with fewer images are searched for alone
  /// Of each search, fused as the server does. People with fewer are not searched for. 1 or more.
  std::size_t probe_images = 1;
};

struct FalseAlarmCheck {
  ListDesign list;
  double expected = 0;     // false alarms per search, as promised
  bool supported = false;  // the calibration reaches so fine a rate; nothing below is set otherwise
  Distance threshold;
  std::size_t searches = 0;
  std::size_t false_alarms = 0;  // entries at or below the threshold, in all searches
  /// Of observed / expected: 95 %, bootstrap over the people of the lists and the probes.
  double ratio_low = 0;
  double ratio_high = 0;

  double observed() const {
    return static_cast<double>(false_alarms) / static_cast<double>(searches);
  }
};

/// Draws lists from `strangers` and searches each with the first images of everybody who is not on
/// it, 50 times with other lists; counts who is taken for an entry at the thresholds at which
/// `expected` false alarms per search are promised. An entry is as close as its nearest reference,
/// and the promise is about references: FMR = expected / (entries x references). Deterministic.
/// At least `list_size` people have that many images. At least one more has
/// ListDesign::probe_images. Errors of DistanceBetween.
absl::StatusOr<std::vector<FalseAlarmCheck>> CheckFalseAlarms(const Calibration& calibration,
                                                              const Strangers& strangers,
                                                              std::span<const ListDesign> lists,
                                                              std::span<const double> expected);

/// How many of `strangers` have `references` images or more.
std::size_t CountEnrollable(const Strangers& strangers, std::size_t references);

}  // namespace portcullis
