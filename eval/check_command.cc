// portcullis-eval check: calibrates on one half of the people, counts on the other, and the other
// way round.
#include <array>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "eval/calibration_check.h"
#include "eval/command.h"
#include "eval/engine.h"
#include "eval/person_folders.h"
#include "eval/rates_report.h"
#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/calibration.h"
#include "matcher/scoring/calibration_maker.h"

namespace portcullis {
namespace {

constexpr std::array<std::size_t, 2> kListSizes = {100, 1000};
constexpr std::array kExpected = {0.01, 0.1, 1.0};  // false alarms per search

struct CheckArguments {
  EngineOptions engine;
  std::filesystem::path root;
  std::size_t images_per_person = kDefaultImagesPerPerson;
};

// One way to split the people: calibrated on some, checked on the others.
struct Halves {
  std::vector<EmbeddedImage> calibration_images;
  std::vector<std::uint32_t> calibration_people;  // one per image
  std::vector<Embedding> strangers;               // the first image of each person that has one
};

Halves Split(const PersonFolders& folders, const std::vector<EmbeddedImage>& images,
             bool calibrate_on_first) {
  Halves halves;
  auto last_stranger = static_cast<std::uint32_t>(folders.people.size());
  for (std::size_t i = 0; i < images.size(); ++i) {
    const std::uint32_t person = folders.person_of_image[i];
    if (IsInFirstHalf(folders.people[person]) == calibrate_on_first) {
      halves.calibration_images.push_back(images[i]);
      halves.calibration_people.push_back(person);
    } else if (images[i].embedding && person != last_stranger) {
      halves.strangers.push_back(*images[i].embedding);
      last_stranger = person;
    }
  }
  return halves;
}

void PrintChecks(const std::vector<FalseAlarmCheck>& checks, std::ostream& out) {
  out << fmt::format("{:>7} {:>10} {:>10} {:>10} {:>13} {:>16}\n", "entries", "expected",
                     "observed", "searches", "observed/exp.", "95 % interval");
  for (const FalseAlarmCheck& check : checks) {
    if (!check.supported) {
      out << fmt::format("{:>7} {:>10} not supported: finer than 3/K\n", check.list_size,
                         check.expected);
      continue;
    }
    out << fmt::format("{:>7} {:>10} {:>10.4f} {:>10} {:>13.2f} {:>7.2f} to {:.2f}\n",
                       check.list_size, check.expected, check.observed(), check.searches,
                       check.observed() / check.expected, check.ratio_low, check.ratio_high);
  }
}

absl::Status CheckHalves(const Halves& halves, const ModelId& model, std::ostream& out) {
  std::vector<std::size_t> list_sizes;
  for (const std::size_t size : kListSizes) {
    if (size < halves.strangers.size()) list_sizes.push_back(size);
  }
  if (list_sizes.empty()) {
    return absl::FailedPreconditionError(
        fmt::format("{} people are left to check on, more than {} needed", halves.strangers.size(),
                    kListSizes.front()));
  }
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Comparison> comparisons,
                              CompareAll(halves.calibration_images, halves.calibration_people));
  PORTCULLIS_ASSIGN_OR_RETURN(
      CalibrationTable table,
      MakeCalibrationTable({.model = model, .data_set = "one half", .measured_on = ""}, comparisons,
                           {}));
  out << fmt::format("calibrated on {} impostor comparisons, checked on {} other people\n",
                     table.impostor_comparisons, halves.strangers.size());
  PORTCULLIS_ASSIGN_OR_RETURN(const Calibration calibration, Calibration::Create(std::move(table)));
  PORTCULLIS_ASSIGN_OR_RETURN(
      const std::vector<FalseAlarmCheck> checks,
      CheckFalseAlarms(calibration, halves.strangers, list_sizes, kExpected));
  PrintChecks(checks, out);
  return absl::OkStatus();
}

absl::Status Check(const CheckArguments& arguments, const std::string& program) {
  PORTCULLIS_ASSIGN_OR_RETURN(const PersonFolders folders,
                              ReadPersonFolders(arguments.root, arguments.images_per_person));
  PORTCULLIS_ASSIGN_OR_RETURN(const Engine engine, Engine::Create(arguments.engine, program));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<EmbeddedImage> images,
                              engine.EmbedAll(folders.images));
  std::cout << TableLine("model", engine.model().ToString());
  for (const bool calibrate_on_first : {true, false}) {
    PORTCULLIS_RETURN_IF_ERROR(
        CheckHalves(Split(folders, images, calibrate_on_first), engine.model(), std::cout));
  }
  std::cout << "intervals: 95 %, bootstrap over the people checked on\n";
  return absl::OkStatus();
}

}  // namespace

void AddCheckCommand(CLI::App& app, const std::string& program, RunCommand& chosen) {
  const auto arguments = std::make_shared<CheckArguments>();  // the callback outlives this call
  CLI::App* command = app.add_subcommand(
      "check",
      "Calibrate on one half of the people, count false alarms on the other; and vice versa.");
  AddEngineOptions(*command, arguments->engine);
  command->add_option("--root", arguments->root, "folder with one folder of images per person")
      ->required();
  AddImagesPerPersonOption(*command, arguments->images_per_person);
  command->callback([arguments, program, &chosen] {
    chosen = [arguments, program] { return ExitCodeOf(Check(*arguments, program)); };
  });
}

}  // namespace portcullis
