#include "eval/template_fusion.h"

#include <array>
#include <vector>

#include "matcher/pipeline/fuse_frames.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using Images = std::vector<std::size_t>;

// Probe images at (0, 0) and (0, 4), references at (3, 0) and (3, 8).
DistanceMatrix Matrix() {
  constexpr std::array<std::array<float, 2>, 4> kPoints = {{{0, 0}, {0, 4}, {3, 0}, {3, 8}}};
  std::vector<EmbeddedImage> images;
  for (const auto& point : kPoints) {
    images.emplace_back();
    images.back().embedding =
        Embedding(ModelId{"m", "0123456789abcdef", "a"}, {point[0], point[1]});
  }
  return *DistanceMatrix::Create(images);
}

const Images kProbes = {0, 1};
const Images kReferences = {2, 3};

float Fused(FusionRule references, FusionRule probes) {
  return FusedDistance(Matrix(), kProbes, kReferences, {references, probes});
}

TEST(FusedDistance, IsThePlainDistanceOfTwoImages) {
  EXPECT_FLOAT_EQ(FusedDistance(Matrix(), Images{1}, Images{2}, {}), 5);
}

TEST(FusedDistance, TakesTheNearest) {
  EXPECT_FLOAT_EQ(Fused(FusionRule::kNearest, FusionRule::kNearest), 3);
}

TEST(FusedDistance, TakesTheMeanOfAllFour) {
  // 3, sqrt(73), 5, 5
  EXPECT_FLOAT_EQ(Fused(FusionRule::kMeanDistance, FusionRule::kMeanDistance), 5.3860009F);
}

TEST(FusedDistance, ComparesTheMeansOfTheEmbeddings) {
  // Means (0, 2) and (3, 4).
  EXPECT_FLOAT_EQ(Fused(FusionRule::kMeanEmbedding, FusionRule::kMeanEmbedding), 3.6055513F);
}

TEST(FusedDistance, CorrectsTheMeanForTheScatterOfItsImages) {
  // The means are sqrt(13) apart; the probes scatter by 4 around theirs, the references by 16.
  EXPECT_FLOAT_EQ(Fused(FusionRule::kMeanEmbedding, FusionRule::kCorrectedMean), 4);
  EXPECT_FLOAT_EQ(Fused(FusionRule::kCorrectedMean, FusionRule::kCorrectedMean), 5.2915026F);
}

TEST(FusedDistance, CorrectsAsTheServerDoes) {
  const ModelId model{"m", "0123456789abcdef", "a"};
  const auto probe = FuseFrames(std::vector{Embedding(model, {0, 0}), Embedding(model, {0, 4})});
  ASSERT_OK(probe);
  const Distance to_mean = *DistanceBetween(probe->embedding, Embedding(model, {3, 8}));
  EXPECT_FLOAT_EQ(FusedDistance(Matrix(), kProbes, Images{3},
                                {FusionRule::kNearest, FusionRule::kCorrectedMean}),
                  probe->Corrected(to_mean).value);
}

TEST(FusedDistance, MixesTheRules) {
  // Of the mean probe (0, 2) to (3, 0) and (3, 8): sqrt(13) and sqrt(45).
  EXPECT_FLOAT_EQ(Fused(FusionRule::kNearest, FusionRule::kMeanEmbedding), 3.6055513F);
  // Of each probe to the mean reference (3, 4): 5 and 3.
  EXPECT_FLOAT_EQ(Fused(FusionRule::kMeanEmbedding, FusionRule::kMeanDistance), 4);
  // Nearest reference of each probe: 3 and 5.
  EXPECT_FLOAT_EQ(Fused(FusionRule::kNearest, FusionRule::kMeanDistance), 4);
}

TEST(FusionRuleNamed, KnowsFourWords) {
  EXPECT_EQ(FusionRuleNamed("nearest"), FusionRule::kNearest);
  EXPECT_EQ(FusionRuleNamed("mean-distance"), FusionRule::kMeanDistance);
  EXPECT_EQ(FusionRuleNamed("mean-embedding"), FusionRule::kMeanEmbedding);
  EXPECT_EQ(FusionRuleNamed("corrected-mean"), FusionRule::kCorrectedMean);
  EXPECT_EQ(FusionRuleNamed("best"), std::nullopt);
}

}  // namespace
}  // namespace portcullis
