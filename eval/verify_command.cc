// portcullis-eval verify: error rates on labelled pairs.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <iostream>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "eval/command.h"
#include "eval/engine.h"
#include "eval/error_rates.h"
#include "eval/pairs_file.h"
#include "eval/rates_report.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/calibration_file.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kLevels = {1e-2, 1e-3};
constexpr std::array kLevelNames = {"1e2", "1e3"};
constexpr std::array kPromises = {1e-4, 1e-3, 1e-2};  // of a calibration; finest first
constexpr int kReplicates = 1000;

struct VerifyArguments {
  EngineOptions engine;
  std::filesystem::path pairs;
  std::filesystem::path root;
  std::filesystem::path calibration;
  std::string output = "table";
};

// What a calibration says of a threshold, and what was found there.
struct Promise {
  double fmr = 0;
  RatesAtThreshold found;
};

struct VerifyReport {
  ModelId model;
  std::string detector;
  std::size_t images = 0;
  std::map<std::string, std::size_t> failures;
  std::size_t genuine = 0;
  std::size_t impostors = 0;
  std::size_t genuine_with_failure = 0;
  std::size_t impostors_with_failure = 0;
  std::string resampled;
  ThresholdAccuracy best;
  std::optional<CrossValidatedAccuracy> cross_validated;
  double equal_error_rate = 0;
  std::vector<FnmrAtFmr> rates;
  std::vector<Promise> promises;  // none without a calibration
};

// The images of the pairs, each once.
struct ImageSet {
  std::vector<std::filesystem::path> files;
  std::map<std::string, std::size_t> index;
};

ImageSet ImagesOf(const std::vector<LabelledPair>& pairs, const std::filesystem::path& root) {
  ImageSet set;
  for (const LabelledPair& pair : pairs) {
    for (const std::string& path : {pair.first, pair.second}) {
      if (set.index.try_emplace(path, set.files.size()).second) set.files.push_back(root / path);
    }
  }
  return set;
}

absl::StatusOr<std::vector<Comparison>> ComparePairs(const std::vector<LabelledPair>& pairs,
                                                     const PairUnits& units, const ImageSet& set,
                                                     const std::vector<EmbeddedImage>& images) {
  std::vector<Comparison> comparisons;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto& first = images[set.index.at(pairs[i].first)].embedding;
    const auto& second = images[set.index.at(pairs[i].second)].embedding;
    Distance distance{std::numeric_limits<float>::infinity()};
    if (first && second) {
      PORTCULLIS_ASSIGN_OR_RETURN(distance, DistanceBetween(*first, *second));
    }
    comparisons.push_back({units.first[i], units.second[i], distance, pairs[i].same_person});
  }
  return comparisons;
}

void CountComparisons(const std::vector<Comparison>& comparisons, VerifyReport& report) {
  for (const Comparison& comparison : comparisons) {
    const bool failed = !std::isfinite(comparison.distance.value);
    ++(comparison.genuine ? report.genuine : report.impostors);
    if (failed)
      ++(comparison.genuine ? report.genuine_with_failure : report.impostors_with_failure);
  }
}

absl::StatusOr<std::vector<Promise>> CheckPromises(const std::filesystem::path& file,
                                                   const ModelId& model,
                                                   const std::vector<Comparison>& comparisons) {
  if (file.empty()) return std::vector<Promise>{};
  PORTCULLIS_ASSIGN_OR_RETURN(const Calibration calibration, LoadCalibration(file));
  if (calibration.table().model != model) {
    return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch,
                     fmt::format("{} was measured with {}, not with {}", file.string(),
                                 calibration.table().model.ToString(), model.ToString()));
  }
  std::vector<Promise> promises;
  std::vector<Distance> thresholds;
  for (const double fmr : kPromises) {
    if (fmr < calibration.finest_fmr()) continue;
    const Distance threshold = calibration.DistanceAtFmr(fmr);
    if (!thresholds.empty() && threshold <= thresholds.back()) continue;
    thresholds.push_back(threshold);
    promises.push_back({fmr, {}});
  }
  const auto found = MeasureAtThresholds(comparisons, thresholds, kReplicates);
  for (std::size_t i = 0; i < found.size(); ++i) promises[i].found = found[i];
  return promises;
}

