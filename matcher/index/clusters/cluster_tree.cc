#include "matcher/index/clusters/cluster_tree.h"

#include <faiss/Clustering.h>
#include <faiss/IndexFlat.h>
#include <faiss/utils/distances.h>
#include <omp.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"

namespace portcullis {
namespace {

using Indices = std::vector<faiss::Index::idx_t>;

constexpr int kIterations = 10;
constexpr int kMaxPointsPerCentre = 256;
/// A centre is the mean of so many faces or more: one person's embedding must not stay in the tree.
constexpr std::size_t kLeastPointsPerLeaf = 8;
/// Rows that are compared with all centres at a time: FAISS takes memory for that.
constexpr std::size_t kRowsAtATime = 4096;

faiss::Index::idx_t Signed(std::size_t value) { return static_cast<faiss::Index::idx_t>(value); }

std::vector<float> Centres(std::span<const float> sample, std::size_t dimension,
                           std::size_t count) {
  faiss::ClusteringParameters parameters;
  parameters.niter = kIterations;
  parameters.min_points_per_centroid = 1;  // else it complains on standard error
  parameters.max_points_per_centroid = kMaxPointsPerCentre;
  faiss::Clustering clustering(static_cast<int>(dimension), static_cast<int>(count), parameters);
  faiss::IndexFlatL2 quantiser(Signed(dimension));
  clustering.train(Signed(sample.size() / dimension), sample.data(), quantiser);
  return std::move(clustering.centroids);
}

/// The nearest of `centres` to each of `vectors`.
Indices NearestOf(std::span<const float> centres, std::span<const float> vectors,
                  std::size_t dimension) {
  faiss::IndexFlatL2 quantiser(Signed(dimension));
  quantiser.add(Signed(centres.size() / dimension), centres.data());
  const std::size_t rows = vectors.size() / dimension;
  Indices nearest(rows);
  std::vector<float> distances(std::min(rows, kRowsAtATime));
  for (std::size_t row = 0; row < rows; row += kRowsAtATime) {
    quantiser.search(Signed(std::min(kRowsAtATime, rows - row)), vectors.data() + row * dimension,
                     1, distances.data(), nearest.data() + row);
  }
  return nearest;
}

/// The vectors of each branch together, and where they came from.
struct Branch {
  std::vector<float> vectors;
  std::vector<std::size_t> rows;
};

std::vector<Branch> Split(std::span<const float> vectors, std::size_t dimension,
                          std::span<const float> centres) {
  const Indices nearest = NearestOf(centres, vectors, dimension);
  std::vector<Branch> branches(centres.size() / dimension);
  for (std::size_t row = 0; row < nearest.size(); ++row) {
    Branch& branch = branches.at(static_cast<std::size_t>(nearest[row]));
    const std::span<const float> values = vectors.subspan(row * dimension, dimension);
    branch.vectors.insert(branch.vectors.end(), values.begin(), values.end());
    branch.rows.push_back(row);
  }
  return branches;
}

/// Up to `count` centres, each the mean of kLeastPointsPerLeaf of `vectors` or more; `own`, the
/// centre of them all, if there are too few for two.
std::vector<float> SharedCentres(std::span<const float> vectors, std::span<const float> own,
                                 std::size_t count) {
  const std::size_t dimension = own.size();
  std::vector<float> kept;
  const std::size_t most = vectors.size() / dimension / kLeastPointsPerLeaf;
  if (const std::size_t wanted = std::min(count, most); wanted > 1) {
    const std::vector<float> centres = Centres(vectors, dimension, wanted);
    std::vector<std::size_t> points(wanted);
    for (const faiss::Index::idx_t nearest : NearestOf(centres, vectors, dimension)) {
      ++points.at(static_cast<std::size_t>(nearest));
    }
    for (std::size_t i = 0; i < wanted; ++i) {
      if (points[i] < kLeastPointsPerLeaf) continue;
      const std::span<const float> centre = std::span(centres).subspan(i * dimension, dimension);
      kept.insert(kept.end(), centre.begin(), centre.end());
    }
  }
  if (kept.empty()) kept.assign(own.begin(), own.end());
  return kept;
}

std::vector<float> MeanOf(std::span<const float> vectors, std::size_t dimension) {
  std::vector<double> sums(dimension);
  for (std::size_t i = 0; i < vectors.size(); ++i) sums[i % dimension] += vectors[i];
  std::vector<float> mean;
  for (const double sum : sums) {
    mean.push_back(static_cast<float>(sum * static_cast<double>(dimension) /
                                      static_cast<double>(vectors.size())));
  }
  return mean;
}

absl::Status FromException(const std::exception& exception) {
  return absl::InternalError(fmt::format("faiss: {}", exception.what()));
}

}  // namespace

ClusterTree::ClusterTree(std::size_t dimension, std::vector<float> branch_centres)
    : dimension_(dimension), branch_centres_(std::move(branch_centres)) {}

absl::StatusOr<std::shared_ptr<const ClusterTree>> ClusterTree::Train(std::span<const float> sample,
                                                                      std::size_t dimension,
                                                                      std::size_t branches) {
  if (dimension == 0 || branches == 0 || sample.size() < dimension) {
    return absl::InternalError(fmt::format("no clusters of {} values, {} dimensions, {} branches",
                                           sample.size(), dimension, branches));
  }
  // Of the calling thread only.
  omp_set_num_threads(1);
  try {
    // Not make_shared: the constructor is private.
    std::shared_ptr<ClusterTree> tree(
        new ClusterTree(dimension, SharedCentres(sample, MeanOf(sample, dimension), branches)));
    const std::vector<Branch> split = Split(sample, dimension, tree->branch_centres_);
    for (std::size_t i = 0; i < split.size(); ++i) {
      const std::vector<float> centres = SharedCentres(
          split[i].vectors, std::span(tree->branch_centres_).subspan(i * dimension, dimension),
          branches);
      tree->first_leaf_.push_back(
          static_cast<std::uint32_t>(tree->leaf_centres_.size() / dimension));
      tree->leaf_centres_.insert(tree->leaf_centres_.end(), centres.begin(), centres.end());
    }
    tree->first_leaf_.push_back(static_cast<std::uint32_t>(tree->leaf_centres_.size() / dimension));
    return tree;
  } catch (const std::exception& exception) {
    return FromException(exception);
  }
}

absl::StatusOr<std::vector<std::uint32_t>> ClusterTree::LeavesOf(
    std::span<const float> vectors) const {
  omp_set_num_threads(1);
  try {
    std::vector<std::uint32_t> leaves(vectors.size() / dimension_);
    const std::vector<Branch> branches = Split(vectors, dimension_, branch_centres_);
    for (std::size_t i = 0; i < branches.size(); ++i) {
      const std::size_t first = first_leaf_[i];
      const std::size_t count = first_leaf_[i + 1] - first;
      const Indices nearest =
          NearestOf(std::span(leaf_centres_).subspan(first * dimension_, count * dimension_),
                    branches[i].vectors, dimension_);
      for (std::size_t j = 0; j < nearest.size(); ++j) {
        if (nearest[j] < 0) return absl::InternalError("faiss: a vector is near to no centre");
        leaves[branches[i].rows[j]] =
            static_cast<std::uint32_t>(first) + static_cast<std::uint32_t>(nearest[j]);
      }
    }
    return leaves;
  } catch (const std::exception& exception) {
    return FromException(exception);
  }
}

std::vector<float> ClusterTree::SquaredDistances(std::span<const float> probe) const {
  std::vector<float> distances(leaves());
  faiss::fvec_L2sqr_ny(distances.data(), probe.data(), leaf_centres_.data(), dimension_,
                       distances.size());
  return distances;
}

}  // namespace portcullis
