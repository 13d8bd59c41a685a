#include "eval/template_fusion.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "matcher/pipeline/fuse_frames.h"

namespace portcullis {
namespace {

double MeanSquare(const DistanceMatrix& distances, std::span<const std::size_t> rows,
                  std::span<const std::size_t> columns) {
  double sum = 0;
  for (const std::size_t row : rows) {
    for (const std::size_t column : columns) {
      const double distance = distances.At(row, column);
      sum += distance * distance;
    }
  }
  return sum / static_cast<double>(rows.size() * columns.size());
}

// How much of the scatter of several images stays taken from their mean's squared distance.
double TakenShare(FusionRule rule) {
  return rule == FusionRule::kCorrectedMean ? 1 - kScatterShare : 1;
}

double BetweenMeans(const DistanceMatrix& distances, std::span<const std::size_t> probes,
                    std::span<const std::size_t> references, const FusionRules& rules) {
  if (probes.size() == 1 && references.size() == 1) {
    return distances.At(probes.front(), references.front());
  }
  const double square =
      MeanSquare(distances, probes, references) -
      TakenShare(rules.probes) * MeanSquare(distances, probes, probes) / 2 -
      TakenShare(rules.references) * MeanSquare(distances, references, references) / 2;
  return std::sqrt(std::max(0.0, square));
}

// Calls distance_of(part) for all images together or for each alone, and fuses what it gives.
template <typename DistanceOf>
double Fuse(FusionRule rule, std::span<const std::size_t> images, const DistanceOf& distance_of) {
  if (IsMeanOfEmbeddings(rule) || images.size() == 1) return distance_of(images);
  double nearest = std::numeric_limits<double>::infinity();
  double sum = 0;
  for (std::size_t i = 0; i < images.size(); ++i) {
    const double distance = distance_of(images.subspan(i, 1));
    nearest = std::min(nearest, distance);
    sum += distance;
  }
  return rule == FusionRule::kNearest ? nearest : sum / static_cast<double>(images.size());
}

}  // namespace

bool IsMeanOfEmbeddings(FusionRule rule) {
  return rule == FusionRule::kMeanEmbedding || rule == FusionRule::kCorrectedMean;
}

std::optional<FusionRule> FusionRuleNamed(std::string_view name) {
  if (name == "nearest") return FusionRule::kNearest;
  if (name == "mean-distance") return FusionRule::kMeanDistance;
  if (name == "mean-embedding") return FusionRule::kMeanEmbedding;
  if (name == "corrected-mean") return FusionRule::kCorrectedMean;
  return std::nullopt;
}

float FusedDistance(const DistanceMatrix& distances, std::span<const std::size_t> probes,
                    std::span<const std::size_t> references, const FusionRules& rules) {
  return static_cast<float>(Fuse(rules.probes, probes, [&](std::span<const std::size_t> part) {
    return Fuse(rules.references, references, [&](std::span<const std::size_t> other) {
      return BetweenMeans(distances, part, other, rules);
    });
  }));
}

}  // namespace portcullis
