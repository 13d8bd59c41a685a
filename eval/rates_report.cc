#include "eval/rates_report.h"

#include "fmt/format.h"
#include "nlohmann/json.hpp"

namespace portcullis {

using Json = nlohmann::ordered_json;

std::string Percent(double share) { return fmt::format("{:.3g} %", 100 * share); }

std::string DescribeRate(const FnmrAtFmr& measured, std::size_t impostors) {
  if (!measured.supported) {
    return fmt::format(
        "not measured: {} impostor comparisons support no FMR below {}", impostors,
        impostors == 0 ? "1" : fmt::format("{:.2g}", 3.0 / static_cast<double>(impostors)));
  }
  return fmt::format("{} missed, at distance {:.4f}", DescribeCount(measured.fnmr),
                     measured.threshold.value);
}

std::string DescribeCount(const RateEstimate& rate) {
  const std::string counted = fmt::format("{} of {}", rate.errors, rate.trials);
  if (rate.is_bound_only()) return fmt::format("at most {}, {}", Percent(rate.high), counted);
  return fmt::format("{} ({} to {}), {}", Percent(rate.rate()), Percent(rate.low),
                     Percent(rate.high), counted);
}

Json RateOrNull(const RateEstimate& rate) {
  return rate.is_bound_only() ? Json() : Json(rate.rate());
}

Json ToJson(const RateEstimate& rate) {
  return {{"errors", rate.errors},
          {"comparisons", rate.trials},
          {"rate", RateOrNull(rate)},
          {"low", rate.low},
          {"high", rate.high}};
}

std::map<std::string, std::size_t> CountFailures(std::span<const EmbeddedImage> images) {
  std::map<std::string, std::size_t> failures;
  for (const EmbeddedImage& image : images) {
    if (!image.embedding) ++failures[image.outcome];
  }
  return failures;
}

std::string DescribeFailures(const std::map<std::string, std::size_t>& failures) {
  std::size_t all = 0;
  std::string each;
  for (const auto& [outcome, count] : failures) {
    all += count;
    each += fmt::format("{}{} {}", each.empty() ? "" : ", ", outcome, count);
  }
  return fmt::format("{} without an embedding{}", all, all == 0 ? "" : fmt::format(" ({})", each));
}

Json FailuresToJson(std::span<const EmbeddedImage> images) {
  std::size_t total = 0;
  Json by_reason = Json::object();
  for (const auto& [reason, count] : CountFailures(images)) {
    total += count;
    by_reason[reason] = count;
  }
  return {{"total", total}, {"by_reason", by_reason}};
}

std::string TableLine(std::string_view name, std::string_view value) {
  return fmt::format("{:<26}{}\n", name, value);
}

}  // namespace portcullis
