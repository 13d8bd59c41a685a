// How much likelier a distance is for the same person than for strangers.
#pragma once

#include <vector>

#include "matcher/core/embedding.h"
#include "matcher/scoring/people_bootstrap.h"

namespace portcullis {

/// log10 of the likelihood ratio at each of `distances`, from the comparisons counted there: pool
/// adjacent violators over the bins between them, both classes given the same weight (Zadrozny &
/// Elkan 2002; Bruemmer & du Preez 2006), then straight lines between the middles of the pooled
/// bins. So that chance does not look like evidence, three strangers are added closer than
/// everything, and the three closest genuine comparisons are moved farther than everything (the
/// rule of three on both sides): however clean the separation, no ratio above K/3 or below 3/G
/// comes out. Never rises with distance.
///
/// `distances` ascend strictly, 2 or more, and are those of `counts`, which has comparisons of both
/// classes, more than 3 genuine ones. Pure.
std::vector<double> Log10LikelihoodRatios(const std::vector<Distance>& distances,
                                          const ComparisonCounts& counts);

}  // namespace portcullis
