// What the scanner reads instead of the float vectors: a quarter of the bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "matcher/index/scan/aligned_bytes.h"

namespace portcullis {

/// Rows begin, begin + 1, ..., end - 1.
struct RowRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// int8 codes of vectors (the rows), in blocks of 16 rows, interleaved 4 dimensions at a time, with
/// what bounds the error that they make. About dimension + 4.5 bytes a row; see scan.cc for what
/// the bounds are good for. Reading is thread-safe beside other reading. Movable. The codes are
/// wiped from memory with the object.
///
/// Embeddings of a model may lie close to each other and far from the origin, so what is coded is
/// y = x - centre, for a row x. With c the codes of y, from -127 to 127, and s the scale of its
/// block, they stand for s * c. The bytes of a block are, for each 4 dimensions, of each of the 16
/// rows 4 times c + 128; then 16 floats, the squared lengths of s * c rounded down. A dimension
/// that is not there, and a row that is not there, has c = 0.
class CodeBlocks {
 public:
  static constexpr std::size_t kRowsPerBlock = 16;
  static constexpr std::size_t kDimensionsPerGroup = 4;
  static constexpr std::size_t kBytesPerGroup = kRowsPerBlock * kDimensionsPerGroup;
  static constexpr std::size_t kMaxDimension = 65536;  // the sums of products fit in 32 bits

  /// What holds for all 16 rows of a block.
  struct Bound {
    float scale = 0;  // s, 0 or more
    float error = 0;  // at least the length of y - s * c, infinite where that is not known
  };

  /// No rows yet. `dimension` is from 1 to kMaxDimension.
  explicit CodeBlocks(std::size_t dimension);

  /// `vectors` are rows * dimension values, row by row. Any values do; but rows with values that
  /// are not finite or larger than 1e15 are always looked at closer, with their whole block.
  static CodeBlocks Encode(std::span<const float> vectors, std::size_t dimension);

  /// Makes these the codes of `vectors`, whose rows before `first_changed` are as they were. Those
  /// are coded again only when more memory is needed, so that adding rows one by one costs each of
  /// them a few codings.
  void Update(std::span<const float> vectors, std::size_t first_changed);

  std::size_t rows() const { return rows_; }
  std::size_t dimension() const { return dimension_; }
  std::size_t groups() const { return groups_; }
  std::size_t blocks() const { return bounds_.size(); }
  std::size_t block_bytes() const {
    return groups_ * kBytesPerGroup + kRowsPerBlock * sizeof(float);
  }
  /// Of memory held.
  std::size_t bytes() const {
    return bytes_.size() + centre_.size() + bounds_.capacity() * sizeof(Bound);
  }

  const std::uint8_t* data() const { return bytes_.data(); }  // block after block
  std::span<const Bound> bounds() const { return bounds_; }   // by block
  std::span<const float> centre() const {
    return {reinterpret_cast<const float*>(centre_.data()), dimension_};
  }

 private:
  class BlockEncoder;

  std::size_t dimension_;
  std::size_t groups_;
  std::size_t rows_ = 0;
  AlignedBytes centre_;  // floats
  AlignedBytes bytes_;
  std::vector<Bound> bounds_;
};

}  // namespace portcullis
