// portcullis-eval groups: error rates by a column of a CSV.
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "eval/command.h"
#include "eval/distance_matrix.h"
#include "eval/error_rates.h"
#include "eval/group_rates.h"
#include "eval/measurement.h"
#include "eval/protocols.h"
#include "eval/rates_report.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

using Json = nlohmann::ordered_json;

struct GroupsArguments {
  MeasurementOptions data;
  std::string column;
  std::filesystem::path calibration;
};

struct Threshold {
  Distance distance;
  std::string set_by;
};

absl::StatusOr<Threshold> ChooseThreshold(const GroupsArguments& arguments,
                                          const GroupsProtocol& protocol,
                                          const EmbeddedPeople& people,
                                          const DistanceMatrix& distances) {
  const auto refuse = [](std::string_view problem) {
    return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kFieldInvalid, problem);
  };
  const std::string level = Percent(protocol.fmr);
  if (!arguments.calibration.empty()) {
    PORTCULLIS_ASSIGN_OR_RETURN(const Calibration calibration,
                                LoadCalibrationOf(arguments.calibration, people.model));
    if (protocol.fmr < calibration.finest_fmr()) {
      return refuse(fmt::format("the calibration supports no FMR below {}, asked for is {}",
                                Percent(calibration.finest_fmr()), level));
    }
    return Threshold{
        calibration.DistanceAtFmr(protocol.fmr),
        fmt::format("FMR {} of the calibration on {}", level, calibration.table().data_set)};
  }
  const std::vector<Comparison> comparisons =
      ComparisonsOf(distances, people.images.person_of_image, 0, 1);
  const FnmrAtFmr overall = FnmrAtFmrLevels(comparisons, {&protocol.fmr, 1}, 0).front();
  if (!overall.supported) {
    return refuse(
        fmt::format("{} impostor comparisons support no FMR of {}; give --fmr or "
                    "--calibration",
                    comparisons.size() - CountGenuine(comparisons), level));
  }
  return Threshold{overall.threshold, fmt::format("FMR {} over everybody", level)};
}

Json ToJson(const GroupCell& cell) {
  Json json;
  json["group"] = cell.group;
  if (!cell.genuine || cell.other_group != cell.group) json["other_group"] = cell.other_group;
  json["kind"] = cell.genuine ? "fnmr" : "fmr";
  json["comparisons"] = cell.rate.trials;
  json["people"] = cell.people;
  json["suppressed"] = cell.suppressed;
  if (cell.suppressed) return json;
  json["errors"] = cell.rate.errors;
  json["rate"] = cell.rate.is_bound_only() ? Json() : Json(cell.rate.rate());
  json["low"] = cell.rate.low;
  json["high"] = cell.rate.high;
  return json;
}

Json ToJson(const std::optional<DifferentialSummary>& summary) {
  if (!summary) return {};
  return {{"groups", summary->groups},
          {"max_over_min", summary->max_over_min},
          {"max_over_geometric_mean", summary->max_over_geometric_mean},
          {"gini", summary->gini}};
}

std::string Describe(const std::optional<DifferentialSummary>& summary) {
  if (!summary) return "not summed up: fewer than two groups have three errors or more each";
  return fmt::format("max/min {:.2f}, max/geometric mean {:.2f}, Gini {:.3f}, over {} groups",
                     summary->max_over_min, summary->max_over_geometric_mean, summary->gini,
                     summary->groups);
}

void PrintCells(const GroupRates& rates, bool genuine, std::ostream& out) {
  out << (genuine ? "\nfalse non-matches\n" : "\nfalse matches\n");
  for (const GroupCell& cell : rates.cells) {
    if (cell.genuine != genuine) continue;
    const std::string name = cell.group == cell.other_group
                                 ? cell.group
                                 : fmt::format("{} with {}", cell.group, cell.other_group);
    const std::string value =
        cell.suppressed
            ? fmt::format("too few: {} comparisons of {} people", cell.rate.trials, cell.people)
            : fmt::format("{}, {} people", DescribeCount(cell.rate), cell.people);
    out << fmt::format("  {:<38}{}\n", name, value);
  }
  out << fmt::format("  {:<38}{}\n", "within groups", Describe(genuine ? rates.fnmr : rates.fmr));
}

absl::Status MeasureByGroup(const GroupsArguments& arguments, const std::string& program) {
  GroupsProtocol protocol;
  PORTCULLIS_RETURN_IF_ERROR(
      ReadProtocol(arguments.data.protocol, arguments.data.overrides, protocol));
  PORTCULLIS_ASSIGN_OR_RETURN(const EmbeddedPeople people,
                              EmbedPeople(arguments.data, protocol.images_per_person, program));
  PORTCULLIS_ASSIGN_OR_RETURN(const ImageColumn* column, people.images.Column(arguments.column));
  PORTCULLIS_ASSIGN_OR_RETURN(const DistanceMatrix distances,
                              DistanceMatrix::Create(people.embedded));
  PORTCULLIS_ASSIGN_OR_RETURN(const Threshold threshold,
                              ChooseThreshold(arguments, protocol, people, distances));
  const GroupRates rates =
      MeasureGroups(distances, people.images.person_of_image, column->values, threshold.distance,
                    {.minimum_comparisons = protocol.minimum_comparisons,
                     .minimum_people = protocol.minimum_people,
                     .replicates = static_cast<int>(protocol.replicates)});
  const std::string intervals = "95 %, bootstrap over the people of each cell";
  Json document = BeginDocument(arguments.data, protocol, people);
  document["intervals"] = intervals;
  document["column"] = arguments.column;
  document["threshold"] = {{"distance", threshold.distance.value}, {"set_by", threshold.set_by}};
  for (const GroupCell& cell : rates.cells) document["cells"].push_back(ToJson(cell));
  document["summary"] = {{"fmr", ToJson(rates.fmr)}, {"fnmr", ToJson(rates.fnmr)}};
  std::cout << DescribePeople(arguments.data, people)
            << TableLine("column", arguments.column + ", as people described themselves")
            << TableLine("threshold",
                         fmt::format("{:.4f}, {}", threshold.distance.value, threshold.set_by));
  PrintCells(rates, false, std::cout);
  PrintCells(rates, true, std::cout);
  std::cout << '\n' << TableLine("intervals", intervals);
  return WriteDocument(arguments.data.json, document);
}

}  // namespace

void AddGroupsCommand(CLI::App& app, const std::string& program, RunCommand& chosen) {
  const auto arguments = std::make_shared<GroupsArguments>();  // the callback outlives this call
  CLI::App* command = app.add_subcommand(
      "groups", "Measure error rates by a column of a CSV: what people said of themselves.");
  AddEmbeddingOptions(*command, arguments->data);
  GroupsProtocol defaults;
  AddMeasurementOptions(*command, arguments->data, defaults);
  command->add_option("--column", arguments->column, "column of --images or --people")->required();
  command->add_option("--calibration", arguments->calibration,
                      "calibration table that sets the threshold at --fmr");
  command->callback([arguments, program, &chosen] {
    RequireImages(arguments->data);
    chosen = [arguments, program] { return ExitCodeOf(MeasureByGroup(*arguments, program)); };
  });
}

}  // namespace portcullis