absl::StatusOr<VerifyReport> Measure(const VerifyArguments& arguments, const std::string& program) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<LabelledPair> pairs, ReadPairs(arguments.pairs));
  PORTCULLIS_ASSIGN_OR_RETURN(const Engine engine, Engine::Create(arguments.engine, program));
  const ImageSet set = ImagesOf(pairs, arguments.root);
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<EmbeddedImage> images, engine.EmbedAll(set.files));
  const PairUnits units = UnitsOf(pairs);
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Comparison> comparisons,
                              ComparePairs(pairs, units, set, images));
  VerifyReport report;
  report.model = engine.model();
  report.detector = engine.options().detector;
  report.images = images.size();
  report.failures = CountFailures(images);
  report.resampled = units.resampled;
  CountComparisons(comparisons, report);
  if (report.genuine == 0 || report.impostors == 0) {
    return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid,
                     fmt::format("{} has {} genuine and {} impostor pairs, 1 of each needed",
                                 arguments.pairs.string(), report.genuine, report.impostors));
  }
  report.best = BestAccuracy(comparisons);
  report.cross_validated = CrossValidate(comparisons);
  report.equal_error_rate = EqualErrorRate(comparisons);
  report.rates = FnmrAtFmrLevels(comparisons, kLevels, kReplicates);
  PORTCULLIS_ASSIGN_OR_RETURN(report.promises,
                              CheckPromises(arguments.calibration, report.model, comparisons));
  return report;
}

void PrintTable(const VerifyReport& report, std::ostream& out) {
  out << TableLine("model", report.model.ToString());
  out << TableLine("detector", report.detector);
  out << TableLine("images",
                   fmt::format("{}, {}", report.images, DescribeFailures(report.failures)));
  out << TableLine("genuine pairs",
                   fmt::format("{}, {} with an image without an embedding: counted as missed",
                               report.genuine, report.genuine_with_failure));
  out << TableLine("impostor pairs",
                   fmt::format("{}, {} with an image without an embedding: counted as no match",
                               report.impostors, report.impostors_with_failure));
  out << TableLine("accuracy, best threshold",
                   fmt::format("{:.2f} % at distance {:.4f}, chosen on these very pairs",
                               100 * report.best.accuracy, report.best.threshold.value));
  out << TableLine(
      "accuracy, ten folds",
      report.cross_validated
          ? fmt::format("{:.2f} % +- {:.2f} (standard error)", 100 * report.cross_validated->mean,
                        100 * report.cross_validated->standard_error)
          : "not measured: needs 100 pairs, 10 of each kind");
  out << TableLine("equal error rate", Percent(report.equal_error_rate));
  for (const FnmrAtFmr& rate : report.rates) {
    out << TableLine(fmt::format("FNMR at FMR {}", Percent(rate.fmr)),
                     DescribeRate(rate, report.impostors));
  }
  for (const Promise& promise : report.promises) {
    out << TableLine(
        fmt::format("promised FMR {}", Percent(promise.fmr)),
        fmt::format("at distance {:.4f}: FMR {}, FNMR {}", promise.found.threshold.value,
                    DescribeCount(promise.found.fmr), DescribeCount(promise.found.fnmr)));
  }
  out << TableLine("intervals", "95 %, bootstrap over " + report.resampled);
}

Json RateToJson(const FnmrAtFmr& rate) {
  Json json;
  json["fmr"] = rate.fmr;
  json["supported"] = rate.supported;
  if (!rate.supported) return json;
  json["distance"] = rate.threshold.value;
  json["misses"] = rate.fnmr.errors;
  json["genuine_pairs"] = rate.fnmr.trials;
  json["fnmr"] = rate.fnmr.is_bound_only() ? Json() : Json(rate.fnmr.rate());
  json["fnmr_low"] = rate.fnmr.low;
  json["fnmr_high"] = rate.fnmr.high;
  return json;
}

