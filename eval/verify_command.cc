// portcullis-eval verify: 1:1 error rates, on labelled pairs or on all pairs of labelled images.
#include <array>
#include <cstddef>
#include <filesystem>
#include <iostream>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "eval/command.h"
#include "eval/distance_matrix.h"
#include "eval/engine.h"
#include "eval/error_rates.h"
#include "eval/measurement.h"
#include "eval/pairs_file.h"
#include "eval/protocols.h"
#include "eval/rates_report.h"
#include "eval/verify_report.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/calibration_file.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kPromises = {1e-4, 1e-3, 1e-2};  // of a calibration; finest first

struct VerifyArguments {
  MeasurementOptions data;
  std::filesystem::path pairs;
  std::filesystem::path calibration;
  std::string output = "table";
};

struct Result {
  VerifyReport report;
  Json document;
  std::string heading;
};

absl::Status Invalid(std::string_view problem) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid, problem);
}

// The images of the pairs, each once.
struct ImageSet {
  std::vector<std::string> paths;
  std::map<std::string, std::size_t> index;
};

ImageSet ImagesOf(const std::vector<LabelledPair>& pairs) {
  ImageSet set;
  for (const LabelledPair& pair : pairs) {
    for (const std::string& path : {pair.first, pair.second}) {
      if (set.index.try_emplace(path, set.paths.size()).second) set.paths.push_back(path);
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

absl::StatusOr<std::vector<Promise>> CheckPromises(const std::filesystem::path& file,
                                                   const ModelId& model,
                                                   const std::vector<Comparison>& comparisons,
                                                   int replicates) {
  if (file.empty()) return std::vector<Promise>{};
  PORTCULLIS_ASSIGN_OR_RETURN(const Calibration calibration, LoadCalibrationOf(file, model));
  std::vector<Promise> promises;
  std::vector<Distance> thresholds;
  for (const double fmr : kPromises) {
    if (fmr < calibration.finest_fmr()) continue;
    const Distance threshold = calibration.DistanceAtFmr(fmr);
    if (!thresholds.empty() && threshold <= thresholds.back()) continue;
    thresholds.push_back(threshold);
    promises.push_back({fmr, {}});
  }
  const auto found = MeasureAtThresholds(comparisons, thresholds, replicates);
  for (std::size_t i = 0; i < found.size(); ++i) promises[i].found = found[i];
  return promises;
}

// Keys that say which pairs to make mean nothing where the pairs are given.
absl::Status CheckPairOptions(const VerifyArguments& arguments) {
  const MeasurementOptions& data = arguments.data;
  if (!data.source.images.empty() || !data.source.people.empty()) {
    return Invalid("--pairs names the images itself; leave out --images and --people");
  }
  if (!data.embeddings.empty()) return Invalid("--pairs and --embeddings do not go together");
  for (const char* key : {"images_per_person", "max_impostor_comparisons"}) {
    if (data.overrides.count(key) != 0) {
      return Invalid(fmt::format("{} means nothing with --pairs, which are all compared", key));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Result> MeasurePairs(const VerifyArguments& arguments, VerifyProtocol& protocol,
                                    const std::string& program) {
  PORTCULLIS_RETURN_IF_ERROR(CheckPairOptions(arguments));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<LabelledPair> pairs, ReadPairs(arguments.pairs));
  PORTCULLIS_ASSIGN_OR_RETURN(const Engine engine, Engine::Create(arguments.data.engine, program));
  ImageSet set = ImagesOf(pairs);
  EmbeddedPeople people;
  people.model = engine.model();
  people.detector = engine.options().detector;
  people.images.root = arguments.data.source.root;
  people.images.paths = set.paths;
  PORTCULLIS_ASSIGN_OR_RETURN(people.embedded, engine.EmbedAll(people.images.Files()));
  const PairUnits units = UnitsOf(pairs);
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Comparison> comparisons,
                              ComparePairs(pairs, units, set, people.embedded));
  const std::size_t genuine = CountGenuine(comparisons);
  if (genuine == 0 || genuine == comparisons.size()) {
    return Invalid(fmt::format("{} has {} genuine and {} impostor pairs, 1 of each needed",
                               arguments.pairs.string(), genuine, comparisons.size() - genuine));
  }
  const auto replicates = static_cast<int>(protocol.replicates);
  Result result{MeasureVerification(comparisons, protocol.fmr_levels, replicates), {}, {}};
  result.report.resampled = units.resampled;
  result.report.best = BestAccuracy(comparisons);
  result.report.cross_validated = CrossValidate(comparisons);
  PORTCULLIS_ASSIGN_OR_RETURN(
      result.report.promises,
      CheckPromises(arguments.calibration, people.model, comparisons, replicates));
  result.document = BeginDocument(arguments.data, protocol, people);
  result.document["data_set"] =
      arguments.data.data_set.empty() ? arguments.pairs.stem().string() : arguments.data.data_set;
  for (const char* key : {"people", "repeated_images"}) result.document.erase(key);
  for (const char* key : {"images_per_person", "max_impostor_comparisons"}) {
    result.document["protocol"].erase(key);
  }
  result.document["images_without_embedding"] = result.document["failures_to_enrol"]["by_reason"];
  result.heading =
      TableLine("model", people.model.ToString()) + TableLine("detector", people.detector) +
      TableLine("images", fmt::format("{}, {}", people.embedded.size(),
                                      DescribeFailures(CountFailures(people.embedded))));
  return result;
}

absl::StatusOr<Result> MeasurePeople(const VerifyArguments& arguments, VerifyProtocol& protocol,
                                     const std::string& program) {
  PORTCULLIS_ASSIGN_OR_RETURN(const EmbeddedPeople people,
                              EmbedPeople(arguments.data, protocol.images_per_person, program));
  PORTCULLIS_ASSIGN_OR_RETURN(const DistanceMatrix distances,
                              DistanceMatrix::Create(people.embedded));
  const std::vector<Comparison> comparisons = ComparisonsOf(
      distances, people.images.person_of_image, protocol.max_impostor_comparisons, protocol.seed);
  std::cerr << fmt::format("resampling {} comparisons ...\n", comparisons.size());
  const auto replicates = static_cast<int>(protocol.replicates);
  Result result{MeasureVerification(comparisons, protocol.fmr_levels, replicates),
                BeginDocument(arguments.data, protocol, people),
                DescribePeople(arguments.data, people)};
  PORTCULLIS_ASSIGN_OR_RETURN(
      result.report.promises,
      CheckPromises(arguments.calibration, people.model, comparisons, replicates));
  return result;
}

absl::Status Verify(const VerifyArguments& arguments, const std::string& program) {
  VerifyProtocol protocol;
  PORTCULLIS_RETURN_IF_ERROR(
      ReadProtocol(arguments.data.protocol, arguments.data.overrides, protocol));
  PORTCULLIS_ASSIGN_OR_RETURN(Result result, arguments.pairs.empty()
                                                 ? MeasurePeople(arguments, protocol, program)
                                                 : MeasurePairs(arguments, protocol, program));
  AddTo(result.document, result.report);
  if (arguments.output == "json") {
    std::cout << result.document.dump(2) << '\n';
  } else {
    std::cout << result.heading;
    PrintTable(result.report, std::cout);
  }
  return WriteDocument(arguments.data.json, result.document);
}

}  // namespace

void AddVerifyCommand(CLI::App& app, const std::string& program, RunCommand& chosen) {
  const auto arguments = std::make_shared<VerifyArguments>();  // the callback outlives this call
  CLI::App* command = app.add_subcommand(
      "verify", "Measure accuracy and error rates on labelled pairs, or on all pairs of images.");
  AddEmbeddingOptions(*command, arguments->data);
  VerifyProtocol defaults;
  AddMeasurementOptions(*command, arguments->data, defaults);
  command->add_option("--pairs", arguments->pairs,
                      "file of lines 'A B 0|1', 1 for the same person");
  command->add_option("--calibration", arguments->calibration,
                      "calibration table: count what is found at the thresholds that it sets");
  AddOutputOption(*command, arguments->output);
  command->callback([arguments, program, &chosen] {
    if (arguments->pairs.empty()) RequireImages(arguments->data);
    chosen = [arguments, program] { return ExitCodeOf(Verify(*arguments, program)); };
  });
}

}  // namespace portcullis
