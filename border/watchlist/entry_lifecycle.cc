#include "border/watchlist/entry_lifecycle.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

std::string_view StatusName(EntryStatus status) {
  switch (status) {
    case EntryStatus::kProposed: return "proposed";
    case EntryStatus::kActive: return "active";
    case EntryStatus::kSuspended: return "suspended";
    case EntryStatus::kExpired: return "expired";
    case EntryStatus::kRetired: return "retired";
  }
  return "";
}

absl::Status StateInvalid(std::string_view message) {
  return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kStateInvalid, message);
}

absl::Status FieldInvalid(std::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid, message);
}

absl::Status NotNow(const Entry& entry, std::string_view act) {
  if (entry.status == EntryStatus::kProposed) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, ErrorReason::kApprovalRequired,
        fmt::format("entry {} is only proposed: it cannot be {}", FormatEntryId(entry.id), act));
  }
  return StateInvalid(fmt::format("entry {} is {}: it cannot be {}", FormatEntryId(entry.id),
                                  StatusName(entry.status), act));
}

absl::Status CheckNotRetired(const Entry& entry) {
  if (entry.status != EntryStatus::kRetired) return absl::OkStatus();
  return StateInvalid(
      fmt::format("entry {} is retired: it does not change any more", FormatEntryId(entry.id)));
}

Entry Changed(Entry entry, const Act& act) {
  ++entry.revision.value;
  entry.update_time = act.time;
  return entry;
}

template <typename Part>
bool AnyPending(const std::vector<Part>& parts) {
  return std::any_of(parts.begin(), parts.end(), [](const Part& part) { return part.pending; });
}

template <typename Part>
bool AnyApproved(const std::vector<Part>& parts) {
  return std::any_of(parts.begin(), parts.end(), [](const Part& part) { return !part.pending; });
}

/// Approved once: as a whole, if perhaps not in all its parts.
bool IsApproved(const Entry& entry) {
  return AnyApproved(entry.lists) && AnyApproved(entry.references);
}

void Unite(std::vector<std::string>& sorted, const std::vector<std::string>& others) {
  sorted.insert(sorted.end(), others.begin(), others.end());
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
}

/// The actor now wants (part of) what is pending; consent to what it was before does not count.
void ProposeBy(Entry& entry, const std::string& actor) {
  std::vector<std::string>& proposers = entry.proposal.proposers;
  // What was approved last is a proposal that is over.
  if (!HasPending(entry)) proposers.clear();
  Unite(proposers, {actor});
  entry.proposal.approvals.clear();
}

void ApproveAll(Entry& entry, absl::Time now) {
  for (Membership& membership : entry.lists) membership.pending = false;
  for (ReferenceInfo& reference : entry.references) reference.pending = false;
  if (entry.status != EntryStatus::kProposed) return;
  const bool begun = !entry.details.valid_from || *entry.details.valid_from <= now;
  if (begun) entry.status = EntryStatus::kActive;
}

bool StandsOn(const Entry& entry, const ListId& list) {
  return std::any_of(entry.lists.begin(), entry.lists.end(),
                     [&list](const Membership& membership) { return membership.list == list; });
}

void AddPendingList(Entry& entry, const ListId& list) {
  entry.lists.push_back({list, true});
  std::sort(entry.lists.begin(), entry.lists.end());
}

/// Adds what `values` does not hold yet.
void AddNew(std::vector<std::string>& values, const std::string& value) {
  const bool has = std::find(values.begin(), values.end(), value) != values.end();
  if (!has && !value.empty()) values.push_back(value);
}

absl::Status UpdateLists(Entry& entry, const Act& act, const std::vector<ListId>& wanted) {
  if (wanted.empty()) return FieldInvalid("entry.lists is empty");
  const bool approved = IsApproved(entry);
  std::erase_if(entry.lists, [&wanted](const Membership& membership) {
    return std::find(wanted.begin(), wanted.end(), membership.list) == wanted.end();
  });
  if (approved && !AnyApproved(entry.lists)) {
    return StateInvalid(fmt::format("entry {} would stand on no approved list: retire it instead",
                                    FormatEntryId(entry.id)));
  }
  for (const ListId& list : wanted) {
    if (StandsOn(entry, list)) continue;
    if (approved) ProposeBy(entry, act.actor);
    AddPendingList(entry, list);
  }
  return absl::OkStatus();
}

absl::Status UpdateValidity(Entry& entry, const Act& act, const EntryUpdate& update) {
  EntryDetails& details = entry.details;
  const bool approved = IsApproved(entry);
  if (update.valid_from && *update.valid_from != details.valid_from) {
    if (approved) return StateInvalid("valid_from cannot change once the entry is approved");
    details.valid_from = *update.valid_from;
  }
  if (update.valid_until && *update.valid_until != details.valid_until) {
    const std::optional<absl::Time> until = *update.valid_until;
    const bool later = !until || (details.valid_until && *until > *details.valid_until);
    if (approved && later) {
      return StateInvalid("valid_until cannot become later by an update: extend the entry");
    }
    if (entry.status == EntryStatus::kExpired) {
      return StateInvalid("the entry is expired: its end has passed");
    }
    if (until && *until <= act.time) return FieldInvalid("entry.valid_until is not in the future");
    details.valid_until = until;
  }
  if (details.valid_from && details.valid_until && *details.valid_from >= *details.valid_until) {
    return FieldInvalid("entry.valid_until is not after entry.valid_from");
  }
  return absl::OkStatus();
}

}  // namespace

