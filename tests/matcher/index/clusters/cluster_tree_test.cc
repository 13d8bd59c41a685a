#include "matcher/index/clusters/cluster_tree.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

constexpr std::size_t kDimension = 8;

/// `count` vectors around each of `hills` places that are far from each other.
std::vector<float> Hills(std::size_t hills, std::size_t count) {
  std::mt19937 random(7);  // NOLINT: the same vectors in every run
  std::normal_distribution<float> far(0, 10);
  std::normal_distribution<float> near(0, 0.1F);
  std::vector<float> vectors;
  for (std::size_t hill = 0; hill < hills; ++hill) {
    std::vector<float> top(kDimension);
    for (float& value : top) value = far(random);
    for (std::size_t i = 0; i < count; ++i) {
      for (const float value : top) vectors.push_back(value + near(random));
    }
  }
  return vectors;
}

std::shared_ptr<const ClusterTree> Trained(const std::vector<float>& sample, std::size_t branches) {
  auto tree = ClusterTree::Train(sample, kDimension, branches);
  EXPECT_OK(tree);
  return *tree;
}

/// Mean squared distance of each vector to the centre of its leaf.
double Spread(const ClusterTree& tree, const std::vector<float>& vectors) {
  const auto leaves = tree.LeavesOf(vectors);
  EXPECT_OK(leaves);
  double sum = 0;
  for (std::size_t i = 0; i < leaves->size(); ++i) {
    const std::span<const float> vector = std::span(vectors).subspan(i * kDimension, kDimension);
    sum += tree.SquaredDistances(vector)[(*leaves)[i]];
  }
  return sum / static_cast<double>(leaves->size());
}

TEST(ClusterTree, PutsVectorsIntoLeavesThatTheyAreNearTo) {
  const std::vector<float> vectors = Hills(9, 100);
  const double of_one_leaf = Spread(*Trained(vectors, 1), vectors);
  EXPECT_LT(Spread(*Trained(vectors, 6), vectors), 0.1 * of_one_leaf);
}

TEST(ClusterTree, GivesTheSameTreeForTheSameSample) {
  const std::vector<float> vectors = Hills(5, 60);
  EXPECT_EQ(*Trained(vectors, 4)->LeavesOf(vectors), *Trained(vectors, 4)->LeavesOf(vectors));
}

TEST(ClusterTree, TellsTheSquaredDistanceToTheCentreOfEachLeaf) {
  const std::vector<float> vectors = Hills(4, 64);
  const auto tree = Trained(vectors, 2);
  const auto leaves = tree->LeavesOf(vectors);
  ASSERT_OK(leaves);
  const std::span<const float> probe = std::span(vectors).first(kDimension);
  const std::vector<float> distances = tree->SquaredDistances(probe);
  ASSERT_EQ(distances.size(), tree->leaves());
  EXPECT_EQ(std::min_element(distances.begin(), distances.end()) - distances.begin(),
            leaves->front());
  EXPECT_LT(distances[leaves->front()], 1);  // of its hill, 8 values of about 0.1 away
}

TEST(ClusterTree, KeepsNobodysVectorAsACentre) {
  std::vector<float> vectors = Hills(4, 64);
  const std::vector<float> lonely(kDimension, 1000);
  vectors.insert(vectors.end(), lonely.begin(), lonely.end());
  const auto tree = Trained(vectors, 4);
  const std::vector<float> distances = tree->SquaredDistances(lonely);
  EXPECT_GT(*std::min_element(distances.begin(), distances.end()), 0);
}

TEST(ClusterTree, TakesVectorsThatAreAllTheSame) {
  const std::vector<float> vectors(kDimension * 100, 0.5F);
  const auto tree = Trained(vectors, 4);
  const auto leaves = tree->LeavesOf(vectors);
  ASSERT_OK(leaves);
  for (const std::uint32_t leaf : *leaves) EXPECT_EQ(leaf, leaves->front());
}

TEST(ClusterTree, IsOneLeafForAFewVectors) { EXPECT_EQ(Trained(Hills(1, 3), 4)->leaves(), 1U); }

TEST(ClusterTree, IsNotMadeOfNothing) {
  EXPECT_EQ(ClusterTree::Train({}, kDimension, 4).status().code(), absl::StatusCode::kInternal);
}

TEST(ClusterTree, IsNotMadeOfValuesThatAreNoNumbers) {
  std::vector<float> vectors = Hills(4, 64);
  vectors[17] = std::nanf("");
  EXPECT_EQ(ClusterTree::Train(vectors, kDimension, 4).status().code(),
            absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace portcullis
