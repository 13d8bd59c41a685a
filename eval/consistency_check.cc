#include "eval/consistency_check.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "border/screening/frame_consistency.h"
#include "fmt/format.h"
#include "matcher/core/status_macros.h"

namespace portcullis {

absl::StatusOr<ConsistencyCheck> CheckConsistency(const Calibration& calibration,
                                                  const Strangers& people, std::size_t images) {
  std::vector<std::span<const Embedding>> sets;
  for (const std::vector<Embedding>& person : people) {
    if (person.size() >= images) sets.push_back(std::span(person).first(images));
  }
  if (sets.size() < 2) {
    return absl::FailedPreconditionError(
        fmt::format("fewer than two of {} people have {} images", people.size(), images));
  }
  std::uint64_t refused = 0;
  std::uint64_t caught = 0;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool is_one, ShowOnePerson(sets[i], calibration));
    refused += is_one ? 0 : 1;

    std::vector<Embedding> mixed(sets[i].begin(), sets[i].end());
    const std::span<const Embedding> other = sets[(i + 1) % sets.size()];
    std::copy(other.begin(), other.begin() + static_cast<std::ptrdiff_t>(images / 2),
              mixed.begin() + static_cast<std::ptrdiff_t>(images - images / 2));
    PORTCULLIS_ASSIGN_OR_RETURN(const bool is_taken_for_one, ShowOnePerson(mixed, calibration));
    caught += is_taken_for_one ? 0 : 1;
  }
  return ConsistencyCheck{images, EstimateRate(refused, sets.size(), {}),
                          EstimateRate(caught, sets.size(), {})};
}

}  // namespace portcullis
