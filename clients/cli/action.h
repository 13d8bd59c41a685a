// How the subcommands meet main: each adds itself to the parser and says what it does when chosen.
#pragma once

#include <functional>

#include "CLI/App.hpp"
#include "absl/status/status.h"
#include "clients/cli/session.h"

namespace portcullis::cli {

/// What a parsed command line asks for. An error's message is ready to be shown.
using Action = std::function<absl::Status(Session&)>;

/// Each adds one subcommand to `app`; parsing it sets `chosen`, which must outlive the parse.
void AddIdentify(CLI::App& app, Action& chosen);
void AddVerify(CLI::App& app, Action& chosen);
void AddCheck(CLI::App& app, Action& chosen);
void AddAssess(CLI::App& app, Action& chosen);
void AddList(CLI::App& app, Action& chosen);
void AddEntry(CLI::App& app, Action& chosen);
void AddImport(CLI::App& app, Action& chosen);
void AddExport(CLI::App& app, Action& chosen);
void AddChanges(CLI::App& app, Action& chosen);
void AddErasure(CLI::App& app, Action& chosen);
void AddPurge(CLI::App& app, Action& chosen);
void AddSnapshot(CLI::App& app, Action& chosen);
void AddPolicy(CLI::App& app, Action& chosen);
void AddStatus(CLI::App& app, Action& chosen);

/// All of them, and the options that they share.
void AddCommands(CLI::App& app, SessionOptions& options, Action& chosen);

}  // namespace portcullis::cli
