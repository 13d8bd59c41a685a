// portcullis list: the watch lists and their entries.
#include <memory>
#include <string>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Validators.hpp"
#include "clients/cli/action.h"
#include "clients/cli/failure.h"
#include "clients/cli/numbers.h"
#include "clients/cli/request_id.h"
#include "clients/cli/resource_name.h"
#include "clients/cli/table.h"
#include "fmt/format.h"
#include "portcullis/v1/watchlist.grpc.pb.h"

namespace portcullis::cli {
namespace {

constexpr int kPageSize = 1000;

absl::Status ShowLists(Session& session) {
  const auto stub = v1::WatchlistService::NewStub(session.channel());
  v1::ListListsRequest request;
  request.set_page_size(kPageSize);
  v1::ListListsResponse all;
  do {
    v1::ListListsResponse page;
    const auto call = session.NewCall();
    const absl::Status status = FromRpc(stub->ListLists(call.get(), request, &page));
    if (!status.ok()) return status;
    all.mutable_lists()->MergeFrom(page.lists());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());

  if (session.wants_json()) return session.PrintJson(all);
  Table table({{"list"}, {"called"}, {"owner"}, {"created"}});
  for (const v1::WatchList& list : all.lists()) {
    table.AddRow({list.name(), list.display_name(), list.owner(), FormatTime(list.create_time())});
  }
  table.Print(session.out(), session.colours());
  return absl::OkStatus();
}

absl::Status ShowEntries(Session& session, const std::string& list) {
  const auto stub = v1::WatchlistService::NewStub(session.channel());
  v1::ListEntriesRequest request;
  request.set_page_size(kPageSize);
  if (!list.empty()) request.set_list(ListName(list));
  v1::ListEntriesResponse all;
  do {
    v1::ListEntriesResponse page;
    const auto call = session.NewCall();
    const absl::Status status = FromRpc(stub->ListEntries(call.get(), request, &page));
    if (!status.ok()) return status;
    all.mutable_entries()->MergeFrom(page.entries());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());

  if (session.wants_json()) return session.PrintJson(all);
  Table table({{"entry"},
               {"name"},
               {"case number"},
               {"references", Table::Align::kRight},
               {"revision", Table::Align::kRight},
               {"created"}});
  for (const v1::Entry& entry : all.entries()) {
    table.AddRow({entry.name(), entry.display_name(), entry.external_reference(),
                  FormatCount(entry.references_size()), FormatCount(entry.revision()),
                  FormatTime(entry.create_time())});
  }
  table.Print(session.out(), session.colours());
  return absl::OkStatus();
}

absl::Status ShowEntry(Session& session, const std::string& name) {
  v1::GetEntryRequest request;
  request.set_name(EntryName(name));
  v1::GetEntryResponse answer;
  const auto call = session.NewCall();
  const auto stub = v1::WatchlistService::NewStub(session.channel());
  if (absl::Status status = FromRpc(stub->GetEntry(call.get(), request, &answer)); !status.ok()) {
    return status;
  }
  if (session.wants_json()) return session.PrintJson(answer);
  const v1::Entry& entry = answer.entry();
  std::string lists;
  for (const std::string& list : entry.lists()) lists += (lists.empty() ? "" : ", ") + list;
  session.out() << fmt::format(
      "{}\nname         {}\ncase number  {}\nlists        {}\nrevision     {}\ncreated      {}\n\n",
      Paint(entry.name(), Colour::kBold, session.colours()), entry.display_name(),
      entry.external_reference(), lists, entry.revision(), FormatTime(entry.create_time()));
  Table table({{"reference"},
               {"between the eyes", Table::Align::kRight},
               {"sharpness", Table::Align::kRight},
               {"luminance", Table::Align::kRight}});
  for (const v1::Reference& reference : entry.references()) {
    const v1::Quality& quality = reference.quality();
    table.AddRow({reference.name(), fmt::format("{:.0f} px", quality.inter_eye_distance_px()),
                  fmt::format("{:.0f}", quality.sharpness()),
                  fmt::format("{:.0f}", quality.mean_luminance())});
  }
  table.Print(session.out(), session.colours());
  return absl::OkStatus();
}

absl::Status CreateList(Session& session, const v1::CreateListRequest& request) {
  v1::CreateListResponse answer;
  const auto call = session.NewCall();
  const auto stub = v1::WatchlistService::NewStub(session.channel());
  const absl::Status status =
      FromMutation(stub->CreateList(call.get(), request, &answer), request.request_id());
  if (!status.ok()) return status;
  if (session.wants_json()) return session.PrintJson(answer);
  session.out() << fmt::format("created {}\n", answer.list().name());
  return absl::OkStatus();
}

absl::Status DeleteEntry(Session& session, const v1::DeleteEntryRequest& request) {
  v1::DeleteEntryResponse answer;
  const auto call = session.NewCall();
  const auto stub = v1::WatchlistService::NewStub(session.channel());
  const absl::Status status =
      FromMutation(stub->DeleteEntry(call.get(), request, &answer), request.request_id());
  if (!status.ok()) return status;
  if (session.wants_json()) return session.PrintJson(answer);
  session.out() << fmt::format("deleted {}, its portraits and its embeddings\n", request.name());
  return absl::OkStatus();
}

void AddCreate(CLI::App& list, Action& chosen) {
  const auto request = std::make_shared<v1::CreateListRequest>();  // shared with the callback
  request->set_request_id(NewRequestId());
  CLI::App* command = list.add_subcommand("create", "Create a watch list");
  command->fallthrough();
  v1::WatchList& fields = *request->mutable_list();
  command->add_option("ID", *request->mutable_list_id(), "1 to 63 characters of a-z, 0-9 and -")
      ->required();
  command->add_option("--display-name", *fields.mutable_display_name(), "What people call it")
      ->required();
  command->add_option("--owner", *fields.mutable_owner(), "The authority answerable for it");
  command->add_option("--purpose", *fields.mutable_purpose(), "Why it is kept");
  command->add_option("--legal-basis", *fields.mutable_legal_basis(), "The law that allows it");
  command->add_option("--request-id", *request->mutable_request_id(),
                      "Repeat an earlier request without doing it twice");
  command->callback([request, &chosen] {
    chosen = [request](Session& session) { return CreateList(session, *request); };
  });
}

void AddDelete(CLI::App& list, Action& chosen) {
  const auto request = std::make_shared<v1::DeleteEntryRequest>();  // shared with the callback
  request->set_request_id(NewRequestId());
  const auto revision = std::make_shared<long>(0);
  CLI::App* command = list.add_subcommand("delete", "Delete an entry with all its biometric data");
  command->fallthrough();
  command->add_option("ENTRY", *request->mutable_name(), "As `list entries` shows it")->required();
  command->add_option("--revision", *revision, "Only when the entry is still at this revision")
      ->check(CLI::PositiveNumber);
  command->add_option("--request-id", *request->mutable_request_id(),
                      "Repeat an earlier request without doing it twice");
  command->callback([request, revision, &chosen] {
    request->set_name(EntryName(request->name()));
    request->set_expected_revision(*revision);
    chosen = [request](Session& session) { return DeleteEntry(session, *request); };
  });
}

}  // namespace

void AddList(CLI::App& app, Action& chosen) {
  CLI::App* list = app.add_subcommand("list", "Show the watch lists; more with its subcommands");
  list->fallthrough();
  list->require_subcommand(0, 1);
  list->footer(
      "Examples:\n"
      "  portcullis list\n"
      "  portcullis list create stolen-passports --display-name \"Stolen passports\"\n"
      "  portcullis list entries --list stolen-passports -o json");
  // CLI11 runs this before the callback of a subcommand, which then takes its place.
  list->parse_complete_callback([&chosen] { chosen = ShowLists; });

  AddCreate(*list, chosen);
  AddDelete(*list, chosen);

  const auto of_list = std::make_shared<std::string>();  // shared with the callback, as below
  CLI::App* entries = list->add_subcommand("entries", "Show the entries");
  entries->fallthrough();
  entries->add_option("--list", *of_list, "Of this list only");
  entries->callback([of_list, &chosen] {
    chosen = [of_list](Session& session) { return ShowEntries(session, *of_list); };
  });

  const auto name = std::make_shared<std::string>();
  CLI::App* show = list->add_subcommand("show", "Show one entry");
  show->fallthrough();
  show->add_option("ENTRY", *name, "As `list entries` shows it")->required();
  show->callback(
      [name, &chosen] { chosen = [name](Session& session) { return ShowEntry(session, *name); }; });
}

}  // namespace portcullis::cli
