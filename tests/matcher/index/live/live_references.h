// References for the tests of the live index.
#pragma once

#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "matcher/core/reference_index.h"

namespace portcullis::testing {

inline ModelId LiveModel() { return {"model", "0123", "alignment"}; }

/// All values are `x`.
inline Embedding Level(std::size_t dimension, float x) {
  return Embedding(LiveModel(), std::vector<float>(dimension, x));
}

/// Of an entry of its own, with the same number.
inline IndexedReference LevelReference(std::int64_t id, std::size_t dimension, float x,
                                       std::uint32_t segment = 0) {
  return {ReferenceId{id}, EntryId{id}, SegmentId{segment}, Level(dimension, x)};
}

/// Around 0, as wide as a face's.
inline Embedding DrawnEmbedding(std::mt19937& random, std::size_t dimension) {
  std::normal_distribution<float> value(0, 0.1F);
  std::vector<float> values(dimension);
  for (float& v : values) v = value(random);
  return Embedding(LiveModel(), std::move(values));
}

}  // namespace portcullis::testing
