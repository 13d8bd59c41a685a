// Memory that is read from one end to the other, as fast as it can be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace portcullis {

/// Bytes that begin at a multiple of 64, so that a vector register is filled from one cache line;
/// millions of them lie in huge pages where the system has any, so that a pass over them is not
/// held up by the translation of addresses. Not initialised; wiped when given back, as what was
/// made of an embedding may not outlive it, and large ones given back to the system, as a heap
/// would keep them. Movable.
class AlignedBytes {
 public:
  AlignedBytes() = default;
  explicit AlignedBytes(std::size_t size);

  std::uint8_t* data() { return bytes_.get(); }
  const std::uint8_t* data() const { return bytes_.get(); }
  std::size_t size() const { return size_; }

 private:
  struct WipeAndFree {
    std::size_t size;
    void operator()(std::uint8_t* bytes) const;
  };

  std::unique_ptr<std::uint8_t, WipeAndFree> bytes_;
  std::size_t size_ = 0;
};

}  // namespace portcullis
