#include "eval/verify_report.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <ostream>
#include <utility>

#include "eval/rates_report.h"
#include "fmt/format.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

using Json = nlohmann::ordered_json;

// Of the comparisons that took place: FNMR in the sense of ISO/IEC 19795-1.
Json RateOfComparisons(const FnmrAtFmr& rate, std::size_t with_failure) {
  const std::uint64_t misses = rate.fnmr.errors - with_failure;
  const std::uint64_t made = rate.fnmr.trials - with_failure;
  if (misses < 3) return {};
  return static_cast<double>(misses) / static_cast<double>(made);
}

Json LevelToJson(const FnmrAtFmr& rate, const VerifyReport& report) {
  Json json;
  json["fmr"] = rate.fmr;
  json["supported"] = rate.supported;
  if (!rate.supported) return json;
  json["distance"] = rate.threshold.value;
  json["fnmr"] = RateOrNull(rate.fnmr);
  json["low"] = rate.fnmr.low;
  json["high"] = rate.fnmr.high;
  json["errors"] = rate.fnmr.errors;
  json["trials"] = rate.fnmr.trials;
  json["fnmr_of_comparisons"] = RateOfComparisons(rate, report.genuine_with_failure);
  return json;
}

Json PointToJson(const RatesAtThreshold& point) {
  return {{"distance", point.threshold.value}, {"fmr", RateOrNull(point.fmr)},
          {"fmr_low", point.fmr.low},          {"fmr_high", point.fmr.high},
          {"fnmr", RateOrNull(point.fnmr)},    {"fnmr_low", point.fnmr.low},
          {"fnmr_high", point.fnmr.high}};
}

Json PromiseToJson(const Promise& promise) {
  return {{"promised_fmr", promise.fmr},
          {"distance", promise.found.threshold.value},
          {"fmr", ToJson(promise.found.fmr)},
          {"fnmr", ToJson(promise.found.fnmr)}};
}

void AddPairListNames(Json& document, const VerifyReport& report) {
  document["genuine_pairs"] = report.genuine;
  document["impostor_pairs"] = report.impostors;
  document["genuine_pairs_without_embedding"] = report.genuine_with_failure;
  document["impostor_pairs_without_embedding"] = report.impostors_with_failure;
  document["accuracy"] =
      report.cross_validated ? report.cross_validated->mean : report.best->accuracy;
  document["accuracy_method"] = report.cross_validated ? "ten folds" : "best threshold";
  if (report.cross_validated) {
    document["accuracy_standard_error"] = report.cross_validated->standard_error;
  }
  document["best_threshold_accuracy"] = report.best->accuracy;
  document["best_threshold_distance"] = report.best->threshold.value;
  document["equal_error_rate"] = report.det.equal_error_rate;
  for (const auto& [name, level] :
       {std::pair{"fnmr_at_fmr_1e2", 1e-2}, {"fnmr_at_fmr_1e3", 1e-3}}) {
    for (const FnmrAtFmr& rate : report.rates) {
      if (rate.fmr == level) document[name] = rate.supported ? RateOrNull(rate.fnmr) : Json();
    }
  }
}

std::string DescribeAccuracy(const std::optional<CrossValidatedAccuracy>& accuracy) {
  if (!accuracy) return "not measured: needs 100 pairs, 10 of each kind";
  return fmt::format("{:.2f} % +- {:.2f} (standard error)", 100 * accuracy->mean,
                     100 * accuracy->standard_error);
}

}  // namespace

VerifyReport MeasureVerification(std::span<const Comparison> comparisons,
                                 std::span<const double> fmr_levels, int replicates) {
  VerifyReport report;
  for (const Comparison& comparison : comparisons) {
    const bool failed = !std::isfinite(comparison.distance.value);
    ++(comparison.genuine ? report.genuine : report.impostors);
    if (failed) {
      ++(comparison.genuine ? report.genuine_with_failure : report.impostors_with_failure);
    }
  }
  report.det = MeasureDet(comparisons, replicates);
  report.rates = FnmrAtFmrLevels(comparisons, fmr_levels, replicates);
  return report;
}

void PrintTable(const VerifyReport& report, std::ostream& out) {
  out << TableLine("genuine pairs",
                   fmt::format("{}, {} with an image without an embedding: counted as missed",
                               report.genuine, report.genuine_with_failure));
  out << TableLine("impostor pairs",
                   fmt::format("{}, {} with an image without an embedding: counted as no match",
                               report.impostors, report.impostors_with_failure));
  if (report.best) {
    out << TableLine("accuracy, best threshold",
                     fmt::format("{:.2f} % at distance {:.4f}, chosen on these very pairs",
                                 100 * report.best->accuracy, report.best->threshold.value));
    out << TableLine("accuracy, ten folds", DescribeAccuracy(report.cross_validated));
  }
  out << TableLine("equal error rate",
                   fmt::format("{} ({} to {})", Percent(report.det.equal_error_rate),
                               Percent(report.det.equal_error_rate_low),
                               Percent(report.det.equal_error_rate_high)));
  for (auto rate = report.rates.rbegin(); rate != report.rates.rend(); ++rate) {
    out << TableLine(fmt::format("FNMR at FMR {}", Percent(rate->fmr)),
                     DescribeRate(*rate, report.impostors));
  }
  for (const Promise& promise : report.promises) {
    out << TableLine(
        fmt::format("promised FMR {}", Percent(promise.fmr)),
        fmt::format("at distance {:.4f}: FMR {}, FNMR {}", promise.found.threshold.value,
                    DescribeCount(promise.found.fmr), DescribeCount(promise.found.fnmr)));
  }
  out << TableLine("intervals", "95 %, bootstrap over " + report.resampled);
}

void AddTo(Json& document, const VerifyReport& report) {
  document["intervals"] = "95 %, bootstrap over " + report.resampled;
  document["genuine"] = {{"comparisons", report.genuine},
                         {"with_failure", report.genuine_with_failure}};
  document["impostor"] = {{"comparisons", report.impostors},
                          {"with_failure", report.impostors_with_failure}};
  document["eer"] = {{"rate", report.det.equal_error_rate},
                     {"low", report.det.equal_error_rate_low},
                     {"high", report.det.equal_error_rate_high}};
  document["det"] = Json::array();
  for (const RatesAtThreshold& point : report.det.points) {
    document["det"].push_back(PointToJson(point));
  }
  document["at_fmr"] = Json::array();
  for (const FnmrAtFmr& rate : report.rates) {
    document["at_fmr"].push_back(LevelToJson(rate, report));
  }
  for (const Promise& promise : report.promises) {
    document["promises"].push_back(PromiseToJson(promise));
  }
  if (report.best) AddPairListNames(document, report);
}

}  // namespace portcullis
