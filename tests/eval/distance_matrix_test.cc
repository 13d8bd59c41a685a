#include "eval/distance_matrix.h"

#include <cmath>
#include <vector>

#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

EmbeddedImage At(float x) {
  EmbeddedImage image;
  image.outcome = "EMBEDDED";
  image.embedding = Embedding(ModelId{"model", "0123456789abcdef", "alignment-v1"}, {x});
  return image;
}

EmbeddedImage Failed() {
  EmbeddedImage image;
  image.outcome = "NO_FACE";
  return image;
}

TEST(DistanceMatrix, HoldsEveryPairAndKeepsFailuresApart) {
  const std::vector<EmbeddedImage> images = {At(1), At(3), Failed()};
  const auto matrix = DistanceMatrix::Create(images);
  ASSERT_OK(matrix);
  EXPECT_EQ(matrix->At(0, 1), 2);
  EXPECT_EQ(matrix->At(1, 0), 2);
  EXPECT_EQ(matrix->At(1, 1), 0);
  EXPECT_TRUE(std::isinf(matrix->At(0, 2)));
  EXPECT_TRUE(matrix->HasEmbedding(0));
  EXPECT_FALSE(matrix->HasEmbedding(2));
}

TEST(ComparisonsOf, TakesEveryPairWithThoseThatFailed) {
  const auto matrix = DistanceMatrix::Create(std::vector<EmbeddedImage>{At(1), At(3), Failed()});
  ASSERT_OK(matrix);
  const auto comparisons = ComparisonsOf(*matrix, std::vector<std::uint32_t>{0, 0, 1}, 0, 1);
  ASSERT_EQ(comparisons.size(), 3);
  EXPECT_TRUE(comparisons[0].genuine);
  EXPECT_EQ(comparisons[0].distance, Distance{2});
  EXPECT_FALSE(comparisons[1].genuine);
  EXPECT_TRUE(std::isinf(comparisons[1].distance.value));
}

TEST(ComparisonsOf, DrawsSoManyImpostorsAndAllThatIsGenuine) {
  std::vector<EmbeddedImage> images;
  std::vector<std::uint32_t> people;
  for (std::uint32_t i = 0; i < 20; ++i) {
    images.push_back(At(static_cast<float>(i)));
    people.push_back(i / 2);
  }
  const auto matrix = DistanceMatrix::Create(images);
  ASSERT_OK(matrix);
  const auto drawn = ComparisonsOf(*matrix, people, 30, 1);
  EXPECT_EQ(drawn.size(), 30 + 10);
  const auto again = ComparisonsOf(*matrix, people, 30, 1);
  const auto other = ComparisonsOf(*matrix, people, 30, 2);
  const auto same = [&](const std::vector<Comparison>& comparisons) {
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      if (drawn[i].first_person != comparisons[i].first_person ||
          drawn[i].second_person != comparisons[i].second_person) {
        return false;
      }
    }
    return true;
  };
  EXPECT_TRUE(same(again));
  EXPECT_FALSE(same(other));
}

}  // namespace
}  // namespace portcullis
