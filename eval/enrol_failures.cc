#include "eval/enrol_failures.h"

#include <ostream>

#include "eval/rates_report.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"

namespace portcullis {

std::optional<RateEstimate> EnrolFailures::rate() const {
  if (images == 0) return std::nullopt;
  return EstimateRate(failed.size(), images, {});
}

EnrolFailures CountEnrolFailures(std::span<const ImageOutcome> outcomes) {
  EnrolFailures failures;
  failures.images = outcomes.size();
  for (const ImageOutcome& image : outcomes) {
    if (image.outcome == "EMBEDDED") continue;
    ++failures.by_reason[image.outcome];
    failures.failed.push_back(image);
  }
  return failures;
}

nlohmann::ordered_json ToJson(const EnrolFailures& failures) {
  nlohmann::ordered_json json;
  json["images"] = failures.images;
  json["failures_to_enrol"] = {{"total", failures.failed.size()},
                               {"by_reason", failures.by_reason}};
  const std::optional<RateEstimate> rate = failures.rate();
  json["rate"] = rate ? RateOrNull(*rate) : nlohmann::ordered_json();
  json["low"] = rate ? rate->low : 0;
  json["high"] = rate ? rate->high : 1;
  json["failed"] = nlohmann::ordered_json::array();
  for (const ImageOutcome& image : failures.failed) {
    json["failed"].push_back({{"path", image.path}, {"outcome", image.outcome}});
  }
  return json;
}

void PrintTable(const EnrolFailures& failures, std::ostream& out) {
  const std::optional<RateEstimate> rate = failures.rate();
  if (!rate) {
    out << "0 images\n";
    return;
  }
  out << fmt::format("not enrolled: {} images (95 %, Clopper-Pearson)\n", DescribeCount(*rate));
  for (const auto& [reason, count] : failures.by_reason) {
    out << fmt::format("  {:<24}{:>6}\n", reason, count);
  }
  for (const ImageOutcome& image : failures.failed) {
    out << fmt::format("{:<16}{}\n", image.outcome, image.path);
  }
}

}  // namespace portcullis
