#include "server/data_folder.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/clock.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "server/engine.h"
#include "sodium.h"
#include "store/data_folder_lock.h"
#include "store/ed25519_receipt_signer.h"
#include "store/sealing.h"
#include "store/snapshot/restore.h"
#include "store/sqlite/data_check.h"

namespace portcullis {
namespace {

namespace fs = std::filesystem;
using config::v1::ServerConfig;

absl::Status StartSodium() {
  return sodium_init() < 0 ? absl::InternalError("libsodium cannot be used") : absl::OkStatus();
}

}  // namespace

fs::path DatabasePath(const ServerConfig& config) {
  return fs::path(config.storage().data_dir()) / "portcullis.db";
}

fs::path SnapshotFolder(const ServerConfig& config) {
  const std::string& folder = config.storage().snapshot_dir();
  return folder.empty() ? fs::path(config.storage().data_dir()) / "snapshots" : fs::path(folder);
}

absl::Status CheckDataFolder(const ServerConfig& config, std::ostream& out) {
  PORTCULLIS_RETURN_IF_ERROR(StartSodium());
  PORTCULLIS_ASSIGN_OR_RETURN(const auto lock, DataFolderLock::Take(config.storage().data_dir()));
  const fs::path database = DatabasePath(config);
  PORTCULLIS_ASSIGN_OR_RETURN(const DataReport report,
                              CheckData(database, config.storage().key_file()));
  out << fmt::format("{}: schema version {}, {} lists, {} entries, {} references, {} changes\n",
                     database.string(), report.schema_version, report.lists, report.entries,
                     report.references, report.changes);
  for (const std::string& finding : report.findings) out << "WRONG: " << finding << '\n';
  if (report.findings.empty()) {
    out << "everything is as it was written\n";
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt,
                   fmt::format("{} findings; restore the last sound snapshot, or ask for help "
                               "before anything is written",
                               report.findings.size()));
}

absl::Status RestoreDataFolder(const ServerConfig& config, const fs::path& snapshot,
                               std::ostream& out) {
  PORTCULLIS_RETURN_IF_ERROR(StartSodium());
  const Say say = [&out](std::string_view line) { out << line << '\n'; };
  PORTCULLIS_ASSIGN_OR_RETURN(const auto vision,
                              MakeVisionKit(config, say, /*sandbox=*/std::nullopt));
  PORTCULLIS_ASSIGN_OR_RETURN(const auto lock, DataFolderLock::Take(config.storage().data_dir()));
  PORTCULLIS_ASSIGN_OR_RETURN(const auto sealer, Sealer::FromKeyFile(config.storage().key_file()));
  const Ed25519ReceiptSigner signer(*sealer);
  PORTCULLIS_ASSIGN_OR_RETURN(const RestoreResult result,
                              RestoreSnapshot({.snapshot = fs::weakly_canonical(snapshot),
                                               .database = DatabasePath(config),
                                               .key_file = config.storage().key_file(),
                                               .model = vision->model(),
                                               .now = absl::Now()},
                                              signer));
  out << fmt::format("restored {}: {} entries, {} references, up to change {}\n",
                     result.snapshot.id, result.snapshot.entries, result.snapshot.references,
                     result.snapshot.sequence.value);
  if (!result.set_aside.empty()) {
    out << fmt::format("the database that was there is now {}; delete it when it is not needed\n",
                       result.set_aside.string());
  }
  for (const std::string& entry : result.erased_again) {
    out << fmt::format("erased again, as it was after the snapshot: {}\n", entry);
  }
  if (!result.erasures_unknown.empty()) {
    out << fmt::format(
        "ATTENTION: erasures after the snapshot are not known ({}); repeat them by "
        "their receipts\n",
        result.erasures_unknown);
  }
  return absl::OkStatus();
}

}  // namespace portcullis
