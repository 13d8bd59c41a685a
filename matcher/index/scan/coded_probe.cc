#include "matcher/index/scan/coded_probe.h"

#include <numeric>

#include "matcher/index/scan/code_blocks.h"
#include "matcher/index/scan/quantise.h"

namespace portcullis {

CodedProbe::CodedProbe(std::span<const float> probe) : dimension_(probe.size()) {
  constexpr std::size_t kGroup = CodeBlocks::kDimensionsPerGroup;
  codes_.resize((dimension_ + kGroup - 1) / kGroup * kGroup);
  scale_ = ScaleFor(probe);
  const Quantised quantised = Quantise(probe, scale_, std::span(codes_).first(dimension_));
  sum_ = std::accumulate(codes_.begin(), codes_.end(), std::int32_t{0});
  error_ = quantised.error;
  squared_length_ = RoundedDown(quantised.squared_length);
}

}  // namespace portcullis
