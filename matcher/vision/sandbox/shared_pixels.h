// Memory that the server shares with a decoder process, for the pixels of one image.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "absl/status/statusor.h"

namespace portcullis {

/// Of a size that nobody can change, the other process neither: else it could take pages away under
/// the server's hands. Its content may change at any time. Thread-compatible.
class SharedPixels {
 public:
  /// Pages are taken when they are first written. INTERNAL if the system gives none.
  static absl::StatusOr<std::unique_ptr<SharedPixels>> Create(std::size_t bytes);
  ~SharedPixels();
  SharedPixels(const SharedPixels&) = delete;
  SharedPixels& operator=(const SharedPixels&) = delete;

  int fd() const { return fd_; }
  std::span<const std::uint8_t> bytes() const { return {data_, size_}; }

  /// Gives back what lies beyond the first `keep` bytes.
  void ReleaseBeyond(std::size_t keep);

 private:
  SharedPixels(int fd, const std::uint8_t* data, std::size_t size)
      : fd_(fd), data_(data), size_(size) {}

  int fd_;
  const std::uint8_t* data_;
  std::size_t size_;
};

}  // namespace portcullis
