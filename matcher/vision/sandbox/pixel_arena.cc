#include "matcher/vision/sandbox/pixel_arena.h"

#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <new>

#include "matcher/vision/sandbox/decode_protocol.h"

namespace portcullis {
namespace {

constexpr std::size_t kLargeBytes = std::size_t{1} << 20U;

// `new` has no other way to know them; the program has one thread.
std::uint8_t* arena = nullptr;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)
std::size_t offered_bytes = 0;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

/// What `new` does in this program.
void* Allocate(std::size_t size) {
  if (size >= kLargeBytes && size <= offered_bytes) {
    offered_bytes = 0;
    return arena;
  }
  void* block = std::malloc(size);
  if (block == nullptr) _exit(kOutOfMemoryExit);
  return block;
}

void Free(void* block) noexcept {
  if (block != arena) std::free(block);
}

}  // namespace

PixelArena::PixelArena(std::span<std::uint8_t> memory) {
  arena = memory.data();
  offered_bytes = memory.size();
}

PixelArena::~PixelArena() { offered_bytes = 0; }

}  // namespace portcullis

void* operator new(std::size_t size) { return portcullis::Allocate(size); }
void operator delete(void* block) noexcept { portcullis::Free(block); }
void operator delete(void* block, std::size_t /*size*/) noexcept { portcullis::Free(block); }
