// portcullis purge: erases what has been kept for as long as its lists say.
#include <memory>
#include <string>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Validators.hpp"
#include "clients/cli/action.h"
#include "clients/cli/call.h"
#include "clients/cli/files.h"
#include "clients/cli/numbers.h"
#include "clients/cli/option_groups.h"
#include "clients/cli/receipt.h"
#include "fmt/format.h"
#include "portcullis/v1/admin.grpc.pb.h"

namespace portcullis::cli {
namespace {

using Service = v1::AdminService;

struct PurgeOptions {
  bool dry_run = false;
  std::string receipt_file;
  std::string request_id = NewRequestId();
};

void PrintPurged(Session& session, const v1::PurgeExpiredResponse& answer, bool dry_run) {
  for (const std::string& entry : answer.entries()) session.out() << entry << '\n';
  session.out() << fmt::format("{} {}{}\n", dry_run ? "would erase" : "erased",
                               FormatCount(answer.entries_size()),
                               answer.more() ? " and more" : "");
}

void WriteReceipts(const v1::PurgeExpiredResponse& answer, NewFile& file) {
  for (const v1::ErasureReceipt& receipt : answer.receipts()) {
    file.stream() << ReceiptLine(receipt) << '\n';
  }
}

absl::Status Purge(Session& session, const PurgeOptions& options) {
  std::unique_ptr<NewFile> file;
  if (!options.receipt_file.empty()) {  // before anything is erased
    auto created = NewFile::Create(options.receipt_file);
    if (!created.ok()) return created.status();
    file = *std::move(created);
  }
  v1::PurgeExpiredRequest request;
  request.set_dry_run(options.dry_run);
  v1::PurgeExpiredResponse all;
  for (int turn = 1; turn == 1 || (all.more() && !options.dry_run); ++turn) {
    request.set_request_id(turn == 1 ? options.request_id
                                     : fmt::format("{}.{}", options.request_id, turn));
    const auto answer =
        Change<Service>(session, &Service::StubInterface::PurgeExpired, request, kSlowCallSeconds);
    if (!answer.ok()) {
      // The receipts so far are worth keeping.
      const absl::Status kept = file && all.receipts_size() > 0 ? file->Keep() : absl::OkStatus();
      return kept.ok() ? answer.status() : kept;
    }
    all.MergeFrom(*answer);
    all.set_more(answer->more());
    if (file) WriteReceipts(*answer, *file);
  }
  if (file && !options.dry_run) {
    if (absl::Status status = file->Keep(); !status.ok()) return status;
  }
  if (session.wants_json()) return session.PrintJson(all);
  PrintPurged(session, all, options.dry_run);
  return absl::OkStatus();
}

}  // namespace

void AddPurge(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<PurgeOptions>();  // shared with the callback
  CLI::App* command = app.add_subcommand(
      "purge", "Erase ended entries whose retention has passed on every list they stand on");
  command->fallthrough();
  command->add_flag("--dry-run", options->dry_run, "Only say which");
  command
      ->add_option("--receipts", options->receipt_file,
                   "New file for the signed receipts, one in a line")
      ->check(CLI::NonexistentPath);
  command
      ->add_option("--request-id", options->request_id,
                   "Repeat an earlier request without doing it twice")
      ->check([](const std::string& id) {
        return id.empty() || id.size() > 56 ? "--request-id: 1 to 56 characters" : "";
      });
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Purge(session, *options); };
  });
}

}  // namespace portcullis::cli
