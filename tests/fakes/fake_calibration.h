// A calibration for the fake encoder, with round numbers.
#pragma once

#include <utility>

#include "matcher/scoring/calibration.h"
#include "tests/fakes/fake_encoder_parts.h"

namespace portcullis::testing {

/// 3,000,000 comparisons with strangers (finest FMR one in a million), none closer than distance
/// 10:
///
///   distance   10     20     40    80
///   fmr       1e-5   1e-3   0.1    1
///   fnmr      0.9    0.5    0.1    3e-4 (none in 10,000)
inline Calibration FakeCalibration() {
  CalibrationTable table;
  table.model = kFakeModel;
  table.data_set = "invented";
  table.measured_on = "2026-01-01";
  table.people = 2000;
  table.images = 4000;
  table.impostor_comparisons = 3'000'000;
  table.genuine_comparisons = 10'000;
  table.knots = {{Distance{10}, 1e-5, 2e-5, 0.9, 4},
                 {Distance{20}, 1e-3, 2e-3, 0.5, 2},
                 {Distance{40}, 0.1, 0.11, 0.1, -1},
                 {Distance{80}, 1, 1, 3e-4, -3}};
  return *Calibration::Create(std::move(table));
}

}  // namespace portcullis::testing
