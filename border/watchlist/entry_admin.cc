#include "border/watchlist/entry_admin.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "border/watchlist/enrolment.h"
#include "border/watchlist/watchlist_errors.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

absl::Status FieldInvalid(std::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid, message);
}

absl::StatusOr<Entry> ReadAt(const WatchlistReader& store, const EntryTarget& target) {
  PORTCULLIS_ASSIGN_OR_RETURN(Entry entry, store.GetEntry(target.entry));
  if (target.expected && *target.expected != entry.revision) {
    return RevisionConflict(target.entry, *target.expected, entry.revision);
  }
  return entry;
}

absl::Status Check(const NewEntry& entry, absl::Time now) {
  if (entry.details.display_name.empty()) return FieldInvalid("entry.display_name is empty");
  if (entry.lists.empty()) return FieldInvalid("entry.lists is empty");
  if (entry.portraits.empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kImageMissing,
                     "portraits is empty");
  }
  const EntryDetails& details = entry.details;
  if (details.valid_until && *details.valid_until <= now) {
    return FieldInvalid("entry.valid_until is not in the future");
  }
  if (details.valid_from && details.valid_until && *details.valid_from >= *details.valid_until) {
    return FieldInvalid("entry.valid_until is not after entry.valid_from");
  }
  return absl::OkStatus();
}

std::vector<Membership> PendingOn(std::vector<ListId> lists) {
  std::sort(lists.begin(), lists.end());
  lists.erase(std::unique(lists.begin(), lists.end()), lists.end());
  std::vector<Membership> memberships;
  memberships.reserve(lists.size());
  for (ListId& list : lists) memberships.push_back({std::move(list), true});
  return memberships;
}

}  // namespace

EntryAdmin::EntryAdmin(Committer& committer, const DuplicateFinder& duplicates,
                       const PolicyInForce& policy)
    : committer_(committer), duplicates_(duplicates), policy_(policy) {}

absl::StatusOr<std::string> EntryAdmin::Propose(const MutationContext& context,
                                                const NewEntry& new_entry, const Encoding& encoding,
                                                const EntryResponse& response) {
  PORTCULLIS_RETURN_IF_ERROR(Check(new_entry, committer_.now()));
  // A repetition is answered before its portraits cost anything; the commit looks again.
  PORTCULLIS_ASSIGN_OR_RETURN(std::optional<std::string> kept,
                              committer_.store().FindResponse(context.key, committer_.now()));
  if (kept) return *std::move(kept);
  Entry entry{.id = EntryId{committer_.NewId()},
              .details = new_entry.details,
              .lists = PendingOn(new_entry.lists),
              .references = {},
              .proposal = {.proposers = {context.actor}, .approvals = {}}};
  PORTCULLIS_ASSIGN_OR_RETURN(entry.required_approvals, RequiredApprovals(entry.lists));
  PORTCULLIS_ASSIGN_OR_RETURN(
      std::vector<EnrolledFace> faces,
      EncodePortraits(new_entry.portraits, policy_.Now()->policy.quality.reference,
                      encoding.encoder, encoding.checkpoint, committer_.sources()));
  for (const EnrolledFace& face : faces) entry.references.push_back(face.info);

  const absl::MutexLock lock(&enrol_mutex_);
  if (!new_entry.allow_duplicate) PORTCULLIS_RETURN_IF_ERROR(CheckDuplicates(faces, std::nullopt));
  return committer_.Serve(context, [&](const Act& act) -> absl::StatusOr<Plan> {
    entry.create_time = act.time;
    entry.update_time = act.time;
    if (new_entry.details.review_by == absl::InfinitePast()) {
      entry.details.review_by = act.time + kDefaultReviewPeriod;
    }
    return Plan{{{"ProposeEntry", PutEntry{entry, faces, Revision{0}}}}, response(entry), entry.id};
  });
}

absl::StatusOr<std::string> EntryAdmin::Approve(const MutationContext& context,
                                                const EntryTarget& target,
                                                const EntryResponse& response) {
  return committer_.Serve(context, [&](const Act& act) -> absl::StatusOr<Plan> {
    PORTCULLIS_ASSIGN_OR_RETURN(Entry before, ReadAt(committer_.store(), target));
    const Revision revision = before.revision;
    PORTCULLIS_ASSIGN_OR_RETURN(before.required_approvals, RequiredApprovals(before.lists));
    PORTCULLIS_ASSIGN_OR_RETURN(Entry after, portcullis::Approve(std::move(before), act));
    Plan plan{.changes = {}, .response = {}, .about = after.id};
    if (!HasPending(after)) {
      PORTCULLIS_ASSIGN_OR_RETURN(plan.changes, Absorb(after, act));
      after.absorbs.clear();
    }
    plan.response = response(after);
    // First, so that the person is searched by the copies before the original is gone.
    plan.changes.insert(plan.changes.begin(),
                        {"ApproveEntry", PutEntry{std::move(after), {}, revision}});
    return plan;
  });
}

