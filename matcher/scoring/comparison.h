// One comparison whose truth is known: what error rates and calibration are measured on.
#pragma once

#include <cstdint>

#include "matcher/core/embedding.h"

namespace portcullis {

/// Two images compared. `first_person` and `second_person` are indices, 0 or more, of whoever the
/// comparison depends on: the bootstrap resamples these. They are equal for a genuine comparison.
/// Where only pairs are known and not people, each pair is given an index of its own, for both.
struct Comparison {
  std::uint32_t first_person = 0;
  std::uint32_t second_person = 0;
  Distance distance;     // infinite if one of the images gave no embedding: it can never match
  bool genuine = false;  // both images show the same person
};

}  // namespace portcullis
