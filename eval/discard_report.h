// What each quality measure is worth, as a table and as JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "eval/discard_curve.h"
#include "eval/embedded_image.h"
#include "eval/error_rates.h"
#include "nlohmann/json_fwd.hpp"

namespace portcullis {

struct DiscardStudyOptions {
  std::vector<double> fmr_levels;
  std::vector<std::uint64_t> bars;  // overall values, 0..100, that a reference bar might ask for
  int replicates = 1000;
};

struct DiscardOfMeasure {
  std::string measure;  // "OVERALL", "DETECTOR_CONFIDENCE" or a QualityMeasureName
  DiscardCurve curve;
};

/// What a bar on the overall value refuses, and what it buys.
struct BarEffect {
  std::uint64_t bar = 0;
  std::size_t images_refused = 0;  // of all with an embedding
  RateEstimate reference_only;     // FNMR of comparisons whose reference passes, whatever the probe
  RateEstimate both;               // FNMR of comparisons of which both images pass
};

struct DiscardAtFmr {
  double fmr = 0;
  bool supported = false;  // nothing below is set otherwise
  Distance threshold;
  RateEstimate fnmr;                       // of all
  std::vector<DiscardOfMeasure> measures;  // none if fewer than three pairs are missed
  std::optional<DiscardCurve> ideal;
  std::vector<BarEffect> bars;
};

struct DiscardStudy {
  std::size_t images = 0;  // with an embedding
  std::size_t genuine = 0;
  std::size_t impostors = 0;
  std::vector<DiscardAtFmr> at_fmr;
};

/// On the comparisons that took place: what gave no embedding was not compared. Thresholds are
/// those of all impostor comparisons of `images`. An image in which a measure could not be taken
/// counts as good by it, for it cannot be below a bar. FAILED_PRECONDITION if an image has an
/// embedding and no quality; errors of DistanceBetween.
absl::StatusOr<DiscardStudy> StudyDiscard(std::span<const EmbeddedImage> images,
                                          std::span<const std::uint32_t> person_of_image,
                                          const DiscardStudyOptions& options);

void PrintTable(const DiscardStudy& study, std::ostream& out);

/// Adds what eval/README.md describes under "discard".
void AddTo(nlohmann::ordered_json& document, const DiscardStudy& study);

}  // namespace portcullis
