// portcullis-eval calibrate: a calibration table from a data set with one folder per person.
#include <array>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "eval/command.h"
#include "eval/engine.h"
#include "eval/error_rates.h"
#include "eval/person_folders.h"
#include "eval/rates_report.h"
#include "eval/table_identification.h"
#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/calibration_file.h"
#include "matcher/scoring/calibration_maker.h"

namespace portcullis {
namespace {

constexpr std::array kLevels = {1e-2, 1e-3, 1e-4, 1e-5};
constexpr int kReplicates = 200;  // of the summary; the table has its own

struct CalibrateArguments {
  EngineOptions engine;
  std::filesystem::path root;
  std::size_t images_per_person = kDefaultImagesPerPerson;
  std::string data_set;
  std::string measured_on = Today();
  std::filesystem::path out = "models/calibration";
};

void PrintSummary(const CalibrationTable& table, const std::vector<EmbeddedImage>& images,
                  const std::vector<Comparison>& comparisons, std::ostream& out) {
  out << TableLine("model", table.model.ToString());
  out << TableLine("data set",
                   fmt::format("{}, measured on {}", table.data_set, table.measured_on));
  out << TableLine("people", fmt::format("{}", table.people));
  out << TableLine("images", fmt::format("{}, {}: not compared", table.images,
                                         DescribeFailures(CountFailures(images))));
  out << TableLine("genuine comparisons", fmt::format("{}", table.genuine_comparisons));
  out << TableLine("impostor comparisons", fmt::format("{}", table.impostor_comparisons));
  for (const FnmrAtFmr& rate : FnmrAtFmrLevels(comparisons, kLevels, kReplicates)) {
    out << TableLine(fmt::format("FNMR at FMR {}", Percent(rate.fmr)),
                     DescribeRate(rate, table.impostor_comparisons));
  }
  for (const MeasuredIdentification& row : table.identification) {
    out << TableLine(fmt::format("FNIR at FPIR {}", Percent(row.fpir)),
                     fmt::format("{} ({} to {}), {} entries, one reference each", Percent(row.fnir),
                                 Percent(row.fnir_low), Percent(row.fnir_high), row.entries));
  }
  out << TableLine("intervals", "95 %, bootstrap over people");
}

absl::Status Calibrate(const CalibrateArguments& arguments, const std::string& program) {
  PORTCULLIS_RETURN_IF_ERROR(MakeOutputFolder(arguments.out));
  PORTCULLIS_ASSIGN_OR_RETURN(const PersonFolders folders,
                              ReadPersonFolders(arguments.root, arguments.images_per_person));
  PORTCULLIS_ASSIGN_OR_RETURN(const Engine engine, Engine::Create(arguments.engine, program));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<EmbeddedImage> images,
                              engine.EmbedAll(folders.images));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<Comparison> comparisons,
                              CompareAll(images, folders.person_of_image));
  CalibrationSource source{engine.model(),
                           fmt::format("{}, up to {} images per person", arguments.data_set,
                                       arguments.images_per_person),
                           arguments.measured_on,
                           folders.people.size(),
                           images.size(),
                           0};
  for (const EmbeddedImage& image : images) source.failures_to_enrol += image.embedding ? 0U : 1U;

  std::cerr << fmt::format("resampling {} comparisons ...\n", comparisons.size());
  PORTCULLIS_ASSIGN_OR_RETURN(CalibrationTable table,
                              MakeCalibrationTable(source, comparisons, {}));
  PORTCULLIS_ASSIGN_OR_RETURN(table.identification,
                              IdentificationForTable(images, folders.person_of_image));
  // A table that breaks a promise is never written.
  PORTCULLIS_RETURN_IF_ERROR(Calibration::Create(table).status());
  const std::filesystem::path file = arguments.out / CalibrationFileName(table.model);
  PORTCULLIS_RETURN_IF_ERROR(SaveCalibration(table, file));
  PrintSummary(table, images, comparisons, std::cout);
  std::cout << TableLine("written", file.string());
  return absl::OkStatus();
}

}  // namespace

void AddCalibrateCommand(CLI::App& app, const std::string& program, RunCommand& chosen) {
  const auto arguments = std::make_shared<CalibrateArguments>();  // the callback outlives this call
  CLI::App* command = app.add_subcommand(
      "calibrate", "Make the calibration table of a model: statistics of scores, nobody's data.");
  AddEngineOptions(*command, arguments->engine);
  command->add_option("--root", arguments->root, "folder with one folder of images per person")
      ->required();
  AddImagesPerPersonOption(*command, arguments->images_per_person);
  command->add_option("--data-set", arguments->data_set, "name of the data set, for the table")
      ->required();
  AddDateOption(*command, "--measured-on", arguments->measured_on);
  command->add_option("--out", arguments->out, "folder to write the table to")
      ->capture_default_str();
  command->callback([arguments, program, &chosen] {
    chosen = [arguments, program] { return ExitCodeOf(Calibrate(*arguments, program)); };
  });
}

}  // namespace portcullis
