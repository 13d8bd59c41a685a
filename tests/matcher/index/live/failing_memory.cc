#include "tests/matcher/index/live/failing_memory.h"

#include <cstdlib>
#include <new>

namespace portcullis::testing {
namespace {

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): operator new has no object
thread_local int left = kNever;

bool IsToFail() {
  if (left == kNever || left-- > 0) return false;
  left = kNever;
  return true;
}

}  // namespace

void FailAfter(int allocations) { left = allocations; }

}  // namespace portcullis::testing

void* operator new(std::size_t bytes) {
  void* const memory =
      portcullis::testing::IsToFail() ? nullptr : std::malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
