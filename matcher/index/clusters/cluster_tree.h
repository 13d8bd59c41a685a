// Coarse clusters of embeddings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/statusor.h"

namespace portcullis {

/// A tree of two levels, found by k-means: a vector belongs to the nearest of some centres, and
/// there to the nearest of theirs, its leaf. The second level makes both training and finding a
/// leaf cost the square root of what one level with as many leaves would. Leaves next to each other
/// by number are near each other. Vectors are row by row. Immutable, thread-safe.
class ClusterTree {
 public:
  /// `branches` of the root, and up to `branches` of each of those, as far as each leaf is the mean
  /// of 8 vectors of `sample` or more: nobody's embedding stays behind in the tree. All are finite.
  /// The same sample gives the same tree. INTERNAL if FAISS fails, or without a vector.
  static absl::StatusOr<std::shared_ptr<const ClusterTree>> Train(std::span<const float> sample,
                                                                  std::size_t dimension,
                                                                  std::size_t branches);

  std::size_t dimension() const { return dimension_; }
  std::size_t leaves() const { return first_leaf_.back(); }

  /// Of each vector. INTERNAL if FAISS fails.
  absl::StatusOr<std::vector<std::uint32_t>> LeavesOf(std::span<const float> vectors) const;

  /// From the probe to the centre of each leaf.
  std::vector<float> SquaredDistances(std::span<const float> probe) const;

 private:
  ClusterTree(std::size_t dimension, std::vector<float> branch_centres);

  std::size_t dimension_;
  std::vector<float> branch_centres_;
  std::vector<float> leaf_centres_;
  std::vector<std::uint32_t> first_leaf_;  // of each branch; then the number of leaves
};

}  // namespace portcullis
