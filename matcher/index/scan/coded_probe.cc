#include "matcher/index/scan/coded_probe.h"

#include <cstddef>
#include <numeric>

#include "matcher/index/scan/code_blocks.h"
#include "matcher/index/scan/quantise.h"

namespace portcullis {

CodedProbe::CodedProbe(std::span<const float> probe, std::span<const float> centre) {
  constexpr std::size_t kGroup = CodeBlocks::kDimensionsPerGroup;
  codes.resize((probe.size() + kGroup - 1) / kGroup * kGroup);
  std::vector<float> shifted(probe.size());
  Shift(probe, centre, shifted);
  scale = ScaleFor(shifted);
  const Quantised quantised = Quantise(shifted, scale, std::span(codes).first(probe.size()));
  sum = std::accumulate(codes.begin(), codes.end(), std::int32_t{0});
  error = quantised.error;
  squared_length = RoundedDown(quantised.squared_length);
}

}  // namespace portcullis
