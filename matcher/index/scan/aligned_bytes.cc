#include "matcher/index/scan/aligned_bytes.h"

#include <string.h>
#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace portcullis {
namespace {

constexpr std::size_t kCacheLine = 64;
constexpr std::size_t kHugePage = std::size_t{2} << 20;

}  // namespace

AlignedBytes::AlignedBytes(std::size_t size) : size_(size) {
  if (size == 0) return;
  const std::size_t alignment = size >= kHugePage ? kHugePage : kCacheLine;
  const std::size_t whole = (size + alignment - 1) / alignment * alignment;
  bytes_ = {static_cast<std::uint8_t*>(std::aligned_alloc(alignment, whole)), WipeAndFree{size}};
  if (bytes_ == nullptr) throw std::bad_alloc();  // as new would
  // A wish: without huge pages everything works, only slower.
  if (alignment == kHugePage) madvise(bytes_.get(), whole, MADV_HUGEPAGE);
}

void AlignedBytes::WipeAndFree::operator()(std::uint8_t* bytes) const {
  explicit_bzero(bytes, size);
  std::free(bytes);
}

}  // namespace portcullis
