#include "matcher/vision/yunet/yunet_network.h"

#include <utility>

#include "matcher/vision/yunet/layer_rows.h"

namespace portcullis {
namespace {

/// Fills `map` from two units, one behind the other.
void FillThroughBoth(RowSource& source, const YunetUnit& first, const YunetUnit& second,
                     const RowKernels& kernels, FeatureMap& map) {
  UnitRows between(source, first, kernels);
  UnitRows last(between, second, kernels);
  Fill(map, last);
}

/// At 1/8 of the image: seven units with a pool after the first and after the fifth.
void FillFinest(const PixelRows& image, const YunetWeights& weights, const RowKernels& kernels,
                FeatureMap& map) {
  const auto& units = weights.backbone;
  StemRows stem(image, weights, kernels);
  UnitRows half(stem, units[0], kernels);
  PoolRows pooled_half(half, kernels);
  UnitRows quarter_1(pooled_half, units[1], kernels);
  UnitRows quarter_2(quarter_1, units[2], kernels);
  UnitRows quarter_3(quarter_2, units[3], kernels);
  UnitRows quarter_4(quarter_3, units[4], kernels);
  PoolRows pooled_quarter(quarter_4, kernels);
  FillThroughBoth(pooled_quarter, units[5], units[6], kernels, map);
}

}  // namespace

YunetNetwork::YunetNetwork(YunetWeights weights, CpuPath path)
    : weights_(std::move(weights)), kernels_(RowKernelsFor(path)) {}

void YunetNetwork::Run(const PixelRows& image, YunetMaps& maps) const {
  FillFinest(image, weights_, kernels_, maps.features[0]);
  std::size_t unit = 7;
  for (std::size_t scale = 1; scale < kYunetScales; ++scale, unit += 2) {
    MapRows finer(maps.features[scale - 1]);
    PoolRows pooled(finer, kernels_);
    FillThroughBoth(pooled, weights_.backbone[unit], weights_.backbone[unit + 1], kernels_,
                    maps.features[scale]);
  }
  for (std::size_t scale = 0; scale < kYunetScales; ++scale) {
    MapRows features(maps.features[scale]);
    FillThroughBoth(features, weights_.heads[scale][0], weights_.heads[scale][1], kernels_,
                    maps.outputs[scale]);
  }
}

}  // namespace portcullis
