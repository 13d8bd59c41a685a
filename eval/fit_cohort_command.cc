// portcullis-eval fit-cohort: the distribution of strangers, from a data set with one folder per
// person.
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "eval/command.h"
#include "eval/engine.h"
#include "eval/person_folders.h"
#include "eval/progress.h"
#include "eval/rates_report.h"
#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/scoring/calibration_file.h"
#include "matcher/scoring/cohort_file.h"
#include "matcher/scoring/cohort_fitter.h"

namespace portcullis {
namespace {

struct FitCohortArguments {
  EngineOptions engine;
  std::filesystem::path root;
  std::size_t images_per_person = kDefaultImagesPerPerson;
  std::string data_set;
  std::string fitted_on = Today();
  std::filesystem::path out = "models/cohort";
};

void PrintSummary(const CohortModel& model, const std::vector<EmbeddedImage>& images,
                  std::ostream& out) {
  out << TableLine("model", model.model.ToString());
  out << TableLine("data set", fmt::format("{}, fitted on {}", model.data_set, model.fitted_on));
  out << TableLine("people", fmt::format("{}", model.people));
  out << TableLine("images", fmt::format("{}, {}: not used", model.images,
                                         DescribeFailures(CountFailures(images))));
  out << TableLine("axes", fmt::format("{} of {}", model.axis_count(), model.dimension()));
  std::vector<std::string> people;
  for (const CohortComponent& component : model.components) {
    people.push_back(fmt::format("{:.0f}", component.weight * static_cast<double>(model.people)));
  }
  out << TableLine("people by component", fmt::format("{}", fmt::join(people, " ")));
  for (const CohortKnot& knot : model.knots) {
    out << TableLine(fmt::format("FMR {}", Percent(knot.fmr)),
                     fmt::format("strangers {:.4f}, travellers {:.4f}", knot.distance.value,
                                 knot.cohort_distance.value));
  }
}

absl::Status FitCohort(const FitCohortArguments& arguments, const std::string& program) {
  PORTCULLIS_RETURN_IF_ERROR(MakeOutputFolder(arguments.out));
  PORTCULLIS_ASSIGN_OR_RETURN(const PersonFolders folders,
                              ReadPersonFolders(arguments.root, arguments.images_per_person));
  PORTCULLIS_ASSIGN_OR_RETURN(const Engine engine, Engine::Create(arguments.engine, program));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<EmbeddedImage> images,
                              engine.EmbedAll(folders.images));
  CohortSource source{engine.model(),
                      fmt::format("{}, up to {} images per person", arguments.data_set,
                                  arguments.images_per_person),
                      arguments.fitted_on,
                      folders.people.size(),
                      images.size(),
                      0};
  std::vector<Embedding> embeddings;
  std::vector<std::uint32_t> people;
  for (std::size_t i = 0; i < images.size(); ++i) {
    source.failures_to_enrol += images[i].embedding ? 0U : 1U;
    if (!images[i].embedding) continue;
    embeddings.push_back(*images[i].embedding);
    people.push_back(folders.person_of_image[i]);
  }
  CohortFitterOptions options;
  Progress progress(std::cerr, {.task = "fitting",
                                .unit = "steps",
                                .total = CohortFitSteps(options),
                                .on_terminal = isatty(STDERR_FILENO) != 0});
  options.on_step = [&progress] { progress.Advance(); };
  PORTCULLIS_ASSIGN_OR_RETURN(const CohortModel model,
                              FitCohortModel(source, embeddings, people, options));
  const std::filesystem::path file = arguments.out / CalibrationFileName(model.model);
  PORTCULLIS_RETURN_IF_ERROR(SaveCohortModel(model, file));
  PrintSummary(model, images, std::cout);
  std::cout << TableLine("written", file.string());
  return absl::OkStatus();
}

}  // namespace

void AddFitCohortCommand(CLI::App& app, const std::string& program, RunCommand& chosen) {
  const auto arguments = std::make_shared<FitCohortArguments>();  // the callback outlives this call
  CLI::App* command = app.add_subcommand(
      "fit-cohort",
      "Fit the distribution that synthetic travellers are drawn from: nobody's data.");
  AddEngineOptions(*command, arguments->engine);
  command->add_option("--root", arguments->root, "folder with one folder of images per person")
      ->required();
  AddImagesPerPersonOption(*command, arguments->images_per_person);
  command->add_option("--data-set", arguments->data_set, "name of the data set, for the file")
      ->required();
  AddDateOption(*command, "--fitted-on", arguments->fitted_on);
  command->add_option("--out", arguments->out, "folder to write the file to")
      ->capture_default_str();
  command->callback([arguments, program, &chosen] {
    chosen = [arguments, program] { return ExitCodeOf(FitCohort(*arguments, program)); };
  });
}

}  // namespace portcullis
