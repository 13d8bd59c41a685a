// Several images of one person, compared as one.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "eval/distance_matrix.h"

namespace portcullis {

enum class FusionRule {
  kNearest,        // the smallest of the distances
  kMeanDistance,   // their arithmetic mean
  kMeanEmbedding,  // the distance of the arithmetic mean of the embeddings, not normalised again
  kCorrectedMean,  // the same, corrected as by FuseFrames: what the server does with frames
};

/// "nearest", "mean-distance", "mean-embedding", "corrected-mean"; none for other words.
std::optional<FusionRule> FusionRuleNamed(std::string_view name);

/// True of rules that need the embeddings, or distances that say as much about them.
bool IsMeanOfEmbeddings(FusionRule rule);

struct FusionRules {
  FusionRule references = FusionRule::kNearest;
  FusionRule probes = FusionRule::kMeanEmbedding;
};

/// Distance of the probe images to the references; neither is empty, all have an embedding. First
/// the references are fused for each probe image (or their mean), then the probe images.
///
/// The distance of two means is taken from the distances alone, all pairs with a probe i, i' and a
/// reference j, j': |mean a - mean b|^2 = mean_ij d_ij^2 - mean_ii' d_ii'^2 / 2 - mean_jj' d_jj'^2
/// / 2 (the parallel axis theorem, twice). The corrected mean gives kScatterShare of what is taken
/// for its images back. Both hold for Euclidean distances, not for normalised scores.
float FusedDistance(const DistanceMatrix& distances, std::span<const std::size_t> probes,
                    std::span<const std::size_t> references, const FusionRules& rules);

}  // namespace portcullis
