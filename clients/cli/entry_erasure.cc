// portcullis entry erase: removes every trace of a person, and keeps the proof.
#include <memory>
#include <string>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Validators.hpp"
#include "clients/cli/call.h"
#include "clients/cli/entry_commands.h"
#include "clients/cli/files.h"
#include "clients/cli/option_groups.h"
#include "clients/cli/receipt.h"
#include "clients/cli/resource_name.h"
#include "fmt/format.h"
#include "portcullis/v1/watchlist.grpc.pb.h"

namespace portcullis::cli {
namespace {

using Service = v1::WatchlistService;

struct ErasureOptions {
  std::string entry;
  std::string receipt_file;
  MutationOptions mutation;
};

absl::Status Keep(NewFile* file, const ErasureOptions& options, const v1::ErasureReceipt& receipt) {
  if (file == nullptr) return absl::OkStatus();
  file->stream() << ReceiptLine(receipt) << '\n';
  const absl::Status status = file->Keep();
  if (status.ok()) return status;
  return absl::Status(status.code(),
                      fmt::format("{}; the entry is erased, and --request-id {} gets its receipt "
                                  "again within 24 h",
                                  std::string(status.message()), options.mutation.request_id));
}

absl::Status Erase(Session& session, const ErasureOptions& options) {
  std::unique_ptr<NewFile> file;
  if (!options.receipt_file.empty()) {  // before anything is erased
    auto created = NewFile::Create(options.receipt_file);
    if (!created.ok()) return created.status();
    file = *std::move(created);
  }
  v1::EraseEntryRequest request;
  request.set_name(EntryName(options.entry));
  request.set_request_id(options.mutation.request_id);
  request.set_expected_revision(options.mutation.expected_revision);
  const auto answer = Change<Service>(session, &Service::StubInterface::EraseEntry, request);
  if (!answer.ok()) return answer.status();
  const v1::ErasureReceipt& receipt = answer->receipt();
  if (session.wants_json()) {
    session.out() << ReceiptLine(receipt) << '\n';
  } else {
    session.out() << fmt::format("erased {}; the receipt{}:\n{}\n", request.name(),
                                 file ? ", also in " + options.receipt_file : "",
                                 ReceiptLine(receipt));
  }
  return Keep(file.get(), options, receipt);
}

}  // namespace

void AddEntryErasure(CLI::App& entry, Action& chosen) {
  const auto options = std::make_shared<ErasureOptions>();  // shared with the callback
  CLI::App* command =
      entry.add_subcommand("erase", "Remove every trace of a person but the id in the audit log");
  command->fallthrough();
  command->add_option("ENTRY", options->entry, "As `entry ls` shows it")->required();
  command
      ->add_option("--receipt", options->receipt_file,
                   "New file for the signed receipt, which `erasure verify` reads")
      ->check(CLI::NonexistentPath);
  AddMutationOptions(*command, options->mutation);
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Erase(session, *options); };
  });
}

}  // namespace portcullis::cli
