// portcullis-eval embed: one line of JSON per image.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "eval/command.h"
#include "eval/embedded_image.h"
#include "eval/engine.h"
#include "eval/pairs_file.h"
#include "fmt/format.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

struct EmbedArguments {
  EngineOptions engine;
  std::filesystem::path files_from;
  std::filesystem::path root;
  std::filesystem::path out;
};

absl::Status WriteLines(const EmbedArguments& arguments, const Engine& engine,
                        const std::vector<std::string>& paths, std::ostream& out) {
  std::vector<std::filesystem::path> files;
  files.reserve(paths.size());
  for (const std::string& path : paths) files.push_back(arguments.root / path);
  const auto images = engine.EmbedEach(files);
  absl::Status first_failure;
  for (std::size_t i = 0; i < images.size(); ++i) {
    EmbeddedImage line;
    if (images[i].ok()) {
      line = *images[i];
    } else {
      // NOT_FOUND, INTERNAL: nothing that an image could be blamed for, so the command fails too.
      line.outcome = absl::StatusCodeToString(images[i].status().code());
      first_failure.Update(images[i].status());
    }
    out << ToJsonLine(paths[i], engine.model(), line) << '\n';
  }
  out.flush();
  if (!out) return absl::UnavailableError("cannot write the output");
  return first_failure;
}

absl::Status Embed(const EmbedArguments& arguments, const std::string& program) {
  const bool from_input = arguments.files_from == "-";
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<std::string> paths,
                              ReadPaths(from_input ? "/dev/stdin" : arguments.files_from));
  PORTCULLIS_ASSIGN_OR_RETURN(const Engine engine, Engine::Create(arguments.engine, program));
  if (arguments.out.empty()) return WriteLines(arguments, engine, paths, std::cout);
  std::ofstream out(arguments.out);
  if (!out) {
    return absl::UnavailableError(fmt::format("cannot write {}", arguments.out.string()));
  }
  return WriteLines(arguments, engine, paths, out);
}

}  // namespace

void AddEmbedCommand(CLI::App& app, const std::string& program, RunCommand& chosen) {
  const auto arguments = std::make_shared<EmbedArguments>();  // the callback outlives this function
  CLI::App* command = app.add_subcommand(
      "embed", "Write one line of JSON per image: outcome, face, quality, embedding.");
  AddEngineOptions(*command, arguments->engine);
  command
      ->add_option("--files-from", arguments->files_from, "file of paths, one a line; - is stdin")
      ->required();
  command->add_option("--root", arguments->root, "folder that the paths start from");
  command->add_option("--out", arguments->out, "file to write instead of standard output");
  command->callback([arguments, program, &chosen] {
    chosen = [arguments, program] { return ExitCodeOf(Embed(*arguments, program)); };
  });
}

}  // namespace portcullis