absl::StatusOr<std::string> EntryAdmin::Reject(const MutationContext& context,
                                               const EntryTarget& target, const std::string& reason,
                                               const EntryResponse& response) {
  return ChangeEntry(
      context, target, "RejectEntry",
      [&reason](Entry entry, const Act& act) {
        return portcullis::Reject(std::move(entry), act, reason);
      },
      response);
}

absl::StatusOr<std::string> EntryAdmin::Update(const MutationContext& context,
                                               const EntryTarget& target, const EntryUpdate& update,
                                               const EntryResponse& response) {
  return ChangeEntry(
      context, target, "UpdateEntry",
      [this, &update](Entry entry, const Act& act) -> absl::StatusOr<Entry> {
        PORTCULLIS_ASSIGN_OR_RETURN(Entry after, portcullis::Update(std::move(entry), act, update));
        PORTCULLIS_ASSIGN_OR_RETURN(after.required_approvals, RequiredApprovals(after.lists));
        return after;
      },
      response);
}

absl::StatusOr<std::string> EntryAdmin::Suspend(const MutationContext& context,
                                                const EntryTarget& target,
                                                const std::string& reason,
                                                const EntryResponse& response) {
  return ChangeEntry(
      context, target, "SuspendEntry",
      [&reason](Entry entry, const Act& act) {
        return portcullis::Suspend(std::move(entry), act, reason);
      },
      response);
}

absl::StatusOr<std::string> EntryAdmin::Reinstate(const MutationContext& context,
                                                  const EntryTarget& target,
                                                  const std::string& reason,
                                                  const EntryResponse& response) {
  return ChangeEntry(
      context, target, "ReinstateEntry",
      [&reason](Entry entry, const Act& act) {
        return portcullis::Reinstate(std::move(entry), act, reason);
      },
      response);
}

absl::StatusOr<std::string> EntryAdmin::Extend(const MutationContext& context,
                                               const EntryTarget& target,
                                               const Extension& extension,
                                               const EntryResponse& response) {
  return ChangeEntry(
      context, target, "ExtendEntry",
      [&extension](Entry entry, const Act& act) {
        return portcullis::Extend(std::move(entry), act, extension.valid_until,
                                  extension.review_by.value_or(act.time + kDefaultReviewPeriod),
                                  extension.justification);
      },
      response);
}

absl::StatusOr<std::string> EntryAdmin::Retire(const MutationContext& context,
                                               const EntryTarget& target, const std::string& reason,
                                               const EntryResponse& response) {
  return ChangeEntry(
      context, target, "RetireEntry",
      [&reason](Entry entry, const Act& act) {
        return portcullis::Retire(std::move(entry), act, reason);
      },
      response);
}

absl::StatusOr<std::string> EntryAdmin::Merge(const MutationContext& context,
                                              const EntryTarget& target, const EntryTarget& merged,
                                              const EntryResponse& response) {
  return committer_.Serve(context, [&](const Act& act) -> absl::StatusOr<Plan> {
    PORTCULLIS_ASSIGN_OR_RETURN(Entry kept, ReadAt(committer_.store(), target));
    PORTCULLIS_ASSIGN_OR_RETURN(const Entry other, ReadAt(committer_.store(), merged));
    PORTCULLIS_ASSIGN_OR_RETURN(std::vector<EnrolledFace> faces,
                                committer_.store().Faces(merged.entry));
    std::vector<ReferenceInfo> copies;
    for (EnrolledFace& face : faces) {
      face.info.id = ReferenceId{committer_.NewId()};
      face.info.pending = true;
      copies.push_back(face.info);
    }
    const Revision revision = kept.revision;
    PORTCULLIS_ASSIGN_OR_RETURN(Entry after,
                                portcullis::Merge(std::move(kept), other, act, copies));
    PORTCULLIS_ASSIGN_OR_RETURN(after.required_approvals, RequiredApprovals(after.lists));
    std::string bytes = response(after);
    return Plan{{{"MergeEntries", PutEntry{std::move(after), std::move(faces), revision}}},
                std::move(bytes),
                target.entry};
  });
}

