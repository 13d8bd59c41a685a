#include "matcher/index/scan/kernel.h"

namespace portcullis::scan {
namespace {

constexpr std::size_t kRows = 16;
constexpr std::size_t kGroup = 4;

/// Adds <u, d> of one probe to the sums of 16 rows.
void AddProducts(const std::uint8_t* bytes, const std::int16_t* codes, std::size_t stride,
                 std::size_t groups, std::int32_t* sums) {
  for (std::size_t group = 0; group < groups; ++group) {
    for (std::size_t row = 0; row < kRows; ++row) {
      for (std::size_t i = 0; i < kGroup; ++i) {
        sums[row] += bytes[(group * kRows + row) * kGroup + i] * codes[group * stride + i];
      }
    }
  }
}

}  // namespace

std::size_t FirstNearPortable(const Blocks& blocks, const Panel& panel, std::size_t begin,
                              std::size_t end, std::uint16_t* near) {
  const auto* const codes = static_cast<const std::int16_t*>(panel.codes);
  for (std::size_t block = begin; block < end; ++block) {
    const std::uint8_t* const bytes = blocks.bytes + block * blocks.block_bytes;
    const auto* const squared_lengths =
        reinterpret_cast<const float*>(bytes + blocks.groups * kRows * kGroup);
    const float scale = blocks.bounds[2 * block];
    const float error = blocks.bounds[2 * block + 1];
    bool any = false;
    for (std::size_t probe = 0; probe < panel.width; ++probe) {
      std::int32_t sums[kRows];
      for (std::int32_t& sum : sums) sum = panel.bias[probe];
      AddProducts(bytes, codes + probe * kGroup, panel.width * kGroup, blocks.groups, sums);
      const float product_scale = scale * panel.twice_scale[probe];
      const float reach = panel.reach[probe] + error;
      const float limit = reach * reach - panel.squared_length[probe];
      unsigned mask = 0;
      for (std::size_t row = 0; row < kRows; ++row) {
        const float left = squared_lengths[row] - product_scale * static_cast<float>(sums[row]);
        mask |= static_cast<unsigned>(!(left > limit)) << row;
      }
      near[probe] = static_cast<std::uint16_t>(mask);
      any |= mask != 0;
    }
    if (any) return block;
  }
  return end;
}

}  // namespace portcullis::scan
