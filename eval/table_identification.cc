#include "eval/table_identification.h"

#include <algorithm>
#include <cstddef>

#include "eval/distance_matrix.h"
#include "eval/identification.h"
#include "eval/open_set_rates.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/calibration_maker.h"

namespace portcullis {
namespace {

constexpr std::size_t kEntries = 1000;
constexpr double kFpir = 0.01;
constexpr std::uint64_t kReplicates = 500;

std::size_t CountPeople(std::span<const std::uint32_t> person_of_image) {
  return person_of_image.empty()
             ? 0
             : std::size_t{1} + *std::max_element(person_of_image.begin(), person_of_image.end());
}

}  // namespace

absl::StatusOr<std::vector<MeasuredIdentification>> IdentificationForTable(
    std::span<const EmbeddedImage> images, std::span<const std::uint32_t> person_of_image) {
  PORTCULLIS_ASSIGN_OR_RETURN(const DistanceMatrix distances, DistanceMatrix::Create(images));
  const GallerySize size{.entries = std::min(kEntries, CountPeople(person_of_image) / 2)};
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Search> searches,
                              SearchGalleries(distances, person_of_image, size, SearchDesign{}));
  const OpenSetRates rates =
      MeasureOpenSet(searches, {.fpir_levels = {kFpir}, .replicates = kReplicates});
  std::vector<MeasuredIdentification> measured;
  for (const FnirAtFpir& at : rates.at_fpir) {
    if (!at.supported || at.fnir.is_bound_only()) continue;
    const double fnir = WithTableDigits(at.fnir.rate());
    measured.push_back({.entries = size.entries,
                        .fpir = at.fpir,
                        .fnir = fnir,
                        .fnir_low = std::min(fnir, WithTableDigits(at.fnir.low)),
                        .fnir_high = std::max(fnir, WithTableDigits(at.fnir.high)),
                        .mated_searches = rates.mated_searches,
                        .non_mated_searches = rates.non_mated_searches});
  }
  return measured;
}

}  // namespace portcullis