Json CountToJson(const RateEstimate& rate) {
  Json json;
  json["errors"] = rate.errors;
  json["comparisons"] = rate.trials;
  json["rate"] = rate.is_bound_only() ? Json() : Json(rate.rate());
  json["low"] = rate.low;
  json["high"] = rate.high;
  return json;
}

Json PromiseToJson(const Promise& promise) {
  Json json;
  json["promised_fmr"] = promise.fmr;
  json["distance"] = promise.found.threshold.value;
  json["fmr"] = CountToJson(promise.found.fmr);
  json["fnmr"] = CountToJson(promise.found.fnmr);
  return json;
}

void PrintJson(const VerifyReport& report, std::ostream& out) {
  Json json;
  json["model"] = report.model.ToString();
  json["detector"] = report.detector;
  json["images"] = report.images;
  json["images_without_embedding"] = report.failures;
  json["genuine_pairs"] = report.genuine;
  json["impostor_pairs"] = report.impostors;
  json["genuine_pairs_without_embedding"] = report.genuine_with_failure;
  json["impostor_pairs_without_embedding"] = report.impostors_with_failure;
  json["accuracy"] = report.cross_validated ? report.cross_validated->mean : report.best.accuracy;
  json["accuracy_method"] = report.cross_validated ? "ten folds" : "best threshold";
  if (report.cross_validated) {
    json["accuracy_standard_error"] = report.cross_validated->standard_error;
  }
  json["best_threshold_accuracy"] = report.best.accuracy;
  json["best_threshold_distance"] = report.best.threshold.value;
  json["equal_error_rate"] = report.equal_error_rate;
  for (std::size_t i = 0; i < report.rates.size(); ++i) {
    const FnmrAtFmr& rate = report.rates[i];
    const bool printable = rate.supported && !rate.fnmr.is_bound_only();
    json[std::string("fnmr_at_fmr_") + kLevelNames[i]] =
        printable ? Json(rate.fnmr.rate()) : Json();
  }
  json["rates"] = Json::array();
  for (const FnmrAtFmr& rate : report.rates) json["rates"].push_back(RateToJson(rate));
  for (const Promise& promise : report.promises) {
    json["promises"].push_back(PromiseToJson(promise));
  }
  json["intervals"] = "95 %, bootstrap over " + report.resampled;
  out << json.dump(2) << '\n';
}

absl::Status Verify(const VerifyArguments& arguments, const std::string& program) {
  PORTCULLIS_ASSIGN_OR_RETURN(const VerifyReport report, Measure(arguments, program));
  if (arguments.output == "json") {
    PrintJson(report, std::cout);
  } else {
    PrintTable(report, std::cout);
  }
  return absl::OkStatus();
}

}  // namespace

void AddVerifyCommand(CLI::App& app, const std::string& program, RunCommand& chosen) {
  const auto arguments = std::make_shared<VerifyArguments>();  // the callback outlives this call
  CLI::App* command =
      app.add_subcommand("verify", "Measure accuracy and error rates on labelled pairs of images.");
  AddEngineOptions(*command, arguments->engine);
  command->add_option("--pairs", arguments->pairs, "file of lines 'A B 0|1', 1 for the same person")
      ->required();
  command->add_option("--root", arguments->root, "folder that the paths of the pairs start from");
  command->add_option("--calibration", arguments->calibration,
                      "calibration table: count what is found at the thresholds that it sets");
  AddOutputOption(*command, arguments->output);
  command->callback([arguments, program, &chosen] {
    chosen = [arguments, program] { return ExitCodeOf(Verify(*arguments, program)); };
  });
}

}  // namespace portcullis
