// How far apart two runs of the same network are.
#pragma once

#include <cmath>
#include <cstddef>

#include "matcher/core/embedding.h"

namespace portcullis::testing {

/// |a - b| / |b|.
inline double RelativeDifference(const Embedding& a, const Embedding& b) {
  double difference = 0;
  double length = 0;
  for (std::size_t i = 0; i < b.values().size(); ++i) {
    difference += std::pow(static_cast<double>(a.values()[i]) - b.values()[i], 2);
    length += std::pow(static_cast<double>(b.values()[i]), 2);
  }
  return std::sqrt(difference / length);
}

}  // namespace portcullis::testing
