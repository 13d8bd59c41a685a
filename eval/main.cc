// portcullis-eval: measures the engine on labelled images. Exit codes: 0 done, 1 failed, 2 misused.
#include <exception>
#include <iostream>

#include "CLI/CLI.hpp"
#include "eval/command.h"

namespace {

int Run(int argc, char** argv) {
  CLI::App app("Measures the face-matching engine on labelled images, without a server.",
               "portcullis-eval");
  app.require_subcommand(1);
  portcullis::RunCommand chosen;
  portcullis::AddEmbedCommand(app, argv[0], chosen);
  portcullis::AddEnrolFailuresCommand(app, argv[0], chosen);
  portcullis::AddVerifyCommand(app, argv[0], chosen);
  portcullis::AddIdentifyCommand(app, argv[0], chosen);
  portcullis::AddCompareCommand(app, argv[0], chosen);
  portcullis::AddGroupsCommand(app, argv[0], chosen);
  portcullis::AddDiscardCommand(app, argv[0], chosen);
  portcullis::AddCalibrateCommand(app, argv[0], chosen);
  portcullis::AddCheckCommand(app, argv[0], chosen);
  portcullis::AddFitCohortCommand(app, argv[0], chosen);
  portcullis::AddCheckCohortCommand(app, argv[0], chosen);
  portcullis::AddImportEmbeddingsCommand(app, argv[0], chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return chosen();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return Run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "portcullis-eval: " << error.what() << '\n';
    return 1;
  }
}
