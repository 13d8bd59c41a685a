// portcullis export: every entry, without its faces.
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Validators.hpp"
#include "clients/cli/action.h"
#include "clients/cli/csv.h"
#include "clients/cli/entry_report.h"
#include "clients/cli/failure.h"
#include "clients/cli/files.h"
#include "clients/cli/numbers.h"
#include "clients/cli/resource_name.h"
#include "clients/cli/times.h"
#include "fmt/format.h"
#include "portcullis/v1/watchlist.grpc.pb.h"

namespace portcullis::cli {
namespace {

struct ExportOptions {
  std::string list;
  std::string format;
  std::string file;
};

const std::vector<std::string>& Heading() {
  static const std::vector<std::string> kHeading = {"entry",
                                                    "name",
                                                    "list",
                                                    "status",
                                                    "external_reference",
                                                    "alias_names",
                                                    "document_numbers",
                                                    "valid_from",
                                                    "valid_until",
                                                    "review_by",
                                                    "references",
                                                    "revision",
                                                    "proposers",
                                                    "approvers",
                                                    "create_time",
                                                    "update_time",
                                                    "merged_into",
                                                    "status_reason"};
  return kHeading;
}

template <typename Values>
std::string Joined(const Values& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : ";") + value;
  return text;
}

std::vector<std::string> Fields(const v1::Entry& entry) {
  std::string status;
  for (const auto& [name, value] : EntryStatuses()) {
    if (value == entry.status()) status = name;
  }
  std::vector<std::string> lists;
  for (const std::string& list : entry.lists()) lists.push_back(list.substr(list.find('/') + 1));
  std::vector<std::string> approvers;
  for (const v1::Approval& approval : entry.approvals()) approvers.push_back(approval.actor());
  return {entry.name(),
          entry.display_name(),
          Joined(lists),
          status,
          entry.external_reference(),
          Joined(entry.alias_names()),
          Joined(entry.document_numbers()),
          FormatRfc3339(entry.has_valid_from(), entry.valid_from()),
          FormatRfc3339(entry.has_valid_until(), entry.valid_until()),
          FormatRfc3339(entry.has_review_by(), entry.review_by()),
          fmt::format("{}", entry.references_size()),
          fmt::format("{}", entry.revision()),
          Joined(entry.proposers()),
          Joined(approvers),
          FormatRfc3339(entry.has_create_time(), entry.create_time()),
          FormatRfc3339(entry.has_update_time(), entry.update_time()),
          entry.merged_into(),
          entry.status_reason()};
}

/// How many were written.
absl::StatusOr<long> Write(Session& session, const ExportOptions& options, std::ostream& out) {
  v1::ExportEntriesRequest request;
  if (!options.list.empty()) request.set_list(ListName(options.list));
  const auto stub = v1::WatchlistService::NewStub(session.channel());
  const auto call = session.NewStream();
  const auto stream = stub->ExportEntries(call.get(), request);
  if (options.format == "csv") out << CsvLine(Heading());
  long count = 0;
  absl::Status failure;
  for (v1::ExportEntriesResponse response; failure.ok() && stream->Read(&response); ++count) {
    if (options.format == "csv") {
      out << CsvLine(Fields(response.entry()));
    } else {
      const absl::StatusOr<std::string> json = JsonLine(response.entry());
      failure = json.status();
      if (json.ok()) out << *json << '\n';
    }
    if (!out) failure = absl::UnavailableError("FILE_UNWRITABLE: cannot write the export");
  }
  if (!failure.ok()) call->TryCancel();
  const absl::Status status = FromRpc(stream->Finish());
  if (!failure.ok()) return failure;
  if (!status.ok()) return status;
  return count;
}

absl::Status Export(Session& session, ExportOptions options) {
  if (options.format.empty()) options.format = session.wants_json() ? "jsonl" : "csv";
  if (options.file.empty()) return Write(session, options, session.out()).status();
  const auto file = NewFile::Create(options.file);
  if (!file.ok()) return file.status();
  const absl::StatusOr<long> count = Write(session, options, (*file)->stream());
  if (!count.ok()) return count.status();
  if (absl::Status status = (*file)->Keep(); !status.ok()) return status;
  session.console().notes << fmt::format("{} entries in {}\n", FormatCount(*count), options.file);
  return absl::OkStatus();
}

}  // namespace

void AddExport(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<ExportOptions>();  // shared with the callback
  CLI::App* command = app.add_subcommand("export", "Write every entry, without its faces");
  command->fallthrough();
  command->footer(
      "Several lists, names or numbers of one entry are separated by semicolons in CSV; jsonl is\n"
      "exact. The file has names of people in it: treat it like the watch list.\n"
      "Example:\n  portcullis export --list stolen-passports --format csv --out entries.csv");
  command->add_option("--list", options->list, "Of this list only");
  command->add_option("--format", options->format, "csv (the default), or jsonl: an object a line")
      ->check(CLI::IsMember({"csv", "jsonl"}));
  command->add_option("--out", options->file,
                      "File to write, complete or not at all; standard output if left out");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Export(session, *options); };
  });
}

}  // namespace portcullis::cli
