// Embeddings for measurements, of nobody.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "matcher/core/embedding.h"

namespace portcullis {

/// Unit vectors whose values become smaller like those of faces seen along their main directions: a
/// third of the dimensions hold most of the length. The same seed gives the same ones.
class SyntheticFaces {
 public:
  SyntheticFaces(ModelId model, std::size_t dimension, std::uint32_t seed)
      : model_(std::move(model)), dimension_(dimension), random_(seed) {}

  Embedding Next() {
    std::vector<float> values(dimension_);
    float squares = 0;
    for (std::size_t i = 0; i < dimension_; ++i) {
      values[i] = normal_(random_) / std::sqrt(1.0F + static_cast<float>(i) / 16.0F);
      squares += values[i] * values[i];
    }
    for (float& value : values) value /= std::sqrt(squares);
    return Embedding(model_, std::move(values));
  }

 private:
  const ModelId model_;
  const std::size_t dimension_;
  std::mt19937 random_;
  std::normal_distribution<float> normal_;
};

}  // namespace portcullis
