// portcullis-eval enrol-failures: how many images no embedding can be made from, and why.
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "border/policy/policy.h"
#include "eval/command.h"
#include "eval/engine.h"
#include "eval/enrol_failures.h"
#include "eval/pairs_file.h"
#include "matcher/core/status_macros.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

struct EnrolFailuresArguments {
  EngineOptions engine;
  std::filesystem::path files_from;
  std::filesystem::path root;
  QualityBar bar = QualityBars{}.probe;
  std::string output = "table";
};

absl::Status MeasureEnrolFailures(const EnrolFailuresArguments& arguments,
                                  const std::string& program) {
  const bool from_input = arguments.files_from == "-";
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<std::string> paths,
                              ReadPaths(from_input ? "/dev/stdin" : arguments.files_from));
  PORTCULLIS_ASSIGN_OR_RETURN(const Engine engine, Engine::Create(arguments.engine, program));
  std::vector<std::filesystem::path> files;
  files.reserve(paths.size());
  for (const std::string& path : paths) files.push_back(arguments.root / path);
  const auto images = engine.AssessEach(files, arguments.bar);
  std::vector<ImageOutcome> outcomes;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    PORTCULLIS_RETURN_IF_ERROR(images[i].status());
    outcomes.push_back({paths[i], images[i]->outcome});
  }
  const EnrolFailures failures = CountEnrolFailures(outcomes);
  if (arguments.output == "json") {
    nlohmann::ordered_json json = {{"model", engine.model().ToString()},
                                   {"detector", arguments.engine.detector}};
    json.update(ToJson(failures));
    std::cout << json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  } else {
    PrintTable(failures, std::cout);
  }
  std::cout.flush();
  return std::cout ? absl::OkStatus() : absl::UnavailableError("cannot write the output");
}

}  // namespace

void AddEnrolFailuresCommand(CLI::App& app, const std::string& program, RunCommand& chosen) {
  const auto arguments = std::make_shared<EnrolFailuresArguments>();  // the callback outlives this
  CLI::App* command = app.add_subcommand("enrol-failures",
                                         "Count the images that no embedding can be made from "
                                         "under the default bar of probes, by reason.");
  arguments->engine.use_cache = false;  // nothing is embedded
  AddVisionOptions(*command, arguments->engine);
  command
      ->add_option("--files-from", arguments->files_from, "file of paths, one a line; - is stdin")
      ->required();
  command->add_option("--root", arguments->root, "folder that the paths start from");
  command
      ->add_option("--min-inter-eye-distance", arguments->bar.min_inter_eye_distance_px,
                   "faces with eyes closer than this, in pixels, are of low quality")
      ->check(CLI::Range(0.0, 10000.0))
      ->capture_default_str();
  AddOutputOption(*command, arguments->output);
  command->callback([arguments, program, &chosen] {
    chosen = [arguments, program] { return ExitCodeOf(MeasureEnrolFailures(*arguments, program)); };
  });
}

}  // namespace portcullis
