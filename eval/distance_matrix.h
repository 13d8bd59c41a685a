// Every image compared with every other, so that a thousand galleries cost no comparison more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "eval/embedded_image.h"
#include "matcher/scoring/comparison.h"

namespace portcullis {

/// Immutable. 4 bytes per ordered pair: 3,500 images take 49 MB.
class DistanceMatrix {
 public:
  /// Errors of DistanceBetween.
  static absl::StatusOr<DistanceMatrix> Create(std::span<const EmbeddedImage> images);

  /// `values` row by row; rows and columns of images without an embedding are infinite throughout.
  DistanceMatrix(std::size_t images, std::vector<float> values);

  std::size_t images() const { return images_; }

  /// Distance, or normalised score, of `probe` to `reference`; infinite if one has no embedding.
  float At(std::size_t probe, std::size_t reference) const {
    return values_[probe * images_ + reference];
  }

  bool HasEmbedding(std::size_t image) const;

 private:
  std::size_t images_;
  std::vector<float> values_;
};

/// All genuine comparisons and all impostor comparisons, or a random choice of
/// `max_impostor_comparisons` where that is not 0, in the order of the images. Comparisons with an
/// image without an embedding are among them, at an infinite distance. Deterministic.
std::vector<Comparison> ComparisonsOf(const DistanceMatrix& distances,
                                      std::span<const std::uint32_t> person_of_image,
                                      std::uint64_t max_impostor_comparisons, std::uint64_t seed);

}  // namespace portcullis
