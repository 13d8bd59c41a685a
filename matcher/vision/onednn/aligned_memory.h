// A piece of memory that starts on a cache line, as vector kernels like it.
#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace portcullis {

/// Zeros at first.
class AlignedMemory {
 public:
  static constexpr std::size_t kAlignment = 64;

  explicit AlignedMemory(std::size_t bytes)
      : bytes_(bytes), data_(new (std::align_val_t(kAlignment)) std::byte[bytes]()) {}

  std::byte* data() const { return data_.get(); }
  std::size_t bytes() const { return bytes_; }

 private:
  struct Free {
    void operator()(std::byte* data) const {
      operator delete[](data, std::align_val_t(kAlignment));
    }
  };

  std::size_t bytes_;
  std::unique_ptr<std::byte[], Free> data_;
};

}  // namespace portcullis
