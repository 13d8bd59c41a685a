#include "store/snapshot/manifest.h"

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "nlohmann/json.hpp"

namespace portcullis {
namespace {

constexpr char kKind[] = "portcullis snapshot 1";
constexpr char kTimeFormat[] = "%Y-%m-%dT%H:%M:%E9SZ";

absl::Status Invalid(std::string_view what) {
  return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kSnapshotInvalid,
                   fmt::format("{} {}", kManifestFile, what));
}

}  // namespace

std::string FormatManifest(const Manifest& manifest) {
  const Snapshot& snapshot = manifest.snapshot;
  nlohmann::ordered_json json;
  json["kind"] = kKind;
  json["id"] = snapshot.id;
  json["create_time"] = absl::FormatTime(kTimeFormat, snapshot.create_time, absl::UTCTimeZone());
  json["sequence"] = snapshot.sequence.value;
  json["entries"] = snapshot.entries;
  json["references"] = snapshot.references;
  json["schema_version"] = manifest.schema_version;
  json["key_id"] = manifest.key_id;
  json["model_id"] = manifest.model_id;
  json["file"] = kDatabaseFile;
  json["bytes"] = snapshot.bytes;
  json["sha256"] = manifest.database_sha256;
  return json.dump(2) + "\n";
}

absl::StatusOr<Manifest> ParseManifest(std::string_view text) {
  Manifest manifest;
  Snapshot& snapshot = manifest.snapshot;
  try {
    const auto json = nlohmann::json::parse(text);
    if (json.at("kind") != kKind) return Invalid("is of another kind");
    snapshot.id = json.at("id").get<std::string>();
    snapshot.sequence = Sequence{json.at("sequence").get<std::uint64_t>()};
    snapshot.entries = json.at("entries").get<std::size_t>();
    snapshot.references = json.at("references").get<std::size_t>();
    snapshot.bytes = json.at("bytes").get<std::uint64_t>();
    manifest.schema_version = json.at("schema_version").get<int>();
    manifest.key_id = json.at("key_id").get<std::string>();
    manifest.model_id = json.at("model_id").get<std::string>();
    manifest.database_sha256 = json.at("sha256").get<std::string>();
    std::string error;
    if (!absl::ParseTime(kTimeFormat, json.at("create_time").get<std::string>(),
                         &snapshot.create_time, &error)) {
      return Invalid("has no valid create_time");
    }
  } catch (const nlohmann::json::exception&) {
    return Invalid("is not one that this program writes");
  }
  return manifest;
}

}  // namespace portcullis
