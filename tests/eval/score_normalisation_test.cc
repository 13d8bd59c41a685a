#include "eval/score_normalisation.h"

#include <cmath>
#include <limits>
#include <vector>

#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

constexpr float kInfinite = std::numeric_limits<float>::infinity();

TEST(StatisticsOf, TakesMeanAndDeviationOfTheNearest) {
  const std::vector<Distance> distances = {{9}, {1}, {3}, {2}};
  const CohortStatistics nearest = StatisticsOf(distances, 3);
  EXPECT_DOUBLE_EQ(nearest.mean, 2);
  EXPECT_DOUBLE_EQ(nearest.deviation, 1);
  const CohortStatistics all = StatisticsOf(distances, 100);
  EXPECT_DOUBLE_EQ(all.mean, 3.75);
  EXPECT_NEAR(all.deviation, 3.5939764, 1e-6);
}

// Images 0 and 1 with distance 4, image 2 without an embedding.
DistanceMatrix Matrix() {
  return {3, {0, 4, kInfinite, 4, 0, kInfinite, kInfinite, kInfinite, kInfinite}};
}
const std::vector<CohortStatistics> kStatistics = {{10, 2}, {7, 1}, {}};

TEST(Normalise, ZLooksAtTheReferenceAlone) {
  const DistanceMatrix scores = Normalise(Matrix(), kStatistics, Normalisation::kZ);
  EXPECT_FLOAT_EQ(scores.At(0, 1), -3);  // (4 - 7) / 1
  EXPECT_FLOAT_EQ(scores.At(1, 0), -3);  // (4 - 10) / 2
  EXPECT_TRUE(std::isinf(scores.At(0, 2)));
  EXPECT_FALSE(scores.HasEmbedding(2));
}

TEST(Normalise, SIsTheMeanOfBothSides) {
  const std::vector<CohortStatistics> statistics = {{10, 2}, {6, 2}, {}};
  const DistanceMatrix scores = Normalise(Matrix(), statistics, Normalisation::kS);
  EXPECT_FLOAT_EQ(scores.At(0, 1), -2);  // ((4 - 6) / 2 + (4 - 10) / 2) / 2
  EXPECT_FLOAT_EQ(scores.At(1, 0), -2);
}

TEST(Normalise, NoneLeavesDistances) {
  EXPECT_FLOAT_EQ(Normalise(Matrix(), kStatistics, Normalisation::kNone).At(0, 1), 4);
}

TEST(ScoreImages, GivesDistancesAndRefusesToNormaliseAgainstNothing) {
  const ModelId model{"m", "0123456789abcdef", "a"};
  std::vector<EmbeddedImage> images(2);
  images[0].embedding = Embedding(model, {1});
  images[1].embedding = Embedding(model, {4});
  const auto plain = ScoreImages(images, model, Normalisation::kNone, {}, 1);
  ASSERT_OK(plain);
  EXPECT_EQ(plain->At(0, 1), 3);
  EXPECT_THAT(ScoreImages(images, model, Normalisation::kS, {}, 1),
              testing::FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
  EXPECT_EQ(ScoreImages(images, model, Normalisation::kS, "/nonexistent", 1).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(NormalisationNamed, KnowsFourWords) {
  EXPECT_EQ(NormalisationNamed("none"), Normalisation::kNone);
  EXPECT_EQ(NormalisationNamed("z"), Normalisation::kZ);
  EXPECT_EQ(NormalisationNamed("s"), Normalisation::kS);
  EXPECT_EQ(NormalisationNamed("adaptive-s"), Normalisation::kAdaptiveS);
  EXPECT_EQ(NormalisationNamed("t"), std::nullopt);
}

}  // namespace
}  // namespace portcullis
