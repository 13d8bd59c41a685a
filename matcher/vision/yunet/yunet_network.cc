#include "matcher/vision/yunet/yunet_network.h"

#include <utility>

#include "matcher/vision/yunet/layer_rows.h"

namespace portcullis {
namespace {

/// Two units, one behind the other.
FeatureMap ThroughBoth(RowSource& source, const YunetUnit& first, const YunetUnit& second,
                       const RowKernels& kernels) {
  UnitRows between(source, first, kernels);
  UnitRows last(between, second, kernels);
  return MapOf(last);
}

/// At 1/8 of the image: seven units with a pool after the first and after the fifth.
FeatureMap FinestMap(const PixelRows& image, const YunetWeights& weights,
                     const RowKernels& kernels) {
  const auto& units = weights.backbone;
  StemRows stem(image, weights, kernels);
  UnitRows half(stem, units[0], kernels);
  PoolRows pooled_half(half, kernels);
  UnitRows quarter_1(pooled_half, units[1], kernels);
  UnitRows quarter_2(quarter_1, units[2], kernels);
  UnitRows quarter_3(quarter_2, units[3], kernels);
  UnitRows quarter_4(quarter_3, units[4], kernels);
  PoolRows pooled_quarter(quarter_4, kernels);
  return ThroughBoth(pooled_quarter, units[5], units[6], kernels);
}

}  // namespace

YunetNetwork::YunetNetwork(YunetWeights weights, CpuPath path)
    : weights_(std::move(weights)), kernels_(RowKernelsFor(path)) {}

YunetMaps YunetNetwork::Run(const PixelRows& image) const {
  YunetMaps maps;
  FeatureMap features = FinestMap(image, weights_, kernels_);
  std::size_t unit = 7;
  for (std::size_t scale = 0; scale < kYunetScales; ++scale) {
    if (scale > 0) {
      MapRows finer(features);
      PoolRows pooled(finer, kernels_);
      features =
          ThroughBoth(pooled, weights_.backbone[unit], weights_.backbone[unit + 1], kernels_);
      unit += 2;
    }
    MapRows rows(features);
    maps[scale] = ThroughBoth(rows, weights_.heads[scale][0], weights_.heads[scale][1], kernels_);
  }
  return maps;
}

}  // namespace portcullis
