// The layers of YuNet as sources of rows.
#pragma once

#include <array>
#include <cstddef>

#include "matcher/core/aligned_vector.h"
#include "matcher/vision/yunet/row_kernels.h"
#include "matcher/vision/yunet/yunet_network.h"
#include "matcher/vision/yunet/yunet_weights.h"

namespace portcullis {

/// Not thread-safe.
class RowSource {
 public:
  virtual ~RowSource() = default;
  RowSource() = default;
  RowSource(const RowSource&) = delete;
  RowSource& operator=(const RowSource&) = delete;

  /// The next of height() rows, the first one first; good until the next call.
  virtual const float* Next() = 0;

  virtual int width() const = 0;
  virtual int height() const = 0;
  virtual int channels() const = 0;
};

/// The last three rows of a layer with a pixel of zeros on either side, and zeros above and below.
class PaddedRows {
 public:
  PaddedRows(int width, int height, int channels);

  /// Where the first pixel of the next row goes.
  float* Add();
  int added() const { return added_; }

  /// Rows y - 1 to y + 1 from the zeros on the left on; all that exist are among the last three
  /// that were added.
  std::array<const float*, 3> Around(int y) const;

 private:
  int height_;
  std::size_t channels_;
  std::size_t row_floats_;
  int added_ = 0;
  AlignedFloats rows_;  // three, then one of zeros
};

/// The first layer: 3x3, stride 2.
class StemRows : public RowSource {
 public:
  StemRows(const PixelRows& image, const YunetWeights& weights, const RowKernels& kernels);
  const float* Next() override;
  int width() const override { return (image_.width + 1) / 2; }
  int height() const override { return (image_.height + 1) / 2; }
  int channels() const override { return kChannelStep; }

 private:
  PixelRows image_;
  const YunetWeights& weights_;
  const RowKernels& kernels_;
  PaddedRows pixels_;
  int next_ = 0;
  AlignedFloats out_;
};

class UnitRows : public RowSource {
 public:
  UnitRows(RowSource& source, const YunetUnit& unit, const RowKernels& kernels);
  const float* Next() override;
  int width() const override { return source_.width(); }
  int height() const override { return source_.height(); }
  int channels() const override { return unit_.out_channels; }

 private:
  RowSource& source_;
  const YunetUnit& unit_;
  const RowKernels& kernels_;
  PaddedRows multiplied_;
  int next_ = 0;
  AlignedFloats out_;
};

/// The largest of each square of 2x2; a last odd row or column is left out.
class PoolRows : public RowSource {
 public:
  PoolRows(RowSource& source, const RowKernels& kernels);
  const float* Next() override;
  int width() const override { return source_.width() / 2; }
  int height() const override { return source_.height() / 2; }
  int channels() const override { return source_.channels(); }

 private:
  RowSource& source_;
  const RowKernels& kernels_;
  AlignedFloats out_;
};

/// The rows of a map, which outlives this object.
class MapRows : public RowSource {
 public:
  explicit MapRows(const FeatureMap& map) : map_(map) {}
  const float* Next() override;
  int width() const override { return map_.width; }
  int height() const override { return map_.height; }
  int channels() const override { return map_.channels; }

 private:
  const FeatureMap& map_;
  int next_ = 0;
};

/// With all rows of `source`; what was in `map` is gone.
void Fill(FeatureMap& map, RowSource& source);

}  // namespace portcullis
