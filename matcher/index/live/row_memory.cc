#include "matcher/index/live/row_memory.h"

#include <sys/mman.h>

#include <new>

namespace portcullis {

RowMemory::RowMemory(std::size_t floats) {
  if (floats == 0) return;
  const std::size_t bytes = floats * sizeof(float);
  void* pages = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc();
  // Rows are looked at here and there: with large pages fewer of those looks miss the TLB. A system
  // that refuses leaves everything as it is.
  ::madvise(pages, bytes, MADV_HUGEPAGE);
  values_ = {static_cast<float*>(pages), floats};
}

RowMemory::~RowMemory() {
  if (!values_.empty()) ::munmap(values_.data(), values_.size_bytes());
}

}  // namespace portcullis
