#include "store/snapshot/sqlite_snapshots.h"

#include <algorithm>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "store/raw_file.h"
#include "store/snapshot/durable_file.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/schema.h"

namespace portcullis {
namespace {

namespace fs = std::filesystem;

// A folder with this in front of its name is not finished.
constexpr std::string_view kPartial = ".partial-";
constexpr absl::Duration kBusyTimeout = absl::Seconds(5);

absl::Status Unavailable(std::string_view what, const std::error_code& error) {
  const bool full = error == std::errc::no_space_on_device;
  return MakeError(full ? absl::StatusCode::kResourceExhausted : absl::StatusCode::kUnavailable,
                   ErrorReason::kStoreUnavailable,
                   fmt::format("cannot {}: {}", what, error.message()));
}

absl::Status NotFound(std::string_view id) {
  return MakeError(absl::StatusCode::kNotFound, ErrorReason::kSnapshotNotFound,
                   fmt::format("there is no snapshot \"{}\"", id));
}

absl::StatusOr<std::int64_t> Number(Connection& connection, const char* sql) {
  Query query(connection, sql);
  PORTCULLIS_RETURN_IF_ERROR(query.Next().status());
  return query.Int(0);
}

absl::StatusOr<std::string> KeyId(Connection& connection) {
  Query query(connection, "SELECT key_id FROM meta");
  PORTCULLIS_RETURN_IF_ERROR(query.Next().status());
  return query.Text(0);
}

std::string IdFor(absl::Time now, Sequence sequence) {
  return fmt::format("{}-seq{}", absl::FormatTime("%Y%m%d-%H%M%S", now, absl::UTCTimeZone()),
                     sequence.value);
}

/// Names of finished snapshots, newest first: they begin with their time.
std::vector<std::string> Ids(const fs::path& folder) {
  std::vector<std::string> ids;
  std::error_code error;
  for (const auto& item : fs::directory_iterator(folder, error)) {
    const std::string name = item.path().filename().string();
    if (item.is_directory(error) && !name.starts_with('.')) ids.push_back(name);
  }
  std::sort(ids.rbegin(), ids.rend());
  return ids;
}

void FindUnexpectedFiles(const fs::path& folder, std::vector<std::string>& findings) {
  const std::set<std::string> expected = {kManifestFile, kSignatureFile, kDatabaseFile};
  std::error_code error;
  for (const auto& item : fs::directory_iterator(folder, error)) {
    const std::string name = item.path().filename().string();
    if (!expected.contains(name)) findings.push_back(fmt::format("{} does not belong here", name));
  }
}

}  // namespace

SnapshotFindings ExamineSnapshot(const fs::path& folder, const ReceiptSigner& signer) {
  SnapshotFindings result;
  result.snapshot.id = folder.filename().string();
  std::vector<std::string>& findings = result.findings;
  FindUnexpectedFiles(folder, findings);
  const auto text = ReadSmallFile(folder / kManifestFile);
  if (!text.ok()) {
    findings.push_back(std::string(text.status().message()));
    return result;
  }
  const auto signature = ReadSmallFile(folder / kSignatureFile);
  if (!signature.ok()) {
    findings.push_back(std::string(signature.status().message()));
  } else if (!signer.Verify(*text, *signature)) {
    findings.push_back(
        fmt::format("{} is not signed by this server's key, or one of {} and {} was "
                    "altered",
                    kManifestFile, kManifestFile, kSignatureFile));
  }
  const auto manifest = ParseManifest(*text);
  if (!manifest.ok()) {
    findings.push_back(std::string(manifest.status().message()));
    return result;
  }
  const std::string name = result.snapshot.id;
  result.snapshot = manifest->snapshot;
  result.snapshot.id = name;
  if (manifest->snapshot.id != name) {
    findings.push_back(fmt::format("the folder was renamed from {}", manifest->snapshot.id));
  }
  const auto digest = DigestOf(folder / kDatabaseFile);
  if (!digest.ok()) {
    findings.push_back(std::string(digest.status().message()));
  } else if (digest->bytes != manifest->snapshot.bytes) {
    findings.push_back(fmt::format("{} has {} bytes, was written with {}", kDatabaseFile,
                                   digest->bytes, manifest->snapshot.bytes));
  } else if (digest->sha256 != manifest->database_sha256) {
    findings.push_back(fmt::format("{} was altered: its SHA-256 is {}, was {}", kDatabaseFile,
                                   digest->sha256, manifest->database_sha256));
  }
  return result;
}

SqliteSnapshots::SqliteSnapshots(fs::path database, fs::path folder, const ReceiptSigner& signer)
    : database_(std::move(database)), folder_(std::move(folder)), signer_(signer) {}

absl::StatusOr<Snapshot> SqliteSnapshots::Create(absl::Time now) {
  const absl::MutexLock lock(&mutex_);
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) return Unavailable("make the folder of the snapshots", error);
  fs::permissions(folder_, fs::perms::owner_all, error);
  RemovePartialFolders(folder_, kPartial);

