// Memory for the values of embeddings, which leaves the process when it is let go.
#pragma once

#include <cstddef>
#include <span>
#include <utility>

namespace portcullis {

/// Pages of its own, zero at first, given back to the system on destruction: what was in them,
/// faces of people who have been erased among it, is not left behind on the heap. Throws
/// std::bad_alloc if there is no memory.
class RowMemory {
 public:
  RowMemory() = default;
  explicit RowMemory(std::size_t floats);
  RowMemory(RowMemory&& other) noexcept : values_(std::exchange(other.values_, {})) {}
  RowMemory& operator=(RowMemory&& other) noexcept {
    std::swap(values_, other.values_);
    return *this;
  }
  ~RowMemory();

  std::span<float> values() { return values_; }
  std::span<const float> values() const { return values_; }

 private:
  std::span<float> values_;
};

}  // namespace portcullis