absl::StatusOr<std::string> EntryAdmin::AddReference(const MutationContext& context,
                                                     const EntryTarget& target,
                                                     const NewReference& reference,
                                                     const Encoding& encoding,
                                                     const EntryResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(std::optional<std::string> kept,
                              committer_.store().FindResponse(context.key, committer_.now()));
  if (kept) return *std::move(kept);
  // Before the portrait costs anything.
  PORTCULLIS_RETURN_IF_ERROR(ReadAt(committer_.store(), target).status());
  PORTCULLIS_ASSIGN_OR_RETURN(
      const std::vector<EnrolledFace> faces,
      EncodePortraits({&reference.portrait, 1}, policy_.Now()->policy.quality.reference,
                      encoding.encoder, encoding.checkpoint, committer_.sources()));
  const absl::MutexLock lock(&enrol_mutex_);
  if (!reference.allow_duplicate) PORTCULLIS_RETURN_IF_ERROR(CheckDuplicates(faces, target.entry));
  return committer_.Serve(context, [&](const Act& act) -> absl::StatusOr<Plan> {
    PORTCULLIS_ASSIGN_OR_RETURN(Entry before, ReadAt(committer_.store(), target));
    const Revision revision = before.revision;
    PORTCULLIS_ASSIGN_OR_RETURN(
        Entry after, portcullis::AddReference(std::move(before), act, faces.front().info));
    PORTCULLIS_ASSIGN_OR_RETURN(after.required_approvals, RequiredApprovals(after.lists));
    std::string bytes = response(after);
    return Plan{{{"AddReference", PutEntry{std::move(after), faces, revision}}},
                std::move(bytes),
                target.entry};
  });
}

absl::StatusOr<std::string> EntryAdmin::RemoveReference(const MutationContext& context,
                                                        const EntryTarget& target,
                                                        ReferenceId reference,
                                                        const EntryResponse& response) {
  return ChangeEntry(
      context, target, "RemoveReference",
      [reference](Entry entry, const Act& act) {
        return portcullis::RemoveReference(std::move(entry), act, reference);
      },
      response);
}

absl::StatusOr<std::string> EntryAdmin::ChangeEntry(const MutationContext& context,
                                                    const EntryTarget& target, std::string action,
                                                    const Change& change,
                                                    const EntryResponse& response) {
  return committer_.Serve(context, [&](const Act& act) -> absl::StatusOr<Plan> {
    PORTCULLIS_ASSIGN_OR_RETURN(Entry before, ReadAt(committer_.store(), target));
    const Revision revision = before.revision;
    PORTCULLIS_ASSIGN_OR_RETURN(Entry after, change(std::move(before), act));
    std::string bytes = response(after);
    return Plan{
        {{action, PutEntry{std::move(after), {}, revision}}}, std::move(bytes), target.entry};
  });
}

absl::StatusOr<int> EntryAdmin::RequiredApprovals(const std::vector<Membership>& lists) const {
  int required = 1;
  for (const Membership& membership : lists) {
    PORTCULLIS_ASSIGN_OR_RETURN(const WatchList list, committer_.store().GetList(membership.list));
    required = std::max(required, list.required_approvals);
  }
  return required;
}

absl::Status EntryAdmin::CheckDuplicates(const std::vector<EnrolledFace>& faces,
                                         std::optional<EntryId> except) const {
  PORTCULLIS_ASSIGN_OR_RETURN(const std::vector<PossibleDuplicate> found,
                              duplicates_.Find(faces, except));
  return found.empty() ? absl::OkStatus() : PossibleDuplicateError(found);
}

/// Retires what the entry absorbs; an entry that is gone or retired meanwhile needs no retiring.
absl::StatusOr<std::vector<AuditedChange>> EntryAdmin::Absorb(const Entry& entry,
                                                              const Act& act) const {
  std::vector<AuditedChange> changes;
  for (const EntryId id : entry.absorbs) {
    absl::StatusOr<Entry> merged = committer_.store().GetEntry(id);
    if (absl::IsNotFound(merged.status())) continue;
    PORTCULLIS_RETURN_IF_ERROR(merged.status());
    if (merged->status == EntryStatus::kRetired) continue;
    const Revision revision = merged->revision;
    PORTCULLIS_ASSIGN_OR_RETURN(Entry after, MergedInto(*std::move(merged), act, entry.id));
    changes.push_back({"RetireEntry", PutEntry{std::move(after), {}, revision}});
  }
  return changes;
}

}  // namespace portcullis
