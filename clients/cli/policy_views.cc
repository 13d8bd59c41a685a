// portcullis policy show, list.
#include <memory>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Validators.hpp"
#include "clients/cli/call.h"
#include "clients/cli/numbers.h"
#include "clients/cli/option_groups.h"
#include "clients/cli/policy_commands.h"
#include "clients/cli/policy_file.h"
#include "clients/cli/policy_report.h"
#include "clients/cli/policy_words.h"
#include "clients/cli/resource_name.h"
#include "clients/cli/table.h"
#include "fmt/format.h"
#include "portcullis/v1/policy.grpc.pb.h"

namespace portcullis::cli {
namespace {

using Service = v1::PolicyService;

absl::Status Show(Session& session, const std::string& name) {
  v1::GetPolicyRequest request;
  if (!name.empty()) request.set_name(PolicyName(name));
  const auto answer = Ask<Service>(session, &Service::StubInterface::GetPolicy, request);
  if (!answer.ok()) return answer.status();
  if (session.wants_json()) return session.PrintJson(*answer);
  if (session.wants_toml()) {
    session.out() << fmt::format("# {}, {}.\n", answer->version().name(),
                                 DescribePolicyState(answer->version()))
                  << PolicyAsToml(answer->version().policy());
    return absl::OkStatus();
  }
  PrintPolicyVersion(session, answer->version());
  return absl::OkStatus();
}

struct ListingOptions {
  std::vector<std::string> states;
  int limit = 0;
};

std::string When(bool is_set, const google::protobuf::Timestamp& time) {
  return is_set ? FormatTime(time) : "";
}

absl::Status ShowAll(Session& session, const ListingOptions& options) {
  v1::ListPolicyVersionsRequest request;
  for (const std::string& state : options.states) request.add_states(*StateFromWord(state));
  const auto answer = AskForAll<Service>(
      session, &Service::StubInterface::ListPolicyVersions, request,
      [](const v1::ListPolicyVersionsResponse& page) { return page.versions_size(); },
      options.limit);
  if (!answer.ok()) return answer.status();
  if (session.wants_json()) return session.PrintJson(*answer);
  Table table({{"version"},
               {"state"},
               {"from"},
               {"proposed by"},
               {"decided by"},
               {"revision", Table::Align::kRight},
               {"why"}});
  for (const v1::PolicyVersion& version : answer->versions()) {
    table.AddRow({version.name(), version.in_force() ? "IN FORCE" : StateWord(version.state()),
                  When(version.has_effective_time(), version.effective_time()), version.proposer(),
                  version.decider(), FormatCount(version.revision()), version.justification()},
                 version.in_force() ? Colour::kBold : Colour::kPlain);
  }
  table.Print(session.out(), session.colours());
  return absl::OkStatus();
}

}  // namespace

void AddPolicyViews(CLI::App& policy, Action& chosen) {
  const auto name = std::make_shared<std::string>();  // shared with the callback, as below
  CLI::App* show = policy.add_subcommand(
      kShowCommand, "Show a version; with -o toml as a file that can be edited and proposed");
  show->fallthrough();
  show->add_option("VERSION", *name, "As `policy list` shows it; the one in force if left out");
  show->callback(
      [name, &chosen] { chosen = [name](Session& session) { return Show(session, *name); }; });

  const auto options = std::make_shared<ListingOptions>();
  CLI::App* list = policy.add_subcommand("list", "Show the versions, newest first");
  list->fallthrough();
  list->add_option("--state", options->states, "In this state only; repeatable")
      ->expected(1)
      ->take_all()
      ->check(CLI::IsMember({"proposed", "approved", "rejected", "withdrawn"}));
  AddLimit(*list, options->limit);
  list->callback([options, &chosen] {
    chosen = [options](Session& session) { return ShowAll(session, *options); };
  });
}

}  // namespace portcullis::cli
