#include "tests/matcher/index/live/failing_memory.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace portcullis::testing {
namespace {

// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables): operator new has no object
thread_local int left = kNever;
thread_local std::size_t least_bytes = 0;

std::atomic<std::size_t> trigger_bytes = 0;
std::atomic<int> left_then = kNever;
std::atomic<int> times = 0;
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)

bool IsToFail(std::size_t bytes) {
  if (bytes >= least_bytes && left != kNever && left-- == 0) {
    left = kNever;
    return true;
  }
  if (bytes != 0 && bytes == trigger_bytes) {
    ++times;
    left = left_then;
    least_bytes = kLarge;
  }
  return false;
}

}  // namespace

void FailAfter(int allocations) {
  left = allocations;
  least_bytes = 0;
}

void FailAfterBytes(std::size_t bytes, int allocations) {
  left_then = allocations;
  times = 0;
  trigger_bytes = bytes;
}

int TimesOfBytes() { return times; }

}  // namespace portcullis::testing

void* operator new(std::size_t bytes, const std::nothrow_t& /*unused*/) noexcept {
  return portcullis::testing::IsToFail(bytes) ? nullptr : std::malloc(bytes == 0 ? 1 : bytes);
}

void* operator new(std::size_t bytes) {
  void* const memory = operator new(bytes, std::nothrow);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
