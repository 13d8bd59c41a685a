// portcullis-eval compare: two configurations on the same images, paired, with their cost.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "eval/command.h"
#include "eval/distance_matrix.h"
#include "eval/embeddings_file.h"
#include "eval/identification.h"
#include "eval/measurement.h"
#include "eval/open_set_rates.h"
#include "eval/paired_difference.h"
#include "eval/protocols.h"
#include "eval/rates_report.h"
#include "eval/score_normalisation.h"
#include "fmt/format.h"
#include "matcher/core/checkpoint.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/people_bootstrap.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

using Json = nlohmann::ordered_json;

struct CompareArguments {
  MeasurementOptions data;  // and configuration A
  std::string b_model;      // empty, as the next ones: as A
  std::string b_detector;
  std::string b_alignment;
  std::filesystem::path b_embeddings;
  std::filesystem::path cohort;  // to normalise scores against; of A, and of B if it has none
  std::filesystem::path b_cohort;
};

// What embeds: an engine, or a file that one has written.
struct Configuration {
  std::optional<Engine> engine;
  std::string detector = "not recorded";
  ModelId model;
  std::vector<EmbeddedImage> embedded;
  SearchDesign design;
  Normalisation normalisation = Normalisation::kNone;
  std::filesystem::path cohort;
};

struct Cost {
  std::size_t images = 0;
  double a_ms_per_image = 0;
  double b_ms_per_image = 0;
};

absl::StatusOr<Configuration> Embed(const EngineOptions& options,
                                    const std::filesystem::path& embeddings,
                                    const LabelledImages& images, const std::string& program) {
  Configuration configuration;
  if (!embeddings.empty()) {
    PORTCULLIS_ASSIGN_OR_RETURN(const EmbeddingsFile file, ReadEmbeddings(embeddings));
    configuration.model = file.model;
    PORTCULLIS_ASSIGN_OR_RETURN(configuration.embedded, file.Find(images.paths));
    return configuration;
  }
  PORTCULLIS_ASSIGN_OR_RETURN(configuration.engine, Engine::Create(options, program));
  configuration.model = configuration.engine->model();
  configuration.detector = configuration.engine->options().detector;
  PORTCULLIS_ASSIGN_OR_RETURN(configuration.embedded,
                              configuration.engine->EmbedAll(images.Files()));
  return configuration;
}

bool EmbedsOtherwise(const CompareArguments& arguments) {
  return !arguments.b_model.empty() || !arguments.b_detector.empty() ||
         !arguments.b_alignment.empty();
}

EngineOptions OptionsOfB(const CompareArguments& arguments) {
  EngineOptions options = arguments.data.engine;
  if (!arguments.b_model.empty()) options.embedder = arguments.b_model;
  if (!arguments.b_detector.empty()) options.detector = arguments.b_detector;
  if (!arguments.b_alignment.empty()) options.alignment = arguments.b_alignment;
  return options;
}

absl::StatusOr<double> Milliseconds(FaceEncoder& encoder, const std::vector<std::uint8_t>& bytes) {
  const auto begin = std::chrono::steady_clock::now();
  // What became of the image does not matter here; an error that is not its own does.
  PORTCULLIS_RETURN_IF_ERROR(
      EmbeddedImageFrom(encoder.Encode(bytes, QualityBar{}, AlwaysContinue)).status());
  const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
  return taken.count();
}

// One image with A, the same with B, and so on, so that a busy machine is unfair to neither; the
// median of each. The first image warms up and is not counted.
absl::StatusOr<Cost> MeasureCost(const Engine& a, const Engine& b, const LabelledImages& images,
                                 std::size_t count) {
  PORTCULLIS_ASSIGN_OR_RETURN(FaceEncoder encoder_a, a.MakeEncoder());
  PORTCULLIS_ASSIGN_OR_RETURN(FaceEncoder encoder_b, b.MakeEncoder());
  const auto files = images.Files();
  count = std::min(count, files.size() - 1);
  std::vector<double> times_a;
  std::vector<double> times_b;
  for (std::size_t i = 0; i <= count; ++i) {
    std::ifstream in(files[i * (files.size() - 1) / count], std::ios::binary);
    const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(in),
                                          std::istreambuf_iterator<char>()};
    PORTCULLIS_ASSIGN_OR_RETURN(const double time_a, Milliseconds(encoder_a, bytes));
    PORTCULLIS_ASSIGN_OR_RETURN(const double time_b, Milliseconds(encoder_b, bytes));
    if (i == 0) continue;
    times_a.push_back(time_a);
    times_b.push_back(time_b);
  }
  return Cost{count, Quantile(times_a, 0.5), Quantile(times_b, 0.5)};
}

