// portcullis policy simulate: what would another policy have done?
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Validators.hpp"
#include "clients/cli/call.h"
#include "clients/cli/csv.h"
#include "clients/cli/numbers.h"
#include "clients/cli/option_groups.h"
#include "clients/cli/policy_commands.h"
#include "clients/cli/policy_file.h"
#include "clients/cli/resource_name.h"
#include "clients/cli/table.h"
#include "clients/cli/times.h"
#include "fmt/format.h"
#include "portcullis/v1/policy.grpc.pb.h"

namespace portcullis::cli {
namespace {

using Service = v1::PolicyService;

struct SimulationOptions {
  std::string policy;  // a file, or the name of a version
  std::string from;
  std::string until;
  std::string hits_file;
};

/// Adds the rows of a CSV file with the columns trace_id and entry.
absl::Status AddHits(const std::string& path, v1::SimulatePolicyRequest& request) {
  std::ifstream file(path, std::ios::binary);
  CsvReader csv(file);
  const std::vector<std::string> heading = {"trace_id", "entry"};
  bool is_heading = true;
  for (;;) {
    const auto record = csv.Next();
    if (!record.ok()) return record.status();
    if (!record->has_value()) break;
    if (is_heading ? **record != heading : (*record)->size() != heading.size()) {
      return absl::InvalidArgumentError(fmt::format(
          "CSV_INVALID: {}:{}: must have the columns trace_id,entry", path, csv.line()));
    }
    if (!is_heading) {
      v1::ConfirmedHit& hit = *request.add_confirmed_hits();
      hit.set_trace_id((**record)[0]);
      hit.set_entry(EntryName((**record)[1]));
    }
    is_heading = false;
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::SimulatePolicyRequest> RequestFrom(const SimulationOptions& options) {
  v1::SimulatePolicyRequest request;
  if (std::filesystem::exists(options.policy)) {
    auto policy = ReadPolicyFile(options.policy);
    if (!policy.ok()) return policy.status();
    *request.mutable_policy() = *std::move(policy);
  } else {
    request.set_name(PolicyName(options.policy));
  }
  // The parser has checked them.
  if (!options.from.empty()) *request.mutable_start_time() = *ParseTime(options.from);
  if (!options.until.empty()) *request.mutable_end_time() = *ParseTime(options.until);
  if (!options.hits_file.empty()) {
    if (absl::Status status = AddHits(options.hits_file, request); !status.ok()) return status;
  }
  return request;
}

std::string BeforeAndAfter(double before, double after) {
  return fmt::format("{:.1f} -> {:.1f}", before, after);
}

void PrintEffects(Session& session, const v1::SimulatePolicyResponse& answer) {
  using Align = Table::Align;
  Table table({{"list"},
               {"checks", Align::kRight},
               {"referrals a day", Align::kRight},
               {"more", Align::kRight},
               {"fewer", Align::kRight},
               {"alerts a day", Align::kRight},
               {"more", Align::kRight},
               {"fewer", Align::kRight}});
  const auto add = [&table](const std::string& list, const v1::SimulatedEffect& effect) {
    const v1::CheckCounts& referrals = effect.referrals();
    const v1::CheckCounts& alerts = effect.alerts();
    table.AddRow({list, FormatCount(effect.checks()),
                  BeforeAndAfter(referrals.before_per_day(), referrals.after_per_day()),
                  FormatCount(referrals.added()), FormatCount(referrals.dropped()),
                  BeforeAndAfter(alerts.before_per_day(), alerts.after_per_day()),
                  FormatCount(alerts.added()), FormatCount(alerts.dropped())});
  };
  for (const v1::SimulatedList& list : answer.lists()) add(list.list(), list.effect());
  add("all lists", answer.total());
  table.Print(session.out(), session.colours());
}

std::string OutcomeWord(int outcome) {
  switch (outcome) {
    case v1::OUTCOME_CLEAR: return "CLEAR";
    case v1::OUTCOME_REFER: return "REFER";
    case v1::OUTCOME_NO_DECISION: return "NO DECISION";
    default: break;  // an open enum: a newer server may know more
  }
  return fmt::format("outcome {}", outcome);
}

/// What the table does not cover, where there is any of it.
void PrintLimits(Session& session, const v1::SimulatePolicyResponse& answer) {
  const auto line = [&session](long long count, std::string_view what) {
    if (count > 0) session.out() << fmt::format("{} {}\n", FormatCount(count), what);
  };
  line(answer.checks_without_search(),
       "checks had no face good enough to search with; no other bar can be tried on them");
  line(answer.checks_not_comparable(), "checks were made with another model: not replayed");
  line(answer.checks_truncated(),
       "checks might be referred to entries that are not on record: what is said is the least");
}

void PrintHits(Session& session, const v1::SimulatePolicyResponse& answer, int given) {
  if (given == 0) return;
  session.out() << fmt::format("\nconfirmed hits: {} given, {} among these checks, {} lost\n",
                               FormatCount(given), FormatCount(answer.confirmed_hits_replayed()),
                               FormatCount(answer.lost_hits_size()));
  for (const v1::ConfirmedHit& hit : answer.lost_hits()) {
    session.out() << Paint(fmt::format("LOST: {} in the check with trace {}", hit.entry(),
                                       hit.trace_id()),
                           Colour::kRed, session.colours())
                  << '\n';
  }
}

absl::Status Simulate(Session& session, const SimulationOptions& options) {
  const auto request = RequestFrom(options);
  if (!request.ok()) return request.status();
  const auto answer =
      Ask<Service>(session, &Service::StubInterface::SimulatePolicy, *request, kSlowCallSeconds);
  if (!answer.ok()) return answer.status();
  if (session.wants_json()) return session.PrintJson(*answer);
  session.out() << fmt::format("{} of {} checks on record replayed, days: {}; compared with {}\n",
                               FormatCount(answer->total().checks()),
                               FormatCount(answer->checks_recorded()), FormatCount(answer->days()),
                               answer->compared_with());
  PrintLimits(session, *answer);
  if (answer->total().checks() == 0) return absl::OkStatus();
  session.out() << '\n';
  PrintEffects(session, *answer);
  for (const v1::OutcomeChange& change : answer->outcome_changes()) {
    session.out() << fmt::format("{} -> {}: {} checks\n", OutcomeWord(change.from_outcome()),
                                 OutcomeWord(change.to_outcome()), FormatCount(change.checks()));
  }
  PrintHits(session, *answer, request->confirmed_hits_size());
  return absl::OkStatus();
}

}  // namespace

void AddPolicySimulation(CLI::App& policy, Action& chosen) {
  const auto options = std::make_shared<SimulationOptions>();  // shared with the callback
  CLI::App* command = policy.add_subcommand(
      "simulate", "Replay the checks on record: what would another policy have done?");
  command->fallthrough();
  command
      ->add_option("POLICY", options->policy,
                   "A file as for `policy propose`, or a version as `policy list` shows it")
      ->required();
  AddTime(*command, "--from", options->from,
          "Checks from then on: a date (its begin in UTC) or an RFC 3339 time");
  AddTime(*command, "--until", options->until, "Checks before then");
  command
      ->add_option("--hits", options->hits_file,
                   "CSV with the columns trace_id,entry: checks that met a listed person")
      ->check(CLI::ExistingFile);
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Simulate(session, *options); };
  });
}

}  // namespace portcullis::cli
