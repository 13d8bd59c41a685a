#include "eval/distance_matrix.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <utility>

#include "matcher/core/status_macros.h"

namespace portcullis {

absl::StatusOr<DistanceMatrix> DistanceMatrix::Create(std::span<const EmbeddedImage> images) {
  const std::size_t n = images.size();
  std::vector<float> values(n * n, std::numeric_limits<float>::infinity());
  for (std::size_t i = 0; i < n; ++i) {
    if (!images[i].embedding) continue;
    values[i * n + i] = 0;
    for (std::size_t j = i + 1; j < n; ++j) {
      if (!images[j].embedding) continue;
      PORTCULLIS_ASSIGN_OR_RETURN(const Distance distance,
                                  DistanceBetween(*images[i].embedding, *images[j].embedding));
      values[i * n + j] = values[j * n + i] = distance.value;
    }
  }
  return DistanceMatrix(n, std::move(values));
}

DistanceMatrix::DistanceMatrix(std::size_t images, std::vector<float> values)
    : images_(images), values_(std::move(values)) {}

bool DistanceMatrix::HasEmbedding(std::size_t image) const {
  return std::isfinite(At(image, image));
}

std::vector<Comparison> ComparisonsOf(const DistanceMatrix& distances,
                                      std::span<const std::uint32_t> person_of_image,
                                      std::uint64_t max_impostor_comparisons, std::uint64_t seed) {
  const std::size_t n = distances.images();
  std::uint64_t impostors_left = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j) {
      if (person_of_image[i] != person_of_image[j]) ++impostors_left;
    }
  }
  std::uint64_t wanted = max_impostor_comparisons == 0
                             ? impostors_left
                             : std::min(max_impostor_comparisons, impostors_left);
  // Selection sampling (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S).
  std::mt19937_64 random(seed);
  const auto is_drawn = [&] {
    const bool drawn = wanted == impostors_left || random() % impostors_left < wanted;
    --impostors_left;
    wanted -= drawn ? 1 : 0;
    return drawn;
  };
  std::vector<Comparison> comparisons;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j) {
      const bool genuine = person_of_image[i] == person_of_image[j];
      if (!genuine && !is_drawn()) continue;
      comparisons.push_back(
          {person_of_image[i], person_of_image[j], Distance{distances.At(i, j)}, genuine});
    }
  }
  return comparisons;
}

}  // namespace portcullis