// How the scores of a configuration come about, from words of which "same" means those of A.
absl::Status SetRules(const CompareProtocol& protocol, bool is_b, Configuration& configuration) {
  const auto word = [is_b](const std::string& of_a, const std::string& of_b) {
    return is_b && of_b != "same" ? of_b : of_a;
  };
  SearchDesign& design = configuration.design;
  design.most_references = protocol.references_per_entry;
  design.probe_images = protocol.probe_images;
  design.draws = protocol.draws;
  design.seed = protocol.seed;
  design.rules.references =
      *FusionRuleNamed(word(protocol.reference_rule, protocol.b_reference_rule));
  design.rules.probes = *FusionRuleNamed(word(protocol.probe_rule, protocol.b_probe_rule));
  configuration.normalisation =
      *NormalisationNamed(word(protocol.normalisation, protocol.b_normalisation));
  return CheckRules(design, configuration.normalisation != Normalisation::kNone);
}

absl::StatusOr<std::vector<PairedDifference>> Measure(const LabelledImages& images,
                                                      const Configuration& a,
                                                      const Configuration& b,
                                                      const CompareProtocol& protocol) {
  const auto& people = images.person_of_image;
  PORTCULLIS_ASSIGN_OR_RETURN(
      const DistanceMatrix in_a,
      ScoreImages(a.embedded, a.model, a.normalisation, a.cohort, protocol.seed));
  PORTCULLIS_ASSIGN_OR_RETURN(
      const DistanceMatrix in_b,
      ScoreImages(b.embedded, b.model, b.normalisation, b.cohort, protocol.seed));
  const std::vector<Comparison> pairs_in_a = ComparisonsOf(in_a, people, 0, protocol.seed);
  const std::vector<Comparison> pairs_in_b = ComparisonsOf(in_b, people, 0, protocol.seed);
  std::cerr << fmt::format("resampling twice {} comparisons ...\n", pairs_in_a.size());
  std::vector<PairedDifference> differences = CompareFnmr(
      pairs_in_a, pairs_in_b, protocol.fmr_levels, static_cast<int>(protocol.replicates));
  const OpenSetOptions options{.fpir_levels = protocol.fpir_levels,
                               .replicates = protocol.replicates,
                               .seed = protocol.seed};
  const std::vector<std::uint64_t> sizes =
      protocol.gallery_sizes.empty() ? GallerySizesOf(people, a.design) : protocol.gallery_sizes;
  Progress progress(std::cerr, SearchProgress(sizes.size()));
  for (const std::uint64_t entries : sizes) {
    const GallerySize size{entries, protocol.references_per_entry};
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Search> searches_a,
                                SearchGalleries(in_a, people, size, a.design));
    PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Search> searches_b,
                                SearchGalleries(in_b, people, size, b.design));
    const auto at_size = CompareFnir(searches_a, searches_b, entries, options);
    differences.insert(differences.end(), at_size.begin(), at_size.end());
    progress.Advance();
  }
  return differences;
}

Json ToJson(const Configuration& configuration) {
  return {{"model", configuration.model.ToString()},
          {"detector", configuration.detector},
          {"failures_to_enrol", FailuresToJson(configuration.embedded)}};
}

Json ToJson(const PairedDifference& difference) {
  Json json;
  json["metric"] = difference.metric;
  json["at"] = difference.at;
  if (difference.entries > 0) json["entries"] = difference.entries;
  json["supported"] = difference.supported;
  if (!difference.supported) return json;
  json["a"] = difference.a;
  json["b"] = difference.b;
  json["difference"] = difference.difference();
  json["low"] = difference.low;
  json["high"] = difference.high;
  json["excludes_zero"] = difference.excludes_zero();
  return json;
}

std::string Describe(const Configuration& configuration) {
  return fmt::format("{}, detector {}, {}", configuration.model.ToString(), configuration.detector,
                     DescribeFailures(CountFailures(configuration.embedded)));
}

void Print(const std::vector<PairedDifference>& differences, std::ostream& out) {
  out << "\nshare missed; the difference is B - A in percentage points, 95 % interval\n";
  for (const PairedDifference& difference : differences) {
    const std::string name = difference.entries == 0
                                 ? fmt::format("FNMR at FMR {}", Percent(difference.at))
                                 : fmt::format("FNIR at FPIR {}, {} entries",
                                               Percent(difference.at), difference.entries);
    if (!difference.supported) {
      out << fmt::format("{:<34}{}\n", name, Verdict(difference));
      continue;
    }
    out << fmt::format("{:<34}A {:>5.1f} %, B {:>5.1f} %: {:+.1f} ({:+.1f} to {:+.1f})  {}\n", name,
                       100 * difference.a, 100 * difference.b, 100 * difference.difference(),
                       100 * difference.low, 100 * difference.high, Verdict(difference));
  }
}

