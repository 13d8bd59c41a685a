// A small cohort model whose rates can be computed by hand.
#pragma once

#include <utility>
#include <vector>

#include "matcher/scoring/cohort_model.h"

namespace portcullis::testing {

/// Knots that change nothing, with the distances of the two rates given.
inline std::vector<CohortKnot> PlainKnots(float hard, float easy) {
  return {{kHardFmr, Distance{hard}, Distance{hard}}, {kEasyFmr, Distance{easy}, Distance{easy}}};
}

/// Embeddings of two numbers around (10, 0). Only the second varies: standard normal.
inline CohortModel SampleCohort() {
  CohortModel model;
  model.model = {"model", "0123456789abcdef", "alignment-v1"};
  model.data_set = "made up";
  model.fitted_on = "2026-01-31";
  model.people = 60;
  model.images = 130;
  model.failures_to_enrol = 2;
  model.mean = {10, 0};
  model.axes = {0, 1};
  model.components = {{1, {0}, {1}}};
  model.knots = PlainKnots(0.3F, 0.5F);
  return model;
}

inline Embedding SampleFace(float first, float second) {
  return {SampleCohort().model, {first, second}};
}

}  // namespace portcullis::testing
