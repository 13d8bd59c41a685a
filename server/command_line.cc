#include "server/command_line.h"

#include <unistd.h>

#include <map>
#include <string>
#include <string_view>

#include "CLI/CLI.hpp"
#include "fmt/format.h"

namespace portcullis {
namespace {

constexpr int kUsageError = 2;

std::vector<std::pair<std::string, std::string>> Environment() {
  std::vector<std::pair<std::string, std::string>> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text(*variable);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    variables.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

}  // namespace

std::variant<CommandLine, int> ParseCommandLine(int argc, char** argv) {
  CommandLine command;
  std::string config_file;
  bool insecure_loopback = false;
  // Flags that are short for --set, by the key that they set.
  std::map<std::string, std::string> shorthands;

  CLI::App app("Portcullis: answers at a border lane whether a traveller is on a watch list.");
  app.set_version_flag("--version", PORTCULLIS_VERSION);
  app.add_option("--config", config_file, "TOML file (docs/operations.md describes every key)");
  app.add_option("--set", command.config.assignments, "Set one key: section.key=value. Repeatable")
      ->allow_extra_args(false);
  app.add_option("--listen", shorthands["server.listen"], "Short for --set server.listen=...");
  app.add_option("--data-dir", shorthands["storage.data_dir"],
                 "Short for --set storage.data_dir=...");
  app.add_option("--models-dir", shorthands["models.dir"], "Short for --set models.dir=...");
  app.add_flag("--insecure-loopback", insecure_loopback,
               "No TLS and no roles, on 127.0.0.1 or [::1] only. For trials on one machine");
  app.add_flag("--create-key", command.create_key, "Make storage.key_file if there is none");
  app.add_flag("--check-config", command.check_config, "Check the configuration and exit");
  app.add_flag("--check", command.check_data,
               "Examine the data folder and exit; no server may run on it");
  app.add_option("--restore", command.restore,
                 "Put the snapshot in this folder in place of the database and exit");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsageError;
  }

  if (!config_file.empty()) command.config.file = config_file;
  for (const auto& [key, value] : shorthands) {
    if (!value.empty()) command.config.assignments.push_back(fmt::format("{}={}", key, value));
  }
  if (insecure_loopback) command.config.assignments.emplace_back("server.insecure_loopback=true");
  command.config.environment = Environment();
  return command;
}

}  // namespace portcullis