// What is not given for B is as in A, so something has to be.
absl::Status CheckDifferent(const CompareArguments& arguments, const CompareProtocol& protocol) {
  const bool as_a = arguments.b_model.empty() && arguments.b_detector.empty() &&
                    arguments.b_alignment.empty() && arguments.b_embeddings.empty() &&
                    arguments.b_cohort.empty() && protocol.b_reference_rule == "same" &&
                    protocol.b_probe_rule == "same" && protocol.b_normalisation == "same";
  if (!as_a) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid,
                   "B is the same as A: give one of the options that begin with --b-");
}

absl::Status Compare(const CompareArguments& arguments, const std::string& program) {
  CompareProtocol protocol;
  PORTCULLIS_RETURN_IF_ERROR(
      ReadProtocol(arguments.data.protocol, arguments.data.overrides, protocol));
  PORTCULLIS_RETURN_IF_ERROR(CheckDifferent(arguments, protocol));
  PORTCULLIS_ASSIGN_OR_RETURN(const LabelledImages images,
                              SelectFromFiles(arguments.data, protocol.images_per_person));
  PORTCULLIS_ASSIGN_OR_RETURN(
      Configuration a, Embed(arguments.data.engine, arguments.data.embeddings, images, program));
  // Where only the rules differ, A's embeddings serve for both.
  const auto& embeddings = arguments.b_embeddings.empty() && !EmbedsOtherwise(arguments)
                               ? arguments.data.embeddings
                               : arguments.b_embeddings;
  PORTCULLIS_ASSIGN_OR_RETURN(Configuration b,
                              Embed(OptionsOfB(arguments), embeddings, images, program));
  a.cohort = arguments.cohort;
  b.cohort = arguments.b_cohort.empty() ? arguments.cohort : arguments.b_cohort;
  PORTCULLIS_RETURN_IF_ERROR(SetRules(protocol, false, a));
  PORTCULLIS_RETURN_IF_ERROR(SetRules(protocol, true, b));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<PairedDifference> differences,
                              Measure(images, a, b, protocol));
  Json document = BeginDocument(arguments.data, protocol, images);
  document["intervals"] = "95 %, bootstrap over people and draws, the same for A and B";
  document["a"] = ToJson(a);
  document["b"] = ToJson(b);
  for (const PairedDifference& each : differences) document["differences"].push_back(ToJson(each));
  document["cost"] = nullptr;
  std::cout << TableLine("A", Describe(a)) << TableLine("B", Describe(b))
            << TableLine("images",
                         fmt::format("{} of {} people", images.paths.size(), images.people.size()));
  Print(differences, std::cout);
  if (a.engine && b.engine) {
    PORTCULLIS_ASSIGN_OR_RETURN(const Cost cost,
                                MeasureCost(*a.engine, *b.engine, images, protocol.timed_images));
    document["cost"] = {{"images", cost.images},
                        {"a_ms_per_image", cost.a_ms_per_image},
                        {"b_ms_per_image", cost.b_ms_per_image}};
    std::cout << fmt::format(
        "\ncost, file to embedding, one thread, median of {} images: A {:.1f} ms, B {:.1f} ms\n",
        cost.images, cost.a_ms_per_image, cost.b_ms_per_image);
  } else {
    std::cout << "\ncost: not measured, embeddings were read from a file\n";
  }
  return WriteDocument(arguments.data.json, document);
}

}  // namespace

void AddCompareCommand(CLI::App& app, const std::string& program, RunCommand& chosen) {
  const auto arguments = std::make_shared<CompareArguments>();  // the callback outlives this call
  CLI::App* command = app.add_subcommand(
      "compare", "Compare two configurations on the same images: A, and B that differs from it.");
  AddEmbeddingOptions(*command, arguments->data);
  CompareProtocol defaults;
  AddMeasurementOptions(*command, arguments->data, defaults);
  command->add_option("--b-model", arguments->b_model, "embedder of B; default: that of A");
  command->add_option("--b-detector", arguments->b_detector, "detector of B");
  command->add_option("--b-alignment", arguments->b_alignment, "alignment of B");
  command->add_option("--b-embeddings", arguments->b_embeddings,
                      "file that embed wrote, for B; its images are those of A");
  command->add_option("--cohort", arguments->cohort,
                      "cohort model to normalise scores against; see models/cohort");
  command->add_option("--b-cohort", arguments->b_cohort, "cohort model of B; default: that of A");
  command->callback([arguments, program, &chosen] {
    RequireImages(arguments->data);
    chosen = [arguments, program] { return ExitCodeOf(Compare(*arguments, program)); };
  });
}

}  // namespace portcullis
