// Memory for the values of embeddings.
#pragma once

#include <cstddef>
#include <span>

#include "matcher/index/scan/aligned_bytes.h"

namespace portcullis {

/// Not initialised; leaves nothing behind (AlignedBytes). Movable. Throws std::bad_alloc if there
/// is no memory.
class RowMemory {
 public:
  RowMemory() = default;
  explicit RowMemory(std::size_t floats) : bytes_(floats * sizeof(float)) {}

  std::span<float> values() {
    return {reinterpret_cast<float*>(bytes_.data()), bytes_.size() / sizeof(float)};
  }
  std::span<const float> values() const {
    return {reinterpret_cast<const float*>(bytes_.data()), bytes_.size() / sizeof(float)};
  }

 private:
  AlignedBytes bytes_;
};

}  // namespace portcullis