bool HasPending(const Entry& entry) {
  return entry.status != EntryStatus::kRetired &&
         (AnyPending(entry.lists) || AnyPending(entry.references));
}

bool IsSearchable(const Entry& entry) {
  return entry.status == EntryStatus::kActive && AnyApproved(entry.lists) &&
         AnyApproved(entry.references);
}

std::optional<TimeAct> NextTimeAct(const Entry& entry) {
  const EntryDetails& details = entry.details;
  switch (entry.status) {
    case EntryStatus::kProposed:
      if (IsApproved(entry)) {
        return TimeAct{details.valid_from.value_or(entry.update_time), EntryStatus::kActive};
      }
      break;
    case EntryStatus::kActive:
    case EntryStatus::kSuspended: break;
    case EntryStatus::kExpired:
    case EntryStatus::kRetired: return std::nullopt;
  }
  if (!details.valid_until) return std::nullopt;
  return TimeAct{*details.valid_until, EntryStatus::kExpired};
}

std::string_view TimeActName(EntryStatus becomes) {
  return becomes == EntryStatus::kActive ? "ActivateEntry" : "ExpireEntry";
}

Entry AfterTimeAct(Entry entry, EntryStatus becomes, absl::Time now) {
  entry.status = becomes;
  return Changed(std::move(entry), {.actor = {}, .time = now});
}

absl::StatusOr<Entry> Approve(Entry entry, const Act& act) {
  if (!HasPending(entry)) {
    return StateInvalid(
        fmt::format("entry {} has nothing that waits for approval", FormatEntryId(entry.id)));
  }
  Proposal& proposal = entry.proposal;
  if (std::binary_search(proposal.proposers.begin(), proposal.proposers.end(), act.actor)) {
    return MakeError(absl::StatusCode::kPermissionDenied, ErrorReason::kSelfApprovalForbidden,
                     fmt::format("{} proposed a part of entry {}: another administrator approves",
                                 act.actor, FormatEntryId(entry.id)));
  }
  for (const Approval& approval : proposal.approvals) {
    if (approval.actor != act.actor) continue;
    return StateInvalid(
        fmt::format("{} has approved entry {} already", act.actor, FormatEntryId(entry.id)));
  }
  proposal.approvals.push_back({act.actor, act.time});
  const auto required = static_cast<std::size_t>(entry.required_approvals);
  if (proposal.approvals.size() >= required) ApproveAll(entry, act.time);
  return Changed(std::move(entry), act);
}

absl::StatusOr<Entry> Reject(Entry entry, const Act& act, std::string reason) {
  if (!HasPending(entry)) {
    return StateInvalid(
        fmt::format("entry {} has nothing that waits for approval", FormatEntryId(entry.id)));
  }
  const auto pending = [](const auto& part) { return part.pending; };
  if (IsApproved(entry)) {
    std::erase_if(entry.lists, pending);
    std::erase_if(entry.references, pending);
  } else {
    entry.status = EntryStatus::kRetired;
  }
  entry.absorbs.clear();
  entry.status_reason = std::move(reason);
  return Changed(std::move(entry), act);
}

absl::StatusOr<Entry> Update(Entry entry, const Act& act, const EntryUpdate& update) {
  PORTCULLIS_RETURN_IF_ERROR(CheckNotRetired(entry));
  EntryDetails& details = entry.details;
  if (update.external_reference) details.external_reference = *update.external_reference;
  if (update.display_name) details.display_name = *update.display_name;
  if (update.alias_names) details.alias_names = *update.alias_names;
  if (update.document_numbers) details.document_numbers = *update.document_numbers;
  if (update.review_by) details.review_by = *update.review_by;
  PORTCULLIS_RETURN_IF_ERROR(UpdateValidity(entry, act, update));
  if (update.lists) PORTCULLIS_RETURN_IF_ERROR(UpdateLists(entry, act, *update.lists));
  if (!IsApproved(entry)) ProposeBy(entry, act.actor);
  return Changed(std::move(entry), act);
}

absl::StatusOr<Entry> Suspend(Entry entry, const Act& act, std::string reason) {
  if (entry.status != EntryStatus::kActive) return NotNow(entry, "suspended");
  entry.status = EntryStatus::kSuspended;
  entry.status_reason = std::move(reason);
  return Changed(std::move(entry), act);
}

absl::StatusOr<Entry> Reinstate(Entry entry, const Act& act, std::string reason) {
  if (entry.status != EntryStatus::kSuspended) return NotNow(entry, "reinstated");
  entry.status = EntryStatus::kActive;
  entry.status_reason = std::move(reason);
  return Changed(std::move(entry), act);
}

