// The subcommands of `portcullis policy`, by what they are about.
#pragma once

#include <string>

#include "CLI/App.hpp"
#include "clients/cli/action.h"

namespace portcullis::cli {

/// show, list
void AddPolicyViews(CLI::App& policy, Action& chosen);
/// calibration
void AddPolicyCalibration(CLI::App& policy, Action& chosen);
/// propose, approve, reject, withdraw, rollback
void AddPolicyActs(CLI::App& policy, Action& chosen);
/// simulate
void AddPolicySimulation(CLI::App& policy, Action& chosen);

/// What shows a policy as a file that can be edited: the only command that takes "-o toml".
inline constexpr char kShowCommand[] = "show";

}  // namespace portcullis::cli
