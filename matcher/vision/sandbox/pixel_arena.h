// Has the decoder put the pixels where the server will read them.
#pragma once

#include <cstdint>
#include <span>

namespace portcullis {

/// While it lives, the first large block that `new` gives out in this program lies at the start of
/// `memory`: in a decoder that is mostly the picture, which then need not be copied there. One that
/// lies elsewhere is copied: a PNG that was turned, or whose file has over a megabyte. One at a
/// time, one thread.
///
/// This replaces the program's `new`, which ends the program with kOutOfMemoryExit when there is no
/// memory: nothing that could be done instead would be sure to work.
class PixelArena {
 public:
  explicit PixelArena(std::span<std::uint8_t> memory);
  ~PixelArena();
  PixelArena(const PixelArena&) = delete;
  PixelArena& operator=(const PixelArena&) = delete;
};

}  // namespace portcullis
