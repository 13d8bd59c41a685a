#include "matcher/index/scan/code_blocks.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "matcher/index/scan/quantise.h"

namespace portcullis {
namespace {

std::size_t DividedUp(std::size_t value, std::size_t by) { return (value + by - 1) / by; }

std::span<float> Floats(AlignedBytes& bytes) {
  return {reinterpret_cast<float*>(bytes.data()), bytes.size() / sizeof(float)};
}

/// Of some of the rows, value by value the one in the middle: near most rows even if a few are far
/// off. Values that have no codes do not count.
void FindCentre(std::span<const float> vectors, std::span<float> centre) {
  constexpr std::size_t kSample = 255;
  const std::size_t rows = vectors.size() / centre.size();
  const std::size_t step = DividedUp(rows, kSample);
  AlignedBytes sample_bytes(kSample * sizeof(float));  // wiped in the end
  const std::span<float> sample = Floats(sample_bytes);
  for (std::size_t i = 0; i < centre.size(); ++i) {
    auto end = sample.begin();
    for (std::size_t row = 0; row < rows; row += step) {
      const float value = vectors[row * centre.size() + i];
      if (std::abs(value) <= kLargestValue) *end++ = value;
    }
    const auto middle = sample.begin() + (end - sample.begin()) / 2;
    std::nth_element(sample.begin(), middle, end);
    centre[i] = middle == end ? 0 : *middle;
  }
}

}  // namespace

/// With room for one block at a time.
class CodeBlocks::BlockEncoder {
 public:
  explicit BlockEncoder(CodeBlocks& blocks)
      : blocks_(blocks),
        shifted_bytes_(kRowsPerBlock * blocks.dimension_ * sizeof(float)),
        code_bytes_(blocks.groups_ * kDimensionsPerGroup) {
    std::fill(codes().begin(), codes().end(), std::int8_t{0});
  }

  void Encode(std::span<const float> vectors, std::size_t block) {
    const std::size_t dimension = blocks_.dimension_;
    const std::size_t first = block * kRowsPerBlock;
    const std::size_t count = std::min(kRowsPerBlock, blocks_.rows_ - first);
    const std::span<float> shifted = Floats(shifted_bytes_).first(count * dimension);
    for (std::size_t row = 0; row < count; ++row) {
      Shift(vectors.subspan((first + row) * dimension, dimension), blocks_.centre(),
            shifted.subspan(row * dimension, dimension));
    }
    const float scale = ScaleFor(shifted);

    std::uint8_t* const bytes = blocks_.bytes_.data() + block * blocks_.block_bytes();
    std::memset(bytes, kZeroCode, blocks_.groups_ * kBytesPerGroup);
    float squared_lengths[kRowsPerBlock] = {};
    double error = 0;
    for (std::size_t row = 0; row < count; ++row) {
      const Quantised quantised =
          Quantise(shifted.subspan(row * dimension, dimension), scale, codes().first(dimension));
      squared_lengths[row] = RoundedDown(quantised.squared_length);
      error = std::max(error, quantised.error);
      Interleave(bytes + row * kDimensionsPerGroup);
    }
    std::memcpy(bytes + blocks_.groups_ * kBytesPerGroup, squared_lengths, sizeof squared_lengths);
    blocks_.bounds_[block] = {.scale = scale, .error = RoundedUp(error)};
  }

 private:
  static constexpr std::uint8_t kZeroCode = 128;

  std::span<std::int8_t> codes() {
    return {reinterpret_cast<std::int8_t*>(code_bytes_.data()), code_bytes_.size()};
  }

  /// The codes of one row to where the row begins.
  void Interleave(std::uint8_t* row) {
    const std::int8_t* code = codes().data();
    for (std::size_t group = 0; group < blocks_.groups_; ++group) {
      for (std::size_t i = 0; i < kDimensionsPerGroup; ++i) {
        row[group * kBytesPerGroup + i] = static_cast<std::uint8_t>(*code++ + kZeroCode);
      }
    }
  }

  CodeBlocks& blocks_;
  AlignedBytes shifted_bytes_;
  AlignedBytes code_bytes_;
};

CodeBlocks::CodeBlocks(std::size_t dimension)
    : dimension_(dimension),
      groups_(DividedUp(dimension, kDimensionsPerGroup)),
      centre_(dimension * sizeof(float)) {
  std::fill_n(Floats(centre_).begin(), dimension, 0.0F);
}

CodeBlocks CodeBlocks::Encode(std::span<const float> vectors, std::size_t dimension) {
  CodeBlocks codes(dimension);
  codes.Update(vectors, 0);
  return codes;
}

void CodeBlocks::Update(std::span<const float> vectors, std::size_t first_changed) {
  std::size_t kept = std::min(first_changed, rows_) / kRowsPerBlock;  // blocks
  const std::size_t rows = vectors.size() / dimension_;
  const std::size_t blocks = DividedUp(rows, kRowsPerBlock);
  const std::size_t needed = blocks * block_bytes();
  if (needed > bytes_.size()) {
    // As a vector grows; but the first time exactly, since most are made once and for all.
    bytes_ = AlignedBytes(std::max(needed, 2 * bytes_.size()));
    FindCentre(vectors, Floats(centre_));
    kept = 0;
  }
  bounds_.resize(blocks);
  rows_ = rows;
  BlockEncoder encoder(*this);
  for (std::size_t block = kept; block < blocks; ++block) encoder.Encode(vectors, block);
}

}  // namespace portcullis