  const fs::path partial = folder_ / fmt::format("{}{}", kPartial, absl::ToUnixNanos(now));
  PORTCULLIS_RETURN_IF_ERROR(MakePrivateFolder(partial));
  absl::StatusOr<Manifest> manifest = CopyDatabase(partial / kDatabaseFile, now);
  if (!manifest.ok()) {
    fs::remove_all(partial, error);
    return manifest.status();
  }
  const std::string text = FormatManifest(*manifest);
  absl::Status written = WriteDurably(partial / kManifestFile, text);
  if (written.ok()) written = WriteDurably(partial / kSignatureFile, signer_.Sign(text));
  if (written.ok()) written = SyncFolder(partial);
  if (!written.ok()) {
    fs::remove_all(partial, error);
    return written;
  }
  fs::rename(partial, folder_ / manifest->snapshot.id, error);
  if (error) {
    const absl::Status status = Unavailable("name the snapshot", error);
    fs::remove_all(partial, error);
    return status;
  }
  PORTCULLIS_RETURN_IF_ERROR(SyncFolder(folder_));
  return manifest->snapshot;
}

/// VACUUM INTO reads one state of the database, however long it takes and whoever writes meanwhile,
/// and leaves out what was deleted.
absl::StatusOr<Manifest> SqliteSnapshots::CopyDatabase(const fs::path& target,
                                                       absl::Time now) const {
  {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::unique_ptr<Connection> source,
                                Connection::OpenToRead(database_, kBusyTimeout));
    Query copy(*source, "VACUUM INTO ?");
    PORTCULLIS_RETURN_IF_ERROR(copy.BindText(target.string()).Run());
  }
  PORTCULLIS_RETURN_IF_ERROR(SyncFile(target));

  Manifest manifest;
  {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::unique_ptr<Connection> copied,
                                Connection::OpenToRead(target, kBusyTimeout));
    PORTCULLIS_ASSIGN_OR_RETURN(const std::int64_t sequence,
                                Number(*copied, "SELECT coalesce(max(seq), 0) FROM changelog"));
    PORTCULLIS_ASSIGN_OR_RETURN(const std::int64_t entries,
                                Number(*copied, "SELECT count(*) FROM entry"));
    PORTCULLIS_ASSIGN_OR_RETURN(const std::int64_t references,
                                Number(*copied, "SELECT count(*) FROM reference"));
    PORTCULLIS_ASSIGN_OR_RETURN(const std::int64_t version, Number(*copied, "PRAGMA user_version"));
    PORTCULLIS_ASSIGN_OR_RETURN(manifest.key_id, KeyId(*copied));
    PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<ModelId> model, ReadModel(*copied));
    manifest.model_id = model ? model->ToString() : "";
    manifest.schema_version = static_cast<int>(version);
    manifest.snapshot.sequence = Sequence{static_cast<std::uint64_t>(sequence)};
    manifest.snapshot.entries = static_cast<std::size_t>(entries);
    manifest.snapshot.references = static_cast<std::size_t>(references);
  }
  manifest.snapshot.create_time = now;
  manifest.snapshot.id = IdFor(now, manifest.snapshot.sequence);
  PORTCULLIS_ASSIGN_OR_RETURN(const FileDigest digest, DigestOf(target));
  manifest.snapshot.bytes = digest.bytes;
  manifest.database_sha256 = digest.sha256;
  return manifest;
}

absl::StatusOr<std::vector<Snapshot>> SqliteSnapshots::List() const {
  std::vector<Snapshot> snapshots;
  for (const std::string& id : Ids(folder_)) {
    Snapshot snapshot;
    const auto text = ReadSmallFile(folder_ / id / kManifestFile);
    if (text.ok()) {
      const auto manifest = ParseManifest(*text);
      if (manifest.ok()) snapshot = manifest->snapshot;
    }
    snapshot.id = id;
    snapshots.push_back(std::move(snapshot));
  }
  return snapshots;
}

absl::StatusOr<SnapshotFindings> SqliteSnapshots::Verify(std::string_view id) const {
  // Only names that are there, so that no path leads out of the folder.
  const std::vector<std::string> ids = Ids(folder_);
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) return NotFound(id);
  return ExamineSnapshot(folder_ / std::string(id), signer_);
}

}  // namespace portcullis
