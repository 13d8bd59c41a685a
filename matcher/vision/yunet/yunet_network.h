// YuNet's forward pass, row by row.
#pragma once

#include <array>
#include <cstddef>

#include "matcher/core/aligned_vector.h"
#include "matcher/core/cpu_path.h"
#include "matcher/vision/yunet/row_kernels.h"
#include "matcher/vision/yunet/yunet.h"
#include "matcher/vision/yunet/yunet_weights.h"

namespace portcullis {

/// What one layer gives: row after row, pixel after pixel, each with its channels. A value.
struct FeatureMap {
  int width = 0;
  int height = 0;
  int channels = 0;
  AlignedFloats values;
};

/// What is kept whole of one run, the finest scale (1/8 of the image) first. Whoever hands it to
/// the next run spares it asking for memory again.
struct YunetMaps {
  std::array<FeatureMap, kYunetScales> features;
  std::array<FeatureMap, kYunetScales> outputs;  // that faces are read from
};

/// Each layer computes its next row when the layer behind it asks for it, and keeps three rows of
/// what it multiplies: so all that is between the image and the map at 1/8 stays in the nearer
/// caches, for an image of any size and without anything to prepare for that size. Immutable and
/// thread-safe.
class YunetNetwork {
 public:
  YunetNetwork(YunetWeights weights, CpuPath path);

  /// Overwrites `maps`. `image` is at least kYunetMinSidePx wide and high; then no map is empty.
  void Run(const PixelRows& image, YunetMaps& maps) const;

 private:
  YunetWeights weights_;
  const RowKernels& kernels_;
};

}  // namespace portcullis
