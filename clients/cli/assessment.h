// What AssessImage answered, ready to be drawn: on a terminal or on a page.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "clients/cli/capture_words.h"
#include "portcullis/v1/match.pb.h"

namespace portcullis::cli {

/// A measure as a line of a table.
struct MeasureLine {
  std::string name;
  std::string raw = {};                       // with its unit; empty for the overall value
  int score = 0;                              // 0 to 100
  std::optional<int> minimum = std::nullopt;  // of the score, as the policy in force has it
  std::string needed = {};  // in words, of the score or of the raw value; may be empty
  bool is_below = false;

  friend bool operator==(const MeasureLine&, const MeasureLine&) = default;
};

/// All text is plain: it can be shown on a terminal as it is, and on a page when it is escaped.
struct Assessment {
  bool is_accepted = false;
  std::string headline;             // "ACCEPTED", "REFUSED"
  std::string explanation;          // "as a probe: one clear face, good enough"
  std::vector<std::string> advice;  // sentences, the most important first
  std::vector<MeasureLine> lines;   // the overall value last; empty without a face
  std::vector<Fact> face;
  std::vector<Fact> source;
};

/// Accepted only where nothing in the answer speaks against it. Pure.
Assessment Describe(const v1::AssessImageResponse& answer, v1::CaptureUse use);

}  // namespace portcullis::cli
