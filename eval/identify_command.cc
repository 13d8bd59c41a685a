// portcullis-eval identify: open-set searches in galleries of several sizes.
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "eval/command.h"
#include "eval/distance_matrix.h"
#include "eval/identification.h"
#include "eval/identify_report.h"
#include "eval/measurement.h"
#include "eval/open_set_rates.h"
#include "eval/protocols.h"
#include "eval/score_normalisation.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

struct IdentifyArguments {
  MeasurementOptions data;
  std::filesystem::path cohort;
};

absl::Status Invalid(std::string_view problem) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid, problem);
}

absl::StatusOr<SearchDesign> DesignOf(const IdentifyProtocol& protocol) {
  if (protocol.references_per_entry.empty()) return Invalid("references_per_entry is empty");
  SearchDesign design;
  design.most_references = protocol.references_per_entry.back();
  design.probe_images = protocol.probe_images;
  design.rules.references = *FusionRuleNamed(protocol.reference_rule);
  design.rules.probes = *FusionRuleNamed(protocol.probe_rule);
  design.draws = protocol.draws;
  design.seed = protocol.seed;
  PORTCULLIS_RETURN_IF_ERROR(CheckRules(design, protocol.normalisation != "none"));
  return design;
}

absl::StatusOr<std::vector<GalleryReport>> Measure(const EmbeddedPeople& people,
                                                   const IdentifyProtocol& protocol,
                                                   const std::filesystem::path& cohort) {
  PORTCULLIS_ASSIGN_OR_RETURN(const SearchDesign design, DesignOf(protocol));
  PORTCULLIS_ASSIGN_OR_RETURN(
      const DistanceMatrix scores,
      ScoreImages(people.embedded, people.model, *NormalisationNamed(protocol.normalisation),
                  cohort, protocol.seed));
  const auto& person_of_image = people.images.person_of_image;
  const std::vector<std::uint64_t> sizes = protocol.gallery_sizes.empty()
                                               ? GallerySizesOf(person_of_image, design)
                                               : protocol.gallery_sizes;
  std::vector<GalleryReport> reports;
  Progress progress(std::cerr, SearchProgress(sizes.size() * protocol.references_per_entry.size()));
  for (const std::uint64_t entries : sizes) {
    for (const std::uint64_t references : protocol.references_per_entry) {
      const GallerySize size{entries, references};
      PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Search> searches,
                                  SearchGalleries(scores, person_of_image, size, design));
      reports.push_back({size, design.draws,
                         MeasureOpenSet(searches, {.fpir_levels = protocol.fpir_levels,
                                                   .ranks = protocol.ranks,
                                                   .replicates = protocol.replicates,
                                                   .seed = protocol.seed})});
      progress.Advance();
    }
  }
  return reports;
}

absl::Status Identify(const IdentifyArguments& arguments, const std::string& program) {
  IdentifyProtocol protocol;
  PORTCULLIS_RETURN_IF_ERROR(
      ReadProtocol(arguments.data.protocol, arguments.data.overrides, protocol));
  PORTCULLIS_ASSIGN_OR_RETURN(const EmbeddedPeople people,
                              EmbedPeople(arguments.data, protocol.images_per_person, program));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<GalleryReport> reports,
                              Measure(people, protocol, arguments.cohort));
  const std::string intervals = "95 %, bootstrap over people searched for and over draws";
  nlohmann::ordered_json document = BeginDocument(arguments.data, protocol, people);
  document["intervals"] = intervals;
  std::cout << DescribePeople(arguments.data, people);
  for (const GalleryReport& report : reports) {
    PrintTable(report, std::cout);
    document["galleries"].push_back(ToJson(report));
  }
  std::cout << '\n' << "intervals: " << intervals << '\n';
  return WriteDocument(arguments.data.json, document);
}

}  // namespace

void AddIdentifyCommand(CLI::App& app, const std::string& program, RunCommand& chosen) {
  const auto arguments = std::make_shared<IdentifyArguments>();  // the callback outlives this call
  CLI::App* command = app.add_subcommand(
      "identify", "Measure misses and false alarms of searches in a list, by list size.");
  AddEmbeddingOptions(*command, arguments->data);
  IdentifyProtocol defaults;
  AddMeasurementOptions(*command, arguments->data, defaults);
  command->add_option("--cohort", arguments->cohort,
                      "cohort model to normalise scores against; see models/cohort");
  command->callback([arguments, program, &chosen] {
    RequireImages(arguments->data);
    chosen = [arguments, program] { return ExitCodeOf(Identify(*arguments, program)); };
  });
}

}  // namespace portcullis
