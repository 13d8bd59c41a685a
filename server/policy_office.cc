#include "server/policy_office.h"

#include <span>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

std::string RemarkOn(const PolicyVersion& first, const Policy& configured) {
  if (first.proposed_by != kConfigurationActor || first.policy == configured) return "";
  return fmt::format(
      "the [policy] section of the configuration has been changed since {} was made of it: that "
      "changes nothing; propose a version instead (portcullis policy propose)",
      FormatPolicyName(first.number));
}

}  // namespace

absl::StatusOr<std::unique_ptr<PolicyOffice>> PolicyOffice::Open(
    PolicyStore& store, CheckLog& log, const PolicyOfficeOptions& options) {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<PolicyVersion> versions,
                              ReadOrStartPolicies(store, options.configured, options.now()));
  return std::unique_ptr<PolicyOffice>(new PolicyOffice(store, log, options, versions));
}

PolicyOffice::PolicyOffice(PolicyStore& store, CheckLog& log, const PolicyOfficeOptions& options,
                           std::span<const PolicyVersion> versions)
    : log_(log),
      retention_days_(options.records.retention_days),
      remark_(RemarkOn(versions.front(), options.configured)),
      in_force_(versions.front(), options.now),
      recorder_(log, options.records),
      admin_(store, in_force_, options.measures) {
  in_force_.Set(versions);
}

absl::Status PolicyOffice::PurgeRecords() { return recorder_.Purge(in_force_.now()).status(); }

}  // namespace portcullis
