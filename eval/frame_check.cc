#include "eval/frame_check.h"

#include <algorithm>
#include <span>
#include <vector>

#include "border/screening/frame_consistency.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/binomial_bound.h"

namespace portcullis {
namespace {

// Two sides.
constexpr double kLevel = 0.975;

}  // namespace

absl::StatusOr<FrameCheck> CheckFrames(const Calibration& calibration, const Strangers& people,
                                       std::size_t images) {
  std::vector<std::span<const Embedding>> sets;
  for (const std::vector<Embedding>& person : people) {
    if (person.size() >= images) sets.push_back(std::span(person).first(images));
  }
  FrameCheck check;
  check.images = images;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool is_one, ShowOnePerson(sets[i], calibration));
    ++check.of_one_person;
    check.refused += is_one ? 0 : 1;

    std::vector<Embedding> mixed(sets[i].begin(), sets[i].end());
    const std::span<const Embedding> other = sets[(i + 1) % sets.size()];
    std::copy(other.begin(), other.begin() + static_cast<std::ptrdiff_t>(images / 2),
              mixed.begin() + static_cast<std::ptrdiff_t>(images - images / 2));
    PORTCULLIS_ASSIGN_OR_RETURN(const bool is_taken_for_one, ShowOnePerson(mixed, calibration));
    ++check.of_two_people;
    check.caught += is_taken_for_one ? 0 : 1;
  }
  if (sets.empty()) return check;
  check.refused_low = LowerRateBound(check.refused, check.of_one_person, kLevel);
  check.refused_high = UpperRateBound(check.refused, check.of_one_person, kLevel);
  check.caught_low = LowerRateBound(check.caught, check.of_two_people, kLevel);
  check.caught_high = UpperRateBound(check.caught, check.of_two_people, kLevel);
  return check;
}

}  // namespace portcullis
