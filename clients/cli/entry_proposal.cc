// portcullis entry propose: puts a person forward for watch lists.
#include <memory>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Validators.hpp"
#include "clients/cli/call.h"
#include "clients/cli/entry_commands.h"
#include "clients/cli/entry_report.h"
#include "clients/cli/files.h"
#include "clients/cli/option_groups.h"
#include "portcullis/v1/watchlist.grpc.pb.h"

namespace portcullis::cli {
namespace {

using Service = v1::WatchlistService;

struct ProposalOptions {
  DetailOptions details;
  std::vector<std::string> portraits;
  bool allow_duplicate = false;
  std::string request_id = NewRequestId();
};

absl::Status Propose(Session& session, const ProposalOptions& options) {
  v1::ProposeEntryRequest request;
  request.set_request_id(options.request_id);
  request.set_allow_duplicate(options.allow_duplicate);
  SetDetails(options.details, *request.mutable_entry());
  for (const std::string& file : options.portraits) {
    absl::StatusOr<std::string> portrait = ReadFile(file);
    if (!portrait.ok()) return portrait.status();
    request.add_portraits(*std::move(portrait));
  }
  const auto answer = Change<Service>(session, &Service::StubInterface::ProposeEntry, request);
  if (!answer.ok()) return answer.status();
  if (session.wants_json()) return session.PrintJson(*answer);
  PrintChanged(session, "proposed", answer->entry());
  return absl::OkStatus();
}

}  // namespace

void AddEntryProposal(CLI::App& entry, Action& chosen) {
  const auto options = std::make_shared<ProposalOptions>();  // shared with the callback
  CLI::App* command = entry.add_subcommand(
      "propose", "Put a person forward; found by searches once another administrator approves");
  command->fallthrough();
  command->footer(
      "Example:\n  portcullis entry propose --list stolen-passports --name \"Jane Roe\" "
      "--ref 2026/117 --valid-until 2028-01-01 front.jpg side.jpg");
  AddDetailOptions(*command, options->details);
  command->get_option("--list")->required();
  command->get_option("--name")->required();
  command
      ->add_option("PORTRAIT", options->portraits,
                   "1 to 8 images (JPEG, PNG, JPEG 2000) or face records, one face each")
      ->required()
      ->expected(1, 8)
      ->check(CLI::ExistingFile);
  command->add_flag("--allow-duplicate", options->allow_duplicate,
                    "Even if a face matches another entry: it is another person");
  AddRequestId(*command, options->request_id);
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Propose(session, *options); };
  });
}

}  // namespace portcullis::cli
