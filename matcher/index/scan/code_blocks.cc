#include "matcher/index/scan/code_blocks.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "matcher/index/scan/quantise.h"

namespace portcullis {
namespace {

std::size_t DividedUp(std::size_t value, std::size_t by) { return (value + by - 1) / by; }

}  // namespace

CodeBlocks::CodeBlocks(std::size_t dimension)
    : dimension_(dimension), groups_(DividedUp(dimension, kDimensionsPerGroup)) {}

CodeBlocks CodeBlocks::Encode(std::span<const float> vectors, std::size_t dimension) {
  CodeBlocks codes(dimension);
  codes.Update(vectors, 0);
  return codes;
}

void CodeBlocks::Update(std::span<const float> vectors, std::size_t first_changed) {
  const std::size_t kept = std::min(first_changed, rows_) / kRowsPerBlock;  // blocks
  const std::size_t rows = vectors.size() / dimension_;
  const std::size_t blocks = DividedUp(rows, kRowsPerBlock);
  const std::size_t needed = blocks * block_bytes();
  // As a vector grows; but the first time exactly, since most are made once and for all.
  if (needed > bytes_.size()) {
    AlignedBytes grown(std::max(needed, 2 * bytes_.size()));
    if (kept > 0) std::memcpy(grown.data(), bytes_.data(), kept * block_bytes());
    bytes_ = std::move(grown);
  }
  bounds_.resize(blocks);
  rows_ = rows;
  AlignedBytes scratch(groups_ * kDimensionsPerGroup);
  const std::span<std::int8_t> codes(reinterpret_cast<std::int8_t*>(scratch.data()),
                                     scratch.size());
  for (std::size_t block = kept; block < blocks; ++block) EncodeBlock(vectors, block, codes);
}

/// `codes` is room for the codes of one row.
void CodeBlocks::EncodeBlock(std::span<const float> vectors, std::size_t block,
                             std::span<std::int8_t> codes) {
  std::fill(codes.begin(), codes.end(), std::int8_t{0});
  const std::size_t first = block * kRowsPerBlock;
  const std::size_t count = std::min(kRowsPerBlock, rows_ - first);
  const std::span<const float> values = vectors.subspan(first * dimension_, count * dimension_);
  const float scale = ScaleFor(values);

  std::uint8_t* const bytes = bytes_.data() + block * block_bytes();
  constexpr std::uint8_t kZeroCode = 128;
  std::memset(bytes, kZeroCode, groups_ * kBytesPerGroup);
  float squared_lengths[kRowsPerBlock] = {};
  double error = 0;
  for (std::size_t row = 0; row < count; ++row) {
    const Quantised quantised =
        Quantise(values.subspan(row * dimension_, dimension_), scale, codes.first(dimension_));
    squared_lengths[row] = RoundedDown(quantised.squared_length);
    error = std::max(error, quantised.error);
    for (std::size_t group = 0; group < groups_; ++group) {
      for (std::size_t i = 0; i < kDimensionsPerGroup; ++i) {
        bytes[group * kBytesPerGroup + row * kDimensionsPerGroup + i] =
            static_cast<std::uint8_t>(codes[group * kDimensionsPerGroup + i] + kZeroCode);
      }
    }
  }
  std::memcpy(bytes + groups_ * kBytesPerGroup, squared_lengths, sizeof squared_lengths);
  bounds_[block] = {.scale = scale, .error = RoundedUp(error)};
}

}  // namespace portcullis
