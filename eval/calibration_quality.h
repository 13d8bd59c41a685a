// Are the likelihood ratios of a calibration worth their name on people that it never saw?
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "matcher/scoring/calibration.h"
#include "matcher/scoring/comparison.h"

namespace portcullis {

/// Comparisons with about the same predicted probability of being genuine, and how many are.
struct ReliabilityBin {
  double predicted = 0;  // mean posterior
  double observed = 0;   // share that is genuine
  double low = 0;        // 95 % of it: bootstrap over people, widened to Clopper-Pearson's
  double high = 1;
  std::uint64_t count = 0;
};

struct CalibrationQuality {
  double cllr = 0;  // see cllr.h
  double cllr_min = 0;
  double prior = 0;  // share of the comparisons that is genuine: what the posterior starts from
  std::vector<ReliabilityBin> reliability;  // descending; bins without a comparison are left out
};

/// Of comparisons at finite distances, at least one of each class, whose people are not those that
/// were calibrated on. The posterior follows from Bayes' rule: odds = prior odds x LR.
/// Deterministic.
CalibrationQuality MeasureCalibration(const Calibration& calibration,
                                      std::span<const Comparison> comparisons, int replicates);

}  // namespace portcullis
