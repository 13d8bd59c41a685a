// Open-set searches in galleries that are drawn from labelled images.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eval/distance_matrix.h"
#include "eval/template_fusion.h"

namespace portcullis {

/// What every gallery of one measurement has in common, so that their searches can be compared.
struct SearchDesign {
  std::size_t most_references = 1;  // of any gallery: mated people have so many beside their probes
  std::size_t probe_images = 1;     // per search; non-mated people search with what they have
  FusionRules rules = {};
  std::uint64_t draws = 10;
  std::uint64_t seed = 1;
};

/// INVALID_ARGUMENT with FIELD_INVALID if scores are normalised and several images would have to be
/// fused by their mean embedding, which has no such score.
absl::Status CheckRules(const SearchDesign& design, bool normalised);

struct GallerySize {
  std::size_t entries = 0;
  std::size_t references_per_entry = 1;  // at most SearchDesign::most_references
};

/// One search and what it found.
struct Search {
  std::uint32_t person = 0;  // searched for
  std::uint32_t draw = 0;
  bool mated = false;   // the person is enrolled
  bool failed = false;  // no probe image, or no reference of the mate, has an embedding
  /// Mated: of the mate. Non-mated: of the nearest entry. Infinite if there is none.
  float distance = std::numeric_limits<float>::infinity();
  std::uint32_t rank = 0;  // of the mate, from 1; entries at its very distance come before it. 0:
                           // not found, or not mated
};

/// Draws `size.entries` people, enrols them and searches for everybody, `design.draws` times.
///
/// People with most_references + probe_images images can be mated: of each, images are drawn for
/// one mated search and for the references. They come first into the gallery; the rest of it is
/// filled up with others, who are enrolled with what they have, up to references_per_entry, and not
/// searched for. Whoever is not enrolled is searched for as a stranger. The same draw of another
/// gallery size has the same order of people and the same probes.
///
/// INVALID_ARGUMENT with FIELD_INVALID if nobody can be mated, or nobody is left to be a stranger.
/// Deterministic.
absl::StatusOr<std::vector<Search>> SearchGalleries(const DistanceMatrix& distances,
                                                    std::span<const std::uint32_t> person_of_image,
                                                    const GallerySize& size,
                                                    const SearchDesign& design);

/// 100, 1,000, ... as far as the data gives them; everybody who can be mated; and the largest: half
/// of the people, so that the others can be strangers. Ascending.
std::vector<std::uint64_t> GallerySizesOf(std::span<const std::uint32_t> person_of_image,
                                          const SearchDesign& design);

}  // namespace portcullis
