// portcullis erasure verify: is what a receipt says still so?
#include <algorithm>
#include <cctype>
#include <memory>
#include <string>

#include "CLI/App.hpp"
#include "CLI/Formatter.hpp"
#include "CLI/Validators.hpp"
#include "clients/cli/action.h"
#include "clients/cli/call.h"
#include "clients/cli/files.h"
#include "clients/cli/receipt.h"
#include "clients/cli/table.h"
#include "fmt/format.h"
#include "portcullis/v1/watchlist.grpc.pb.h"

namespace portcullis::cli {
namespace {

using Service = v1::WatchlistService;

constexpr std::size_t kKeyDigits = 64;

struct VerificationOptions {
  std::string file;
  std::string public_key;  // hexadecimal; empty: the server's word is taken
};

std::string KeyUsageError(const std::string& key) {
  const bool is_key = key.size() == kKeyDigits && std::all_of(key.begin(), key.end(), [](char c) {
                        return std::isxdigit(static_cast<unsigned char>(c)) != 0;
                      });
  return is_key ? "" : fmt::format("a public key has {} hexadecimal digits", kKeyDigits);
}

void PrintCheck(Session& session, const char* what, bool holds) {
  session.out() << fmt::format("  {:<48} {}\n", what,
                               holds ? Paint("yes", Colour::kGreen, session.colours())
                                     : Paint("NO", Colour::kRed, session.colours()));
}

/// Whether everything holds.
absl::StatusOr<bool> VerifyOne(Session& session, const v1::ErasureReceipt& receipt,
                               const std::string& public_key) {
  v1::VerifyErasureRequest request;
  *request.mutable_receipt() = receipt;
  const auto answer = Ask<Service>(session, &Service::StubInterface::VerifyErasure, request);
  if (!answer.ok()) return answer.status();
  const bool pinned = public_key.empty() || IsSignedBy(receipt, public_key);
  const bool holds = answer->signature_valid() && answer->recorded() && answer->absent() &&
                     answer->findings().empty() && pinned;
  if (session.wants_json()) {
    if (absl::Status status = session.PrintJsonLine(*answer); !status.ok()) return status;
    return holds;
  }
  session.out() << receipt.statement() << '\n';
  PrintCheck(session, "signed by this server, and not altered since", answer->signature_valid());
  if (!public_key.empty()) PrintCheck(session, "signed with the key of --public-key", pinned);
  PrintCheck(session, "the audit log has the erasure", answer->recorded());
  PrintCheck(session, "nothing of the entry is left", answer->absent());
  for (const std::string& finding : answer->findings()) {
    session.out() << fmt::format("  {}\n", finding);
  }
  return holds;
}

absl::Status VerifyReceipts(Session& session, const VerificationOptions& options) {
  const absl::StatusOr<std::string> text = ReadFile(options.file);
  if (!text.ok()) return text.status();
  const auto receipts = ParseReceipts(*text);
  if (!receipts.ok()) return receipts.status();
  std::size_t failed = 0;
  for (const v1::ErasureReceipt& receipt : *receipts) {
    const absl::StatusOr<bool> holds = VerifyOne(session, receipt, options.public_key);
    if (!holds.ok()) return holds.status();
    if (!*holds) ++failed;
  }
  if (failed == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format(
      "ERASURE_NOT_CONFIRMED: {} of {} receipts do not hold", failed, receipts->size()));
}

}  // namespace

void AddErasure(CLI::App& app, Action& chosen) {
  CLI::App* erasure = app.add_subcommand("erasure", "Receipts of erased entries: verify");
  erasure->fallthrough();
  erasure->require_subcommand(1);
  const auto options = std::make_shared<VerificationOptions>();  // shared with the callback
  CLI::App* command = erasure->add_subcommand(
      "verify", "Ask the server whether a receipt is its own and the person is still gone");
  command->fallthrough();
  command->footer("Exits with 1 if anything does not hold.");
  command->add_option("FILE", options->file, "What `entry erase --receipt` wrote")
      ->required()
      ->check(CLI::ExistingFile);
  command
      ->add_option("--public-key", options->public_key,
                   "The key that you know to be the server's, as `status` showed it; checked here, "
                   "whatever the server says")
      ->check(KeyUsageError)
      ->type_name("HEX");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return VerifyReceipts(session, *options); };
  });
}

}  // namespace portcullis::cli
