// portcullis list: the watch lists.
#include <map>
#include <memory>
#include <string>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Validators.hpp"
#include "clients/cli/action.h"
#include "clients/cli/call.h"
#include "clients/cli/numbers.h"
#include "clients/cli/option_groups.h"
#include "clients/cli/resource_name.h"
#include "clients/cli/table.h"
#include "fmt/format.h"
#include "portcullis/v1/watchlist.grpc.pb.h"

namespace portcullis::cli {
namespace {

using Service = v1::WatchlistService;

const std::map<std::string, v1::Severity>& Severities() {
  static const std::map<std::string, v1::Severity> kSeverities = {
      {"low", v1::SEVERITY_LOW},
      {"medium", v1::SEVERITY_MEDIUM},
      {"high", v1::SEVERITY_HIGH},
      {"critical", v1::SEVERITY_CRITICAL}};
  return kSeverities;
}

std::string SeverityName(v1::Severity severity) {
  for (const auto& [name, value] : Severities()) {
    if (value == severity) return name;
  }
  return fmt::format("severity {}", static_cast<int>(severity));
}

std::string Retention(const v1::WatchList& list) {
  return list.retention_days() == 0 ? "by hand"
                                    : fmt::format("{} days", FormatCount(list.retention_days()));
}

absl::Status ShowLists(Session& session, int limit) {
  const auto lists = AskForAll<Service>(
      session, &Service::StubInterface::ListLists, v1::ListListsRequest(),
      [](const v1::ListListsResponse& page) { return page.lists_size(); }, limit);
  if (!lists.ok()) return lists.status();
  if (session.wants_json()) return session.PrintJson(*lists);
  Table table({{"list"},
               {"called"},
               {"owner"},
               {"severity"},
               {"approvals", Table::Align::kRight},
               {"kept after its end", Table::Align::kRight},
               {"revision", Table::Align::kRight}});
  for (const v1::WatchList& list : lists->lists()) {
    table.AddRow({list.name(), list.display_name(), list.owner(), SeverityName(list.severity()),
                  FormatCount(list.required_approvals()), Retention(list),
                  FormatCount(list.revision())});
  }
  table.Print(session.out(), session.colours());
  return absl::OkStatus();
}

absl::Status ShowList(Session& session, const std::string& name) {
  v1::GetListRequest request;
  request.set_name(ListName(name));
  const auto answer = Ask<Service>(session, &Service::StubInterface::GetList, request);
  if (!answer.ok()) return answer.status();
  if (session.wants_json()) return session.PrintJson(*answer);
  const v1::WatchList& list = answer->list();
  const auto line = [&session](std::string_view heading, const std::string& value) {
    if (!value.empty()) session.out() << fmt::format("{:<12}  {}\n", heading, value);
  };
  session.out() << Paint(list.name(), Colour::kBold, session.colours()) << '\n';
  line("called", list.display_name());
  line("owner", list.owner());
  line("purpose", list.purpose());
  line("legal basis", list.legal_basis());
  line("severity", SeverityName(list.severity()));
  line("instructions", list.officer_instructions());
  line("ended", list.retention_days() == 0
                    ? "entries are kept until they are erased by hand"
                    : fmt::format("entries are kept for {} days", list.retention_days()));
  line("needs", fmt::format("approvals: {}, verdicts: {}", list.required_approvals(),
                            list.required_verdicts()));
  line("revision", FormatCount(list.revision()));
  line("created", FormatTime(list.create_time()));
  line("changed", FormatTime(list.update_time()));
  return absl::OkStatus();
}

/// The fields of a list that the command line sets.
void AddFields(CLI::App& command, v1::WatchList& list) {
  command.add_option("--display-name", *list.mutable_display_name(), "What people call it");
  command.add_option("--owner", *list.mutable_owner(), "The authority answerable for it");
  command.add_option("--purpose", *list.mutable_purpose(), "Why it is kept");
  command.add_option("--legal-basis", *list.mutable_legal_basis(), "The law that allows it");
  command.add_option("--instructions", *list.mutable_officer_instructions(),
                     "What an officer does who meets a person on it");
  command
      .add_option_function<std::string>(
          "--severity",
          [&list](const std::string& name) { list.set_severity(Severities().at(name)); },
          "How grave it is when a listed person passes")
      ->check(CLI::IsMember({"low", "medium", "high", "critical"}));
  command
      .add_option_function<int>(
          "--retention-days", [&list](int days) { list.set_retention_days(days); },
          "Days for which ended entries are kept before purge erases them; 0: until erased by hand")
      ->check(CLI::Range(0, 36500));
  command
      .add_option_function<int>(
          "--required-approvals", [&list](int count) { list.set_required_approvals(count); },
          "Approvals that an entry needs")
      ->check(CLI::Range(1, 2));
  command
      .add_option_function<int>(
          "--required-verdicts", [&list](int count) { list.set_required_verdicts(count); },
          "Verdicts that a referral needs")
      ->check(CLI::Range(1, 3));
}

/// The fields among AddFields that were given, as the contract names them.
void SetMask(const CLI::App& command, v1::UpdateListRequest& request) {
  for (const auto& [option, field] :
       std::map<std::string, std::string>{{"--display-name", "display_name"},
                                          {"--owner", "owner"},
                                          {"--purpose", "purpose"},
                                          {"--legal-basis", "legal_basis"},
                                          {"--instructions", "officer_instructions"},
                                          {"--severity", "severity"},
                                          {"--retention-days", "retention_days"},
                                          {"--required-approvals", "required_approvals"},
                                          {"--required-verdicts", "required_verdicts"}}) {
    if (command.count(option) > 0) request.mutable_update_mask()->add_paths(field);
  }
}

absl::Status Create(Session& session, const v1::CreateListRequest& request) {
  const auto answer = Change<Service>(session, &Service::StubInterface::CreateList, request);
  if (!answer.ok()) return answer.status();
  if (session.wants_json()) return session.PrintJson(*answer);
  session.out() << fmt::format("created {}\n", answer->list().name());
  return absl::OkStatus();
}

absl::Status Update(Session& session, const v1::UpdateListRequest& request) {
  const auto answer = Change<Service>(session, &Service::StubInterface::UpdateList, request);
  if (!answer.ok()) return answer.status();
  if (session.wants_json()) return session.PrintJson(*answer);
  session.out() << fmt::format("updated {}, now at revision {}\n", answer->list().name(),
                               answer->list().revision());
  return absl::OkStatus();
}

absl::Status Delete(Session& session, const v1::DeleteListRequest& request) {
  const auto answer = Change<Service>(session, &Service::StubInterface::DeleteList, request);
  if (!answer.ok()) return answer.status();
  if (session.wants_json()) return session.PrintJson(*answer);
  session.out() << fmt::format("deleted {}\n", request.name());
  return absl::OkStatus();
}

void AddCreate(CLI::App& list, Action& chosen) {
  const auto request = std::make_shared<v1::CreateListRequest>();  // shared with the callback
  request->set_request_id(NewRequestId());
  CLI::App* command = list.add_subcommand("create", "Create a watch list");
  command->fallthrough();
  command->add_option("ID", *request->mutable_list_id(), "1 to 63 characters of a-z, 0-9 and -")
      ->required();
  AddFields(*command, *request->mutable_list());
  command->get_option("--display-name")->required();
  AddRequestId(*command, *request->mutable_request_id());
  command->callback([request, &chosen] {
    chosen = [request](Session& session) { return Create(session, *request); };
  });
}

void AddUpdate(CLI::App& list, Action& chosen) {
  const auto request = std::make_shared<v1::UpdateListRequest>();  // shared with the callback
  const auto mutation = std::make_shared<MutationOptions>();
  CLI::App* command = list.add_subcommand("update", "Change what is said about a watch list");
  command->fallthrough();
  command->add_option("LIST", *request->mutable_list()->mutable_name(), "As `list ls` shows it")
      ->required();
  AddFields(*command, *request->mutable_list());
  AddMutationOptions(*command, *mutation);
  command->callback([command, request, mutation, &chosen] {
    SetMask(*command, *request);
    if (request->update_mask().paths().empty()) {
      throw CLI::ValidationError("list update", "needs at least one field to change");
    }
    request->mutable_list()->set_name(ListName(request->list().name()));
    request->set_request_id(mutation->request_id);
    request->set_expected_revision(mutation->expected_revision);
    chosen = [request](Session& session) { return Update(session, *request); };
  });
}

void AddDelete(CLI::App& list, Action& chosen) {
  const auto request = std::make_shared<v1::DeleteListRequest>();  // shared with the callback
  const auto mutation = std::make_shared<MutationOptions>();
  CLI::App* command = list.add_subcommand("delete", "Delete a watch list on which no entry stands");
  command->fallthrough();
  command->add_option("LIST", *request->mutable_name(), "As `list ls` shows it")->required();
  AddMutationOptions(*command, *mutation);
  command->callback([request, mutation, &chosen] {
    request->set_name(ListName(request->name()));
    request->set_request_id(mutation->request_id);
    request->set_expected_revision(mutation->expected_revision);
    chosen = [request](Session& session) { return Delete(session, *request); };
  });
}

}  // namespace

void AddList(CLI::App& app, Action& chosen) {
  CLI::App* list = app.add_subcommand("list", "The watch lists: create, show, ls, update, delete");
  list->fallthrough();
  list->require_subcommand(0, 1);
  list->footer(
      "Examples:\n"
      "  portcullis list\n"
      "  portcullis list create stolen-passports --display-name \"Stolen passports\"\n"
      "  portcullis list update stolen-passports --retention-days 90 --required-approvals 2");
  // CLI11 runs this before the callback of a subcommand, which then takes its place.
  list->parse_complete_callback(
      [&chosen] { chosen = [](Session& session) { return ShowLists(session, 0); }; });

  const auto limit = std::make_shared<int>(0);  // shared with the callback, as below
  CLI::App* ls = list->add_subcommand("ls", "Show all watch lists");
  ls->fallthrough();
  AddLimit(*ls, *limit);
  ls->callback([limit, &chosen] {
    chosen = [limit](Session& session) { return ShowLists(session, *limit); };
  });
  const auto name = std::make_shared<std::string>();
  CLI::App* show = list->add_subcommand("show", "Show one watch list");
  show->fallthrough();
  show->add_option("LIST", *name, "As `list ls` shows it")->required();
  show->callback(
      [name, &chosen] { chosen = [name](Session& session) { return ShowList(session, *name); }; });
  AddCreate(*list, chosen);
  AddUpdate(*list, chosen);
  AddDelete(*list, chosen);
}

}  // namespace portcullis::cli
