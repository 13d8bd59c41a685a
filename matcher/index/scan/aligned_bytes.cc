#include "matcher/index/scan/aligned_bytes.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <new>

namespace portcullis {
namespace {

constexpr std::size_t kCacheLine = 64;
constexpr std::size_t kHugePage = std::size_t{2} << 20;
// From here on pages of their own cost little beside what lies in them.
constexpr std::size_t kLarge = std::size_t{128} << 10;

std::size_t RoundedUp(std::size_t size, std::size_t alignment) {
  return (size + alignment - 1) / alignment * alignment;
}

/// Begins at a huge page, so that none is needed that is not full.
void* MapPages(std::size_t size) {
  const std::size_t mapped = size + kHugePage;
  void* const pages =
      mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) return nullptr;
  auto* const begin = static_cast<std::uint8_t*>(pages);
  const auto address = reinterpret_cast<std::uintptr_t>(pages);
  const std::size_t before = RoundedUp(address, kHugePage) - address;
  const std::size_t used = RoundedUp(size, static_cast<std::size_t>(sysconf(_SC_PAGESIZE)));
  if (before > 0) munmap(begin, before);
  munmap(begin + before + used, mapped - before - used);
  // A wish: without huge pages everything works, only slower.
  madvise(begin + before, used, MADV_HUGEPAGE);
  return begin + before;
}

}  // namespace

AlignedBytes::AlignedBytes(std::size_t size) : size_(size) {
  if (size == 0) return;
  void* const bytes =
      size < kLarge ? std::aligned_alloc(kCacheLine, RoundedUp(size, kCacheLine)) : MapPages(size);
  if (bytes == nullptr) throw std::bad_alloc();  // as new would
  bytes_ = {static_cast<std::uint8_t*>(bytes), WipeAndFree{size}};
}

void AlignedBytes::WipeAndFree::operator()(std::uint8_t* bytes) const {
  if (size >= kLarge) {
    munmap(bytes, size);
    return;
  }
  explicit_bzero(bytes, size);
  std::free(bytes);
}

}  // namespace portcullis
