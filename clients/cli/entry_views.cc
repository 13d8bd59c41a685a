// portcullis entry show, ls, due, impact.
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
#include "clients/cli/numbers.h"
#include "clients/cli/option_groups.h"
#include "clients/cli/resource_name.h"
#include "clients/cli/table.h"
#include "clients/cli/times.h"
#include "fmt/format.h"
#include "portcullis/v1/watchlist.grpc.pb.h"

namespace portcullis::cli {
namespace {

using Service = v1::WatchlistService;

absl::Status Show(Session& session, const std::string& name) {
  v1::GetEntryRequest request;
  request.set_name(EntryName(name));
  const auto answer = Ask<Service>(session, &Service::StubInterface::GetEntry, request);
  if (!answer.ok()) return answer.status();
  if (session.wants_json()) return session.PrintJson(*answer);
  PrintEntry(session, answer->entry());
  return absl::OkStatus();
}

template <typename Response>
absl::Status PrintPages(Session& session, const absl::StatusOr<Response>& entries) {
  if (!entries.ok()) return entries.status();
  if (session.wants_json()) return session.PrintJson(*entries);
  PrintEntries(session, entries->entries());
  return absl::OkStatus();
}

struct ListingOptions {
  std::string list;
  std::vector<std::string> statuses;
  std::string external_reference;
  std::string order_by;
  bool pending_only = false;
  int limit = 0;
};

absl::Status ShowAll(Session& session, const ListingOptions& options) {
  v1::ListEntriesRequest request;
  if (!options.list.empty()) request.set_list(ListName(options.list));
  for (const std::string& status : options.statuses) {
    request.add_statuses(EntryStatuses().at(status));
  }
  request.set_external_reference(options.external_reference);
  request.set_order_by(options.order_by);
  request.set_pending_only(options.pending_only);
  return PrintPages(
      session,
      AskForAll<Service>(
          session, &Service::StubInterface::ListEntries, request,
          [](const v1::ListEntriesResponse& page) { return page.entries_size(); }, options.limit));
}

struct DueOptions {
  std::string list;
  std::string by;
  int limit = 0;
};

absl::Status ShowDue(Session& session, const DueOptions& options) {
  v1::ListEntriesDueForReviewRequest request;
  if (!options.list.empty()) request.set_list(ListName(options.list));
  if (!options.by.empty()) *request.mutable_due_by() = *ParseTime(options.by);
  return PrintPages(session, AskForAll<Service>(
                                 session, &Service::StubInterface::ListEntriesDueForReview, request,
                                 [](const v1::ListEntriesDueForReviewResponse& page) {
                                   return page.entries_size();
                                 },
                                 options.limit));
}

absl::Status ShowImpact(Session& session, const std::string& name) {
  v1::PreviewImpactRequest request;
  request.set_name(EntryName(name));
  const auto answer = Ask<Service>(session, &Service::StubInterface::PreviewImpact, request);
  if (!answer.ok()) return answer.status();
  if (session.wants_json()) return session.PrintJson(*answer);
  session.out() << fmt::format(
      "{} of {} strangers would be referred to it, at distance {} or closer\n"
      "extra false alarms per 1,000 travellers: {:.3g}, between {:.3g} and {:.3g} with 95 % "
      "confidence\n"
      "strangers: {}\n\n",
      FormatCount(answer->alarms()), FormatCount(answer->travellers()),
      FormatDistance(answer->referral_distance()), answer->alarms_per_1000(),
      answer->alarms_per_1000_lower(), answer->alarms_per_1000_upper(), answer->cohort());
  Table table({{"reference"},
               {"strangers", Table::Align::kRight},
               {"resemblance", Table::Align::kRight},
               {"at least", Table::Align::kRight},
               {""}});
  for (const v1::ReferenceImpact& reference : answer->references()) {
    table.AddRow({reference.reference(), FormatCount(reference.alarms()),
                  fmt::format("{:.1f} x", reference.resemblance()),
                  fmt::format("{:.1f} x", reference.resemblance_lower()),
                  reference.wolf() ? "WOLF: find a better photograph" : ""},
                 reference.wolf() ? Colour::kRed : Colour::kPlain);
  }
  table.Print(session.out(), session.colours());
  return absl::OkStatus();
}

/// A subcommand about one entry.
void AddView(CLI::App& entry, Action& chosen, const char* name, const char* description,
             absl::Status (*view)(Session&, const std::string&)) {
  const auto target = std::make_shared<std::string>();  // shared with the callback
  CLI::App* command = entry.add_subcommand(name, description);
  command->fallthrough();
  command->add_option("ENTRY", *target, "As `entry ls` shows it")->required();
  command->callback([view, target, &chosen] {
    chosen = [view, target](Session& session) { return view(session, *target); };
  });
}

void AddListing(CLI::App& entry, Action& chosen) {
  const auto options = std::make_shared<ListingOptions>();  // shared with the callback
  CLI::App* command = entry.add_subcommand("ls", "Show the entries");
  command->fallthrough();
  command->add_option("--list", options->list, "Of this list only");
  command->add_option("--status", options->statuses, "Of this status only; repeatable")
      ->expected(1)
      ->take_all()
      ->check(CLI::IsMember({"proposed", "active", "suspended", "expired", "retired"}));
  command->add_option("--ref", options->external_reference, "With exactly this case number only");
  command->add_flag("--pending", options->pending_only, "Only if a part waits for approval");
  command
      ->add_option("--order-by", options->order_by,
                   "name, create_time, update_time or review_by; \"... desc\" for the reverse")
      ->check(CLI::IsMember({"name", "name desc", "create_time", "create_time desc", "update_time",
                             "update_time desc", "review_by", "review_by desc"}));
  AddLimit(*command, options->limit);
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return ShowAll(session, *options); };
  });
}

void AddDue(CLI::App& entry, Action& chosen) {
  const auto options = std::make_shared<DueOptions>();  // shared with the callback
  CLI::App* command = entry.add_subcommand("due", "Show the entries that are due for review");
  command->fallthrough();
  command->add_option("--list", options->list, "Of this list only");
  AddTime(*command, "--by", options->by, "Due at this time or before; now if left out");
  AddLimit(*command, options->limit);
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return ShowDue(session, *options); };
  });
}

}  // namespace

void AddEntryViews(CLI::App& entry, Action& chosen) {
  AddView(entry, chosen, "show", "Show one entry", Show);
  AddListing(entry, chosen);
  AddDue(entry, chosen);
  AddView(entry, chosen, "impact", "What its photographs would cost travellers who are strangers",
          ShowImpact);
}

}  // namespace portcullis::cli
