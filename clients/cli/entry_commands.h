// The subcommands of `portcullis entry`, by what they are about.
#pragma once

#include "CLI/App.hpp"
#include "clients/cli/action.h"

namespace portcullis::cli {

/// propose
void AddEntryProposal(CLI::App& entry, Action& chosen);
/// show, ls, due, impact
void AddEntryViews(CLI::App& entry, Action& chosen);
/// approve, reject, suspend, reinstate, extend, retire
void AddEntryActs(CLI::App& entry, Action& chosen);
/// update, merge, add-reference, remove-reference
void AddEntryEdits(CLI::App& entry, Action& chosen);
/// erase
void AddEntryErasure(CLI::App& entry, Action& chosen);

}  // namespace portcullis::cli
