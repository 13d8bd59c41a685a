// portcullis-eval check: calibrates on one half of the people, counts on the other, and the other
// way round.
#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "eval/calibration_check.h"
#include "eval/calibration_quality.h"
#include "eval/command.h"
#include "eval/consistency_check.h"
#include "eval/measurement.h"
#include "eval/person_folders.h"
#include "eval/protocols.h"
#include "eval/rates_report.h"
#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/calibration.h"
#include "matcher/scoring/calibration_maker.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kFewestSearchedFor = 50;  // people, beside those on the largest list
constexpr int kReplicates = 200;                // of the reliability; the others have their own

// Images of some people, with who they are.
struct Half {
  std::vector<EmbeddedImage> images;
  std::vector<std::uint32_t> people;  // one per image
  Strangers strangers;
};

Half HalfOf(const EmbeddedPeople& people, bool first) {
  Half half;
  auto last_stranger = static_cast<std::uint32_t>(people.images.people.size());
  for (std::size_t i = 0; i < people.embedded.size(); ++i) {
    const std::uint32_t person = people.images.person_of_image[i];
    if (IsInFirstHalf(people.images.people[person]) != first) continue;
    half.images.push_back(people.embedded[i]);
    half.people.push_back(person);
    if (!people.embedded[i].embedding) continue;
    if (person != last_stranger) half.strangers.emplace_back();
    half.strangers.back().push_back(*people.embedded[i].embedding);
    last_stranger = person;
  }
  return half;
}

// The sizes of the protocol as far as there are people, and the largest that leaves some to search
// for.
std::vector<ListDesign> ListsFor(const Strangers& strangers, const CheckProtocol& protocol) {
  std::vector<ListDesign> lists;
  for (const std::size_t references : protocol.references_per_entry) {
    const std::size_t enrollable = CountEnrollable(strangers, references);
    for (const std::size_t size : protocol.list_sizes) {
      if (size <= enrollable && size < strangers.size()) {
        lists.push_back({size, references, protocol.probe_images});
      }
    }
    const std::size_t spare =
        strangers.size() > kFewestSearchedFor ? strangers.size() - kFewestSearchedFor : 0;
    const std::size_t largest = std::min(enrollable, spare);
    if (!lists.empty() && lists.back().references_per_entry == references &&
        largest > lists.back().list_size) {
      lists.push_back({largest, references, protocol.probe_images});
    }
  }
  return lists;
}

Json ToJson(const FalseAlarmCheck& check) {
  Json json;
  json["list_size"] = check.list.list_size;
  json["references_per_entry"] = check.list.references_per_entry;
  json["expected"] = check.expected;
  json["supported"] = check.supported;
  if (!check.supported) return json;
  json["observed"] = check.observed();
  json["searches"] = check.searches;
  json["ratio"] = check.observed() / check.expected;
  json["low"] = check.ratio_low;
  json["high"] = check.ratio_high;
  return json;
}

void Print(const std::vector<FalseAlarmCheck>& checks, std::ostream& out) {
  out << fmt::format("{:>7} {:>10} {:>10} {:>10} {:>10} {:>13} {:>16}\n", "entries", "references",
                     "expected", "observed", "searches", "observed/exp.", "95 % interval");
  for (const FalseAlarmCheck& check : checks) {
    const auto& [list_size, references, probe_images] = check.list;
    if (!check.supported) {
      out << fmt::format("{:>7} {:>10} {:>10} not supported: finer than 3/K\n", list_size,
                         references, check.expected);
      continue;
    }
    out << fmt::format("{:>7} {:>10} {:>10} {:>10.4f} {:>10} {:>13.2f} {:>7.2f} to {:.2f}\n",
                       list_size, references, check.expected, check.observed(), check.searches,
                       check.observed() / check.expected, check.ratio_low, check.ratio_high);
  }
}

void Print(const CalibrationQuality& quality, std::ostream& out) {
  out << fmt::format(
      "Cllr {:.4f}, of which the order alone {:.4f}: calibration loses {:.4f} bits\n", quality.cllr,
      quality.cllr_min, quality.cllr - quality.cllr_min);
  out << fmt::format("{:>12} {:>12} {:>24} {:>12}\n", "posterior", "observed", "95 % interval",
                     "comparisons");
  for (const ReliabilityBin& bin : quality.reliability) {
    out << fmt::format("{:>12.6f} {:>12.6f} {:>12.6f} to {:.6f} {:>12}\n", bin.predicted,
                       bin.observed, bin.low, bin.high, bin.count);
  }
}

void Print(const ConsistencyCheck& check, std::ostream& out) {
  out << fmt::format("{} images of one person taken for two: {}\n", check.images,
                     DescribeCount(check.refused));
  out << fmt::format("{} images of two people seen to be: {}\n", check.images,
                     DescribeCount(check.caught));
}

Json ToJson(const ConsistencyCheck& check) {
  return {{"images", check.images},
          {"refused", ToJson(check.refused)},
          {"caught", ToJson(check.caught)}};
}

