#include "matcher/vision/sandbox/shared_pixels.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "fmt/format.h"

namespace portcullis {

absl::StatusOr<std::unique_ptr<SharedPixels>> SharedPixels::Create(std::size_t bytes) {
  const auto failed = [bytes](int error) {
    return absl::InternalError(fmt::format("no {} bytes of shared memory for decoded images: {}",
                                           bytes, std::strerror(error)));
  };
  const int fd = memfd_create("portcullis-pixels", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) return failed(errno);
  const auto give_up = [&failed, fd](int error) {
    close(fd);
    return failed(error);
  };
  if (ftruncate(fd, static_cast<off_t>(bytes)) != 0) return give_up(errno);
  if (fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) return give_up(errno);
  void* data = mmap(nullptr, bytes, PROT_READ, MAP_SHARED, fd, 0);
  if (data == MAP_FAILED) return give_up(errno);
  return std::unique_ptr<SharedPixels>(
      new SharedPixels(fd, static_cast<const std::uint8_t*>(data), bytes));
}

SharedPixels::~SharedPixels() {
  munmap(const_cast<std::uint8_t*>(data_), size_);
  close(fd_);
}

void SharedPixels::ReleaseBeyond(std::size_t keep) {
  if (keep >= size_) return;
  // Pages that stay for want of this are only memory.
  static_cast<void>(fallocate(fd_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                              static_cast<off_t>(keep), static_cast<off_t>(size_ - keep)));
}

}  // namespace portcullis
