// portcullis policy: which errors are tolerated, and who decided it.
#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "clients/cli/action.h"
#include "clients/cli/policy_commands.h"

namespace portcullis::cli {

void AddPolicy(CLI::App& app, Action& chosen) {
  CLI::App* policy = app.add_subcommand(
      "policy", "Which errors are tolerated: show, propose, approve, simulate, ...");
  policy->fallthrough();
  policy->require_subcommand(1);
  policy->footer(
      "Examples:\n"
      "  portcullis policy show -o toml > policy.toml\n"
      "  portcullis policy simulate policy.toml --from 2027-01-01\n"
      "  portcullis policy propose policy.toml --justification \"Fewer stops at lane 4\"\n"
      "  portcullis policy approve 2 --expected-revision 1\n"
      "  portcullis policy calibration\n"
      "docs/policy.md tells what a target means and what it cannot mean.");
  AddPolicyViews(*policy, chosen);
  AddPolicyCalibration(*policy, chosen);
  AddPolicyActs(*policy, chosen);
  AddPolicySimulation(*policy, chosen);
}

}  // namespace portcullis::cli
