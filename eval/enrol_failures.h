// How many images no embedding can be made from, and why (failure to enrol, ISO/IEC 19795-1).
#pragma once

#include <cstddef>
#include <iosfwd>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eval/error_rates.h"
#include "nlohmann/json_fwd.hpp"

namespace portcullis {

struct ImageOutcome {
  std::string path;
  std::string outcome;  // as EmbeddedImage::outcome
};

struct EnrolFailures {
  std::size_t images = 0;
  std::map<std::string, std::size_t> by_reason;
  std::vector<ImageOutcome> failed;  // in the order of the images

  /// Its interval is of Clopper and Pearson, as if every image were of somebody else. None without
  /// images.
  std::optional<RateEstimate> rate() const;
};

EnrolFailures CountEnrolFailures(std::span<const ImageOutcome> outcomes);

/// As eval/README.md describes it under "enrol-failures".
nlohmann::ordered_json ToJson(const EnrolFailures& failures);

void PrintTable(const EnrolFailures& failures, std::ostream& out);

}  // namespace portcullis
