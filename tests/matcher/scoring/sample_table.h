// A small calibration table with round numbers.
#pragma once

#include "matcher/scoring/calibration_table.h"

namespace portcullis::testing {

/// 3,000 impostor comparisons, so that nothing finer than an fmr of 0.001 is supported.
inline CalibrationTable SampleTable() {
  CalibrationTable table;
  table.model = {"model", "0123456789abcdef", "alignment-v1"};
  table.data_set = "made up";
  table.measured_on = "2026-01-31";
  table.people = 60;
  table.images = 130;
  table.failures_to_enrol = 2;
  table.impostor_comparisons = 3000;
  table.genuine_comparisons = 300;
  table.knots = {{Distance{0.3F}, 0.001, 0.002, 0.20, 2.5, 0.18, 0.22, 2.25, 2.75},
                 {Distance{0.5F}, 0.010, 0.015, 0.10, 1.0, 0.08, 0.12, 0.75, 1.25},
                 {Distance{0.7F}, 0.100, 0.120, 0.05, -0.5, 0.03, 0.07, -0.75, -0.25},
                 {Distance{1.1F}, 1.000, 1.000, 0.01, -2.0, 0.005, 0.02, -2.25, -1.75}};
  table.identification = {{50, 0.01, 0.25, 0.15, 0.375, 60, 400}};
  return table;
}

}  // namespace portcullis::testing
