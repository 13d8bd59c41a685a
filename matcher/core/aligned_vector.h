// Values that begin with a cache line: a register that is filled from two takes twice as long.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace portcullis {

inline constexpr std::size_t kCacheLineBytes = 64;

template <typename T>
struct CacheLineAllocator {
  using value_type = T;

  CacheLineAllocator() = default;
  template <typename Other>
  CacheLineAllocator(const CacheLineAllocator<Other>&) {}

  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), std::align_val_t(kCacheLineBytes)));
  }
  void deallocate(T* block, std::size_t) {
    ::operator delete(block, std::align_val_t(kCacheLineBytes));
  }
  bool operator==(const CacheLineAllocator&) const { return true; }
};

template <typename T>
using AlignedVector = std::vector<T, CacheLineAllocator<T>>;
using AlignedFloats = AlignedVector<float>;

}  // namespace portcullis