absl::StatusOr<Entry> Extend(Entry entry, const Act& act, absl::Time valid_until,
                             absl::Time review_by, std::string justification) {
  if (entry.status == EntryStatus::kProposed || entry.status == EntryStatus::kRetired) {
    return NotNow(entry, "extended");
  }
  if (!entry.details.valid_until) {
    return StateInvalid(
        fmt::format("entry {} has no end that could be extended", FormatEntryId(entry.id)));
  }
  if (valid_until <= *entry.details.valid_until || valid_until <= act.time) {
    return FieldInvalid("valid_until is not later than the present end and than now");
  }
  if (!IsApproved(entry)) ProposeBy(entry, act.actor);
  entry.details.valid_until = valid_until;
  entry.details.review_by = review_by;
  if (entry.status == EntryStatus::kExpired) {
    // A proposal that lapsed before it was approved still needs its approval.
    entry.status = IsApproved(entry) ? EntryStatus::kActive : EntryStatus::kProposed;
  }
  entry.status_reason = std::move(justification);
  return Changed(std::move(entry), act);
}

absl::StatusOr<Entry> Retire(Entry entry, const Act& act, std::string reason) {
  PORTCULLIS_RETURN_IF_ERROR(CheckNotRetired(entry));
  entry.status = EntryStatus::kRetired;
  entry.absorbs.clear();
  entry.status_reason = std::move(reason);
  return Changed(std::move(entry), act);
}

absl::StatusOr<Entry> AddReference(Entry entry, const Act& act, const ReferenceInfo& reference) {
  PORTCULLIS_RETURN_IF_ERROR(CheckNotRetired(entry));
  if (entry.references.size() >= kMaxReferences) {
    return StateInvalid(fmt::format("entry {} has {} references, the limit is {}",
                                    FormatEntryId(entry.id), entry.references.size(),
                                    kMaxReferences));
  }
  ProposeBy(entry, act.actor);
  entry.references.push_back(reference);
  entry.references.back().pending = true;
  return Changed(std::move(entry), act);
}

absl::StatusOr<Entry> RemoveReference(Entry entry, const Act& act, ReferenceId reference) {
  PORTCULLIS_RETURN_IF_ERROR(CheckNotRetired(entry));
  const bool approved = IsApproved(entry);
  const std::size_t removed = std::erase_if(
      entry.references, [reference](const ReferenceInfo& info) { return info.id == reference; });
  if (removed == 0) {
    return MakeError(absl::StatusCode::kNotFound, ErrorReason::kReferenceNotFound,
                     fmt::format("entry {} has no reference {}", FormatEntryId(entry.id),
                                 FormatReferenceId(reference)));
  }
  if (entry.references.empty() || (approved && !AnyApproved(entry.references))) {
    return StateInvalid(fmt::format(
        "it is the last reference of entry {}: retire the entry instead", FormatEntryId(entry.id)));
  }
  if (!approved) ProposeBy(entry, act.actor);
  return Changed(std::move(entry), act);
}

absl::StatusOr<Entry> Merge(Entry kept, const Entry& merged, const Act& act,
                            const std::vector<ReferenceInfo>& copies) {
  PORTCULLIS_RETURN_IF_ERROR(CheckNotRetired(kept));
  PORTCULLIS_RETURN_IF_ERROR(CheckNotRetired(merged));
  if (kept.id == merged.id) return FieldInvalid("an entry cannot be merged into itself");
  if (kept.references.size() + copies.size() > kMaxReferences) {
    return StateInvalid(fmt::format("entry {} would have {} references, the limit is {}",
                                    FormatEntryId(kept.id), kept.references.size() + copies.size(),
                                    kMaxReferences));
  }
  ProposeBy(kept, act.actor);
  // What nobody has approved there is not approved here by whoever wanted it.
  if (HasPending(merged)) Unite(kept.proposal.proposers, merged.proposal.proposers);
  for (const Membership& membership : merged.lists) {
    if (!StandsOn(kept, membership.list)) AddPendingList(kept, membership.list);
  }
  for (const ReferenceInfo& copy : copies) {
    kept.references.push_back(copy);
    kept.references.back().pending = true;
  }
  EntryDetails& details = kept.details;
  if (merged.details.display_name != details.display_name) {
    AddNew(details.alias_names, merged.details.display_name);
  }
  for (const std::string& name : merged.details.alias_names) AddNew(details.alias_names, name);
  for (const std::string& number : merged.details.document_numbers) {
    AddNew(details.document_numbers, number);
  }
  if (std::find(kept.absorbs.begin(), kept.absorbs.end(), merged.id) == kept.absorbs.end()) {
    kept.absorbs.push_back(merged.id);
  }
  return Changed(std::move(kept), act);
}

absl::StatusOr<Entry> MergedInto(Entry merged, const Act& act, EntryId kept) {
  PORTCULLIS_RETURN_IF_ERROR(CheckNotRetired(merged));
  merged.status = EntryStatus::kRetired;
  merged.absorbs.clear();
  merged.merged_into = kept;
  return Changed(std::move(merged), act);
}

}  // namespace portcullis
