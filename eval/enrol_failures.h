// How many images no embedding can be made from, and why (failure to enrol, ISO/IEC 19795-1).
#pragma once

#include <cstddef>
#include <iosfwd>
#include <map>
#include <span>
#include <string>
#include <vector>

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

  double rate() const;  // NaN without images
  /// Of the 95 % interval of the rate: Clopper-Pearson, as if every image were of somebody else.
  double low() const;
  double high() const;
};

EnrolFailures CountEnrolFailures(std::span<const ImageOutcome> outcomes);

/// As eval/README.md describes it under "enrol-failures".
nlohmann::ordered_json ToJson(const EnrolFailures& failures);

void PrintTable(const EnrolFailures& failures, std::ostream& out);

}  // namespace portcullis
