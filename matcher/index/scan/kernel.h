// The innermost loops of the scanner, one for each instruction set.
//
// Plain data only, and no code: what a kernel's file compiles, it compiles for processors that not
// everybody has, and the linker is free to use a function of a header from there for everybody.
#pragma once

#include <cstddef>
#include <cstdint>

namespace portcullis::scan {

inline constexpr std::size_t kPanelWidth = 8;

/// CodeBlocks, as the kernels see them.
struct Blocks {
  const std::uint8_t* bytes;
  std::size_t block_bytes;
  std::size_t groups;
  const float* bounds;  // of each block its scale and its error
};

/// Up to kPanelWidth probes that go over the blocks together; by position in the panel.
struct Panel {
  std::size_t width;  // 1, 2, 4 or 8
  const void* codes;  // of each group, of each probe, 4 codes: int8 for VNNI, else int16
  std::int32_t bias[kPanelWidth];     // -128 * the sum of the probe's codes
  float twice_scale[kPanelWidth];     // 2 t
  float reach[kPanelWidth];           // the radius and the probe's error together
  float squared_length[kPanelWidth];  // infinite: no row is near
};

/// The first block from `begin` on, and before `end`, in which a row may be near to a probe; `end`
/// if there is none. near[p] has bit i set if row i of that block may be near to probe p: not if
///   squared length of the row - 2 t s <c, d>  >  (reach + error)^2 - squared length of the probe.
using FirstNear = std::size_t (*)(const Blocks& blocks, const Panel& panel, std::size_t begin,
                                  std::size_t end, std::uint16_t* near);

std::size_t FirstNearPortable(const Blocks& blocks, const Panel& panel, std::size_t begin,
                              std::size_t end, std::uint16_t* near);
std::size_t FirstNearAvx2(const Blocks& blocks, const Panel& panel, std::size_t begin,
                          std::size_t end, std::uint16_t* near);
std::size_t FirstNearAvx512Vnni(const Blocks& blocks, const Panel& panel, std::size_t begin,
                                std::size_t end, std::uint16_t* near);

}  // namespace portcullis::scan