Json ToJson(const CalibrationTable& table, const Half& checked,
            const std::vector<FalseAlarmCheck>& checks, const CalibrationQuality& quality) {
  Json json;
  json["calibrated_on"] = {{"people", table.people},
                           {"impostor_comparisons", table.impostor_comparisons}};
  json["checked_on"] = {{"people", checked.strangers.size()}};
  for (const FalseAlarmCheck& check : checks) json["false_alarms"].push_back(ToJson(check));
  json["cllr"] = quality.cllr;
  json["cllr_min"] = quality.cllr_min;
  json["prior"] = quality.prior;
  json["reliability"] = Json::array();
  for (const ReliabilityBin& bin : quality.reliability) {
    json["reliability"].push_back({{"predicted", bin.predicted},
                                   {"observed", bin.observed},
                                   {"low", bin.low},
                                   {"high", bin.high},
                                   {"count", bin.count}});
  }
  return json;
}

std::size_t CountPeople(const Half& half) {
  std::vector<std::uint32_t> people = half.people;
  return static_cast<std::size_t>(std::unique(people.begin(), people.end()) - people.begin());
}

absl::StatusOr<Json> CheckHalves(const Half& calibrated, const Half& checked, const ModelId& model,
                                 const CheckProtocol& protocol, std::ostream& out) {
  const std::vector<ListDesign> lists = ListsFor(checked.strangers, protocol);
  if (lists.empty()) {
    return absl::FailedPreconditionError(
        fmt::format("{} people are left to check on, too few for any list of the protocol",
                    checked.strangers.size()));
  }
  if (CountEnrollable(checked.strangers, protocol.probe_images) == 0) {
    return absl::FailedPreconditionError(
        fmt::format("nobody of {} people has {} images to search with", checked.strangers.size(),
                    protocol.probe_images));
  }
  std::cerr << fmt::format("calibrating on {} images, checking on {} ...\n",
                           calibrated.images.size(), checked.images.size());
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Comparison> comparisons,
                              CompareAll(calibrated.images, calibrated.people));
  PORTCULLIS_ASSIGN_OR_RETURN(CalibrationTable table,
                              MakeCalibrationTable({.model = model,
                                                    .data_set = "one half",
                                                    .measured_on = "",
                                                    .people = CountPeople(calibrated),
                                                    .images = calibrated.images.size()},
                                                   comparisons, {}));
  out << fmt::format("\ncalibrated on {} impostor comparisons, checked on {} other people\n",
                     table.impostor_comparisons, checked.strangers.size());
  PORTCULLIS_ASSIGN_OR_RETURN(const Calibration calibration, Calibration::Create(std::move(table)));
  PORTCULLIS_ASSIGN_OR_RETURN(
      const std::vector<FalseAlarmCheck> checks,
      CheckFalseAlarms(calibration, checked.strangers, lists, protocol.expected));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Comparison> unseen,
                              CompareAll(checked.images, checked.people));
  const CalibrationQuality quality = MeasureCalibration(calibration, unseen, kReplicates);
  Print(checks, out);
  Print(quality, out);
  Json json = ToJson(calibration.table(), checked, checks, quality);
  if (protocol.probe_images > 1) {
    PORTCULLIS_ASSIGN_OR_RETURN(
        const ConsistencyCheck consistency,
        CheckConsistency(calibration, checked.strangers, protocol.probe_images));
    Print(consistency, out);
    json["consistency"] = ToJson(consistency);
  }
  return json;
}

absl::Status Check(const MeasurementOptions& options, const std::string& program) {
  CheckProtocol protocol;
  PORTCULLIS_RETURN_IF_ERROR(ReadProtocol(options.protocol, options.overrides, protocol));
  PORTCULLIS_ASSIGN_OR_RETURN(const EmbeddedPeople people,
                              EmbedPeople(options, protocol.images_per_person, program));
  std::cout << DescribePeople(options, people);
  const Half first = HalfOf(people, true);
  const Half second = HalfOf(people, false);
  Json document = BeginDocument(options, protocol, people);
  const std::string intervals = "95 %, bootstrap over the people checked on";
  document["intervals"] = intervals;
  PORTCULLIS_ASSIGN_OR_RETURN(const Json one,
                              CheckHalves(first, second, people.model, protocol, std::cout));
  PORTCULLIS_ASSIGN_OR_RETURN(const Json other,
                              CheckHalves(second, first, people.model, protocol, std::cout));
  document["calibrations"] = Json::array({one, other});
  std::cout << "\nintervals: " << intervals << '\n';
  return WriteDocument(options.json, document);
}

}  // namespace

void AddCheckCommand(CLI::App& app, const std::string& program, RunCommand& chosen) {
  const auto options = std::make_shared<MeasurementOptions>();  // the callback outlives this call
  CLI::App* command = app.add_subcommand(
      "check",
      "Calibrate on one half of the people, count false alarms and check likelihood "
      "ratios on the other; and vice versa.");
  AddEmbeddingOptions(*command, *options);
  CheckProtocol defaults;
  AddMeasurementOptions(*command, *options, defaults);
  command->callback([options, program, &chosen] {
    RequireImages(*options);
    chosen = [options, program] { return ExitCodeOf(Check(*options, program)); };
  });
}

}  // namespace portcullis
