// portcullis: the client commands. 0 an answer, 1 failure, 2 usage.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "CLI/App.hpp"
#include "CLI/Config.hpp"
#include "CLI/Formatter.hpp"
#include "clients/cli/action.h"

namespace {

constexpr int kFailure = 1;
constexpr int kUsage = 2;

bool WantsColours() { return isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr; }

/// "entry approve": the subcommands that were given.
std::string CommandOf(const CLI::App& app) {
  std::string command;
  for (const CLI::App* at = &app; !at->get_subcommands().empty();) {
    at = at->get_subcommands().front();
    command += (command.empty() ? "" : " ") + at->get_name();
  }
  return command;
}

}  // namespace

int main(int argc, char** argv) {
  using portcullis::cli::Session;
  // gRPC's own log would stand between the user and our one line.
  setenv("GRPC_VERBOSITY", "NONE", /*replace=*/0);

  CLI::App app("Asks a Portcullis server who is on its watch lists.", "portcullis");
  portcullis::cli::SessionOptions options;
  portcullis::cli::Action action;
  portcullis::cli::AddCommands(app, options, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    std::cerr << "portcullis: " << error.what() << "; see portcullis --help\n";
    return kUsage;
  }
  const std::string command = CommandOf(app);
  const auto fail = [&command](std::string_view message, int code) {
    std::cerr << "portcullis: " << command << ": " << message << '\n';
    return code;
  };
  if (const std::string error = portcullis::cli::ConnectionUsageError(options); !error.empty()) {
    return fail(error, kUsage);
  }
  const auto session = Session::Create(
      options, {.in = std::cin,
                .out = std::cout,
                .notes = std::cerr,
                .colours = WantsColours(),
                .notes_on_terminal = isatty(STDERR_FILENO) == 1,
                .terminal = TerminalFrom(portcullis::cli::ReadTerminalEnvironment())});
  absl::Status status = session.status();
  if (status.ok()) status = action(**session);
  if (!status.ok()) return fail({status.message().data(), status.message().size()}, kFailure);
  return std::cout.flush() ? 0 : fail("OUTPUT_LOST: cannot write the answer", kFailure);
}
