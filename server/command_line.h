// What portcullisd was asked to do.
#pragma once

#include <string>
#include <variant>

#include "server/config/config_loader.h"

namespace portcullis {

struct CommandLine {
  ConfigSources config;  // with the environment
  bool create_key = false;
  bool check_config = false;
  bool check_data = false;
  std::string restore;  // folder of a snapshot; empty: none
};

/// The exit status instead, when the program has nothing more to do: 0 after --help and --version,
/// 2 after a wrong flag, both already explained on the terminal.
std::variant<CommandLine, int> ParseCommandLine(int argc, char** argv);

}  // namespace portcullis
