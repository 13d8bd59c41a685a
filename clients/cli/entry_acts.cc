// portcullis entry approve, reject, suspend, reinstate, extend, retire.
#include <memory>
#include <string>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "clients/cli/call.h"
#include "clients/cli/entry_commands.h"
#include "clients/cli/entry_report.h"
#include "clients/cli/option_groups.h"
#include "clients/cli/resource_name.h"
#include "clients/cli/times.h"
#include "portcullis/v1/watchlist.grpc.pb.h"

namespace portcullis::cli {
namespace {

using Service = v1::WatchlistService;

/// What a subcommand is called, says of itself, and says when it is done.
struct Wording {
  std::string name;
  std::string description;
  std::string done;
};

/// An act on one entry; `Request` has request_id, name and expected_revision.
template <typename Request, typename Response>
struct EntryAct {
  Wording wording;
  Method<Service, Request, Response> method;
  bool needs_revision = false;
};

/// Adds the subcommand; what the request holds beside the common fields is for the caller to add.
template <typename Request, typename Response>
CLI::App* AddAct(CLI::App& entry, Action& chosen, const EntryAct<Request, Response>& act,
                 const std::shared_ptr<Request>& request) {
  const auto mutation = std::make_shared<MutationOptions>();  // shared with the callback
  CLI::App* command = entry.add_subcommand(act.wording.name, act.wording.description);
  command->fallthrough();
  command->add_option("ENTRY", *request->mutable_name(), "As `entry ls` shows it")->required();
  AddMutationOptions(*command, *mutation, act.needs_revision);
  command->callback([act, request, mutation, &chosen] {
    request->set_name(EntryName(request->name()));
    request->set_request_id(mutation->request_id);
    request->set_expected_revision(mutation->expected_revision);
    chosen = [act, request](Session& session) -> absl::Status {
      const auto answer = Change<Service>(session, act.method, *request);
      if (!answer.ok()) return answer.status();
      if (session.wants_json()) return session.PrintJson(*answer);
      PrintChanged(session, act.wording.done, answer->entry());
      return absl::OkStatus();
    };
  });
  return command;
}

template <typename Request, typename Response>
void AddReasonedAct(CLI::App& entry, Action& chosen, const EntryAct<Request, Response>& act) {
  const auto request = std::make_shared<Request>();  // shared with the callback
  AddAct(entry, chosen, act, request)
      ->add_option("--reason", *request->mutable_reason(), "Why; kept with the entry")
      ->required();
}

void AddExtend(CLI::App& entry, Action& chosen) {
  const EntryAct<v1::ExtendEntryRequest, v1::ExtendEntryResponse> act = {
      {"extend", "Move the end of the validity to a later time", "extended"},
      &Service::StubInterface::ExtendEntry};
  const auto request = std::make_shared<v1::ExtendEntryRequest>();  // shared with the callback
  CLI::App* command = AddAct(entry, chosen, act, request);
  const auto add_time = [command](const char* name, const char* description,
                                  google::protobuf::Timestamp* (v1::ExtendEntryRequest::*field)(),
                                  v1::ExtendEntryRequest& target) {
    return command
        ->add_option_function<std::string>(
            name,
            [field, &target](const std::string& text) { *(target.*field)() = *ParseTime(text); },
            description)
        ->check(TimeUsageError)
        ->type_name("TIME");
  };
  add_time("--valid-until", "The new end: a date (its begin in UTC) or an RFC 3339 time",
           &v1::ExtendEntryRequest::mutable_valid_until, *request)
      ->required();
  add_time("--review-by", "The next review; one year from now if left out",
           &v1::ExtendEntryRequest::mutable_review_by, *request);
  command
      ->add_option("--justification", *request->mutable_justification(), "Why it is still needed")
      ->required();
}

}  // namespace

void AddEntryActs(CLI::App& entry, Action& chosen) {
  AddAct(entry, chosen,
         EntryAct<v1::ApproveEntryRequest, v1::ApproveEntryResponse>{
             {"approve", "Consent to what another administrator proposed", "approved"},
             &Service::StubInterface::ApproveEntry,
             /*needs_revision=*/true},
         std::make_shared<v1::ApproveEntryRequest>());
  AddReasonedAct(entry, chosen,
                 EntryAct<v1::RejectEntryRequest, v1::RejectEntryResponse>{
                     {"reject", "Refuse what another administrator proposed", "rejected"},
                     &Service::StubInterface::RejectEntry,
                     /*needs_revision=*/true});
  AddReasonedAct(entry, chosen,
                 EntryAct<v1::SuspendEntryRequest, v1::SuspendEntryResponse>{
                     {"suspend", "Take an active entry out of all searches", "suspended"},
                     &Service::StubInterface::SuspendEntry});
  AddReasonedAct(entry, chosen,
                 EntryAct<v1::ReinstateEntryRequest, v1::ReinstateEntryResponse>{
                     {"reinstate", "Undo a suspension", "reinstated"},
                     &Service::StubInterface::ReinstateEntry});
  AddExtend(entry, chosen);
  AddReasonedAct(entry, chosen,
                 EntryAct<v1::RetireEntryRequest, v1::RetireEntryResponse>{
                     {"retire", "End an entry for good; its record is kept for a while", "retired"},
                     &Service::StubInterface::RetireEntry});
}

}  // namespace portcullis::cli
