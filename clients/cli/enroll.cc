// portcullis enroll: puts a person on a watch list.
#include <memory>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Validators.hpp"
#include "clients/cli/action.h"
#include "clients/cli/failure.h"
#include "clients/cli/files.h"
#include "clients/cli/request_id.h"
#include "clients/cli/resource_name.h"
#include "fmt/format.h"
#include "portcullis/v1/watchlist.grpc.pb.h"

namespace portcullis::cli {
namespace {

struct EnrollOptions {
  std::vector<std::string> lists;
  std::string name;
  std::string external_reference;
  std::vector<std::string> portraits;
  std::string request_id = NewRequestId();
};

absl::Status Enroll(Session& session, const EnrollOptions& options) {
  v1::EnrollEntryRequest request;
  request.set_request_id(options.request_id);
  for (const std::string& list : options.lists) request.mutable_entry()->add_lists(ListName(list));
  request.mutable_entry()->set_display_name(options.name);
  request.mutable_entry()->set_external_reference(options.external_reference);
  for (const std::string& file : options.portraits) {
    absl::StatusOr<std::string> portrait = ReadFile(file);
    if (!portrait.ok()) return portrait.status();
    request.add_portraits(*std::move(portrait));
  }
  v1::EnrollEntryResponse answer;
  const auto call = session.NewCall();
  const auto stub = v1::WatchlistService::NewStub(session.channel());
  const absl::Status status =
      FromMutation(stub->EnrollEntry(call.get(), request, &answer), options.request_id);
  if (!status.ok()) return status;
  if (session.wants_json()) return session.PrintJson(answer);
  session.out() << fmt::format("enrolled {} with {} reference{}\n", answer.entry().name(),
                               answer.entry().references_size(),
                               answer.entry().references_size() == 1 ? "" : "s");
  return absl::OkStatus();
}

}  // namespace

void AddEnroll(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<EnrollOptions>();  // shared with the callback
  CLI::App* command = app.add_subcommand("enroll", "Put a person on a watch list");
  command->fallthrough();
  command->footer(
      "Example:\n  portcullis enroll --list stolen-passports --name \"Jane Roe\" --ref 2026/117 "
      "front.jpg side.jpg");
  command->add_option("--list", options->lists, "The list; repeatable")
      ->required()
      ->expected(1)
      ->take_all();
  command->add_option("--name", options->name, "The person's name; kiosks never learn it")
      ->required();
  command->add_option("--ref", options->external_reference, "Your own case number");
  command->add_option("PORTRAIT", options->portraits, "1 to 8 JPEG or PNG files, one face each")
      ->required()
      ->expected(1, 8)
      ->check(CLI::ExistingFile);
  command->add_option("--request-id", options->request_id,
                      "Repeat an earlier request without doing it twice");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Enroll(session, *options); };
  });
}

}  // namespace portcullis::cli
