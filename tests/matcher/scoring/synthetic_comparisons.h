// Comparisons of made-up people, for tests of what is measured on them.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "matcher/scoring/comparison.h"

namespace portcullis::testing {

/// All comparisons between `images` images each of `people` people. A face is a point in a square
/// of side 1, an image of it lies within `spread` of the point in either direction.
inline std::vector<Comparison> SyntheticComparisons(std::uint32_t people, std::uint32_t images,
                                                    double spread, std::uint64_t seed) {
  struct Sample {
    std::uint32_t person;
    double x;
    double y;
  };
  std::mt19937_64 random(seed);
  const auto uniform = [&random] { return static_cast<double>(random() >> 11U) * 0x1p-53; };
  std::vector<Sample> samples;
  for (std::uint32_t person = 0; person < people; ++person) {
    const double x = uniform();
    const double y = uniform();
    for (std::uint32_t image = 0; image < images; ++image) {
      samples.push_back(
          {person, x + spread * (2 * uniform() - 1), y + spread * (2 * uniform() - 1)});
    }
  }
  std::vector<Comparison> comparisons;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    for (std::size_t j = i + 1; j < samples.size(); ++j) {
      const double distance = std::hypot(samples[i].x - samples[j].x, samples[i].y - samples[j].y);
      comparisons.push_back({samples[i].person, samples[j].person,
                             Distance{static_cast<float>(distance)},
                             samples[i].person == samples[j].person});
    }
  }
  return comparisons;
}

}  // namespace portcullis::testing
