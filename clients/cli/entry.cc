// portcullis entry: the people on the watch lists.
#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "clients/cli/action.h"
#include "clients/cli/entry_commands.h"

namespace portcullis::cli {

void AddEntry(CLI::App& app, Action& chosen) {
  CLI::App* entry =
      app.add_subcommand("entry", "The people on the watch lists: propose, approve, show, ...");
  entry->fallthrough();
  entry->require_subcommand(1);
  entry->footer(
      "Examples:\n"
      "  portcullis entry propose --list stolen-passports --name \"Jane Roe\" front.jpg\n"
      "  portcullis entry ls --pending\n"
      "  portcullis entry approve ENTRY --expected-revision 1\n"
      "  portcullis entry erase ENTRY --receipt receipt.json\n"
      "docs/watchlist.md tells the life of an entry.");
  AddEntryProposal(*entry, chosen);
  AddEntryActs(*entry, chosen);
  AddEntryViews(*entry, chosen);
  AddEntryEdits(*entry, chosen);
  AddEntryErasure(*entry, chosen);
}

}  // namespace portcullis::cli
