// portcullis entry update, merge, add-reference, remove-reference.
#include <map>
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
#include "clients/cli/resource_name.h"
#include "portcullis/v1/watchlist.grpc.pb.h"

namespace portcullis::cli {
namespace {

using Service = v1::WatchlistService;

template <typename Request, typename Response>
absl::Status Do(Session& session, Method<Service, Request, Response> method, const Request& request,
                const char* done) {
  const auto answer = Change<Service>(session, method, request);
  if (!answer.ok()) return answer.status();
  if (session.wants_json()) return session.PrintJson(*answer);
  PrintChanged(session, done, answer->entry());
  return absl::OkStatus();
}

struct UpdateOptions {
  std::string entry;
  DetailOptions details;
  std::vector<std::string> cleared;
  MutationOptions mutation;
};

/// The fields that were given or are to be emptied, as the contract names them.
void SetMask(const CLI::App& command, const UpdateOptions& options,
             v1::UpdateEntryRequest& request) {
  for (const auto& [option, field] :
       std::map<std::string, std::string>{{"--name", "display_name"},
                                          {"--ref", "external_reference"},
                                          {"--list", "lists"},
                                          {"--alias", "alias_names"},
                                          {"--document", "document_numbers"},
                                          {"--valid-from", "valid_from"},
                                          {"--valid-until", "valid_until"},
                                          {"--review-by", "review_by"}}) {
    if (command.count(option) > 0) request.mutable_update_mask()->add_paths(field);
  }
  for (const std::string& field : options.cleared) request.mutable_update_mask()->add_paths(field);
}

void AddUpdate(CLI::App& entry, Action& chosen) {
  const auto options = std::make_shared<UpdateOptions>();  // shared with the callback
  CLI::App* command = entry.add_subcommand("update", "Change what is said about a person");
  command->fallthrough();
  command->footer(
      "What is given takes the place of what was there: --alias, --document and --list name all "
      "of them.\nA list that is added waits for approval; one that is left out is gone at once.");
  command->add_option("ENTRY", options->entry, "As `entry ls` shows it")->required();
  AddDetailOptions(*command, options->details);
  command->add_option("--clear", options->cleared, "Empty this field; repeatable")
      ->expected(1)
      ->take_all()
      ->check(CLI::IsMember(
          {"external_reference", "alias_names", "document_numbers", "valid_from", "valid_until"}));
  AddMutationOptions(*command, options->mutation);
  command->callback([command, options, &chosen] {
    const auto request = std::make_shared<v1::UpdateEntryRequest>();
    SetMask(*command, *options, *request);
    if (request->update_mask().paths().empty()) {
      throw CLI::ValidationError("entry update", "needs at least one field to change");
    }
    request->mutable_entry()->set_name(EntryName(options->entry));
    SetDetails(options->details, *request->mutable_entry());
    request->set_request_id(options->mutation.request_id);
    request->set_expected_revision(options->mutation.expected_revision);
    chosen = [request](Session& session) {
      return Do(session, &Service::StubInterface::UpdateEntry, *request, "updated");
    };
  });
}

struct MergeOptions {
  std::string kept;
  std::string merged;
  long merged_revision = 0;
  MutationOptions mutation;
};

void AddMerge(CLI::App& entry, Action& chosen) {
  const auto options = std::make_shared<MergeOptions>();  // shared with the callback
  CLI::App* command =
      entry.add_subcommand("merge", "Give one entry all that another of the same person has");
  command->fallthrough();
  command->footer("Faces and lists wait for approval; with it, the MERGED entry is retired.");
  command->add_option("KEPT", options->kept, "The entry that stays")->required();
  command->add_option("MERGED", options->merged, "The entry that is merged into it")->required();
  AddMutationOptions(*command, options->mutation);
  command
      ->add_option("--merged-expected-revision", options->merged_revision,
                   "Only while the MERGED entry is still at this revision")
      ->check(CLI::PositiveNumber);
  command->callback([options, &chosen] {
    chosen = [options](Session& session) {
      v1::MergeEntriesRequest request;
      request.set_name(EntryName(options->kept));
      request.set_merged(EntryName(options->merged));
      request.set_merged_expected_revision(options->merged_revision);
      request.set_request_id(options->mutation.request_id);
      request.set_expected_revision(options->mutation.expected_revision);
      return Do(session, &Service::StubInterface::MergeEntries, request, "merged into");
    };
  });
}

struct ReferenceOptions {
  std::string name;
  std::string portrait;
  bool allow_duplicate = false;
  MutationOptions mutation;
};

absl::Status Add(Session& session, const ReferenceOptions& options) {
  absl::StatusOr<std::string> portrait = ReadFile(options.portrait);
  if (!portrait.ok()) return portrait.status();
  v1::AddReferenceRequest request;
  request.set_name(EntryName(options.name));
  request.set_portrait(*std::move(portrait));
  request.set_allow_duplicate(options.allow_duplicate);
  request.set_request_id(options.mutation.request_id);
  request.set_expected_revision(options.mutation.expected_revision);
  return Do(session, &Service::StubInterface::AddReference, request, "added a reference to");
}

void AddAddReference(CLI::App& entry, Action& chosen) {
  const auto options = std::make_shared<ReferenceOptions>();  // shared with the callback
  CLI::App* command =
      entry.add_subcommand("add-reference", "Give an entry one more face; it waits for approval");
  command->fallthrough();
  command->add_option("ENTRY", options->name, "As `entry ls` shows it")->required();
  command
      ->add_option("PORTRAIT", options->portrait,
                   "Image (JPEG, PNG, JPEG 2000) or face record, with one face")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_flag("--allow-duplicate", options->allow_duplicate,
                    "Even if the face matches another entry: it is another person");
  AddMutationOptions(*command, options->mutation);
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Add(session, *options); };
  });
}

void AddRemoveReference(CLI::App& entry, Action& chosen) {
  const auto options = std::make_shared<ReferenceOptions>();  // shared with the callback
  CLI::App* command = entry.add_subcommand("remove-reference", "Take a face from an entry");
  command->fallthrough();
  command
      ->add_option("REFERENCE", options->name, "entries/.../references/..., as `entry show` has it")
      ->required();
  AddMutationOptions(*command, options->mutation);
  command->callback([options, &chosen] {
    chosen = [options](Session& session) {
      v1::RemoveReferenceRequest request;
      request.set_name(EntryName(options->name));
      request.set_request_id(options->mutation.request_id);
      request.set_expected_revision(options->mutation.expected_revision);
      return Do(session, &Service::StubInterface::RemoveReference, request,
                "removed a reference from");
    };
  });
}

}  // namespace

void AddEntryEdits(CLI::App& entry, Action& chosen) {
  AddUpdate(entry, chosen);
  AddMerge(entry, chosen);
  AddAddReference(entry, chosen);
  AddRemoveReference(entry, chosen);
}

}  // namespace portcullis::cli
