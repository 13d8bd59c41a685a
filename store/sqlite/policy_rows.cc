#include "store/sqlite/policy_rows.h"

#include <string>
#include <utility>

#include "matcher/core/status_macros.h"
#include "store/policy_record.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

SealedField PolicyField(PolicyNumber number) {
  return {"policy", std::to_string(number.value), "record", ""};
}

/// Of the row (number, record).
absl::StatusOr<PolicyVersion> OpenPolicy(const Query& row, const Sealer& sealer) {
  const PolicyNumber number{row.Int(0)};
  const SealedField field = PolicyField(number);
  PORTCULLIS_ASSIGN_OR_RETURN(const std::string bytes, sealer.Open(row.BlobView(1), field));
  std::optional<PolicyVersion> version = DecodePolicy(number, bytes);
  if (!version) return DataCorrupt(field.Name());
  return *std::move(version);
}

}  // namespace

absl::StatusOr<std::vector<PolicyVersion>> PolicyRows::All() {
  Query query(connection_, "SELECT number, record FROM policy ORDER BY number");
  std::vector<PolicyVersion> versions;
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Next());
    if (!found) return versions;
    PORTCULLIS_ASSIGN_OR_RETURN(PolicyVersion version, OpenPolicy(query, sealer_));
    const PolicyNumber expected{static_cast<std::int64_t>(versions.size()) + 1};
    if (version.number != expected) return DataCorrupt(PolicyField(expected).Name());
    versions.push_back(std::move(version));
  }
}

absl::StatusOr<std::optional<PolicyVersion>> PolicyRows::Find(PolicyNumber number) {
  Query query(connection_, "SELECT number, record FROM policy WHERE number = ?");
  PORTCULLIS_ASSIGN_OR_RETURN(const bool found, query.Bind(number.value).Next());
  if (!found) return std::nullopt;
  PORTCULLIS_ASSIGN_OR_RETURN(PolicyVersion version, OpenPolicy(query, sealer_));
  return version;
}

absl::Status PolicyRows::Put(const PolicyVersion& version,
                             const std::optional<PolicyVersion>& before, StoreState& state) {
  Query put(connection_,
            "INSERT INTO policy (number, record) VALUES (?, ?) "
            "ON CONFLICT (number) DO UPDATE SET record = excluded.record");
  PORTCULLIS_RETURN_IF_ERROR(
      put.Bind(version.number.value)
          .BindBlob(sealer_.Seal(EncodePolicy(version), PolicyField(version.number)))
          .Run());
  if (before) {
    state.policy_records -= TermOf(sealer_, before->number, before->revision);
  } else {
    ++state.policies;
  }
  state.policy_records += TermOf(sealer_, version.number, version.revision);
  return absl::OkStatus();
}

}  // namespace portcullis
