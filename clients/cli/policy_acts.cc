// portcullis policy propose, approve, reject, withdraw, rollback.
#include <memory>
#include <string>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Validators.hpp"
#include "clients/cli/call.h"
#include "clients/cli/option_groups.h"
#include "clients/cli/policy_commands.h"
#include "clients/cli/policy_file.h"
#include "clients/cli/policy_report.h"
#include "clients/cli/resource_name.h"
#include "clients/cli/times.h"
#include "portcullis/v1/policy.grpc.pb.h"

namespace portcullis::cli {
namespace {

using Service = v1::PolicyService;

template <typename Request, typename Response>
absl::Status Act(Session& session, Method<Service, Request, Response> method,
                 const Request& request, std::string_view done) {
  const auto answer = Change<Service>(session, method, request);
  if (!answer.ok()) return answer.status();
  if (session.wants_json()) return session.PrintJson(*answer);
  PrintPolicyChanged(session, done, answer->version());
  return absl::OkStatus();
}

void AddPropose(CLI::App& policy, Action& chosen) {
  const auto file = std::make_shared<std::string>();  // shared with the callback, as below
  const auto request = std::make_shared<v1::ProposePolicyRequest>();
  const auto effective = std::make_shared<std::string>();
  request->set_request_id(NewRequestId());
  CLI::App* command = policy.add_subcommand("propose", "Put a policy forward for approval");
  command->fallthrough();
  command->add_option("FILE", *file, "TOML, as `policy show -o toml` prints it, or JSON")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--justification", *request->mutable_justification(), "Why")->required();
  AddTime(*command, "--effective-from", *effective,
          "From when on: a date (its begin in UTC) or an RFC 3339 time; from the approval on if "
          "left out");
  AddRequestId(*command, *request->mutable_request_id());
  command->callback([file, request, effective, &chosen] {
    if (!effective->empty()) *request->mutable_effective_time() = *ParseTime(*effective);
    chosen = [file, request](Session& session) -> absl::Status {
      auto document = ReadPolicyFile(*file);
      if (!document.ok()) return document.status();
      *request->mutable_policy() = *std::move(document);
      return Act(session, &Service::StubInterface::ProposePolicy, *request, "proposed");
    };
  });
}

/// What a subcommand is called, says of itself, and says when it is done.
struct Wording {
  std::string name;
  std::string description;
  std::string done;
};

/// A decision about one version; `Request` has request_id, name and expected_revision.
template <typename Request, typename Response>
CLI::App* AddDecision(CLI::App& policy, Action& chosen, const Wording& wording,
                      Method<Service, Request, Response> method,
                      const std::shared_ptr<Request>& request) {
  const auto mutation = std::make_shared<MutationOptions>();  // shared with the callback
  CLI::App* command = policy.add_subcommand(wording.name, wording.description);
  command->fallthrough();
  command->add_option("VERSION", *request->mutable_name(), "As `policy list` shows it")->required();
  AddMutationOptions(*command, *mutation, /*is_required=*/true);
  command->callback([wording, method, request, mutation, &chosen] {
    request->set_name(PolicyName(request->name()));
    request->set_request_id(mutation->request_id);
    request->set_expected_revision(mutation->expected_revision);
    chosen = [wording, method, request](Session& session) {
      return Act(session, method, *request, wording.done);
    };
  });
  return command;
}

void AddRollback(CLI::App& policy, Action& chosen) {
  const auto request = std::make_shared<v1::RollbackPolicyRequest>();  // shared with the callback
  request->set_request_id(NewRequestId());
  CLI::App* command = policy.add_subcommand("rollback", "Go back to what an earlier version says");
  command->fallthrough();
  command->add_option("VERSION", *request->mutable_name(), "The earlier version")->required();
  command->add_option("--justification", *request->mutable_justification(), "Why")->required();
  AddRequestId(*command, *request->mutable_request_id());
  command->callback([request, &chosen] {
    request->set_name(PolicyName(request->name()));
    chosen = [request](Session& session) {
      return Act(session, &Service::StubInterface::RollbackPolicy, *request, "rolled back:");
    };
  });
}

}  // namespace

void AddPolicyActs(CLI::App& policy, Action& chosen) {
  AddPropose(policy, chosen);
  AddDecision(policy, chosen, {"approve", "Consent to what somebody else proposed", "approved"},
              &Service::StubInterface::ApprovePolicy, std::make_shared<v1::ApprovePolicyRequest>());
  const auto rejection = std::make_shared<v1::RejectPolicyRequest>();  // shared with the callback
  AddDecision(policy, chosen, {"reject", "Refuse what somebody else proposed", "rejected"},
              &Service::StubInterface::RejectPolicy, rejection)
      ->add_option("--reason", *rejection->mutable_reason(), "Why; kept with the version")
      ->required();
  AddDecision(policy, chosen,
              {"withdraw", "Take back what you proposed and is not in force yet", "withdrawn"},
              &Service::StubInterface::WithdrawPolicy,
              std::make_shared<v1::WithdrawPolicyRequest>());
  AddRollback(policy, chosen);
}

}  // namespace portcullis::cli
