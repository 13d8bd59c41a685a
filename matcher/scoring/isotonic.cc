#include "matcher/scoring/isotonic.h"

#include <cassert>

namespace portcullis {

std::vector<IsotonicBlock> FitNonIncreasing(std::span<const WeightedValue> values) {
  std::vector<IsotonicBlock> blocks;
  for (std::size_t i = 0; i < values.size(); ++i) {
    assert(values[i].weight > 0);
    blocks.push_back({i, i, values[i].value, values[i].weight});
    while (blocks.size() >= 2 && blocks[blocks.size() - 2].mean <= blocks.back().mean) {
      const IsotonicBlock right = blocks.back();
      blocks.pop_back();
      IsotonicBlock& left = blocks.back();
      const double weight = left.weight + right.weight;
      left.mean = (left.mean * left.weight + right.mean * right.weight) / weight;
      left.weight = weight;
      left.last = right.last;
    }
  }
  return blocks;
}

}  // namespace portcullis
