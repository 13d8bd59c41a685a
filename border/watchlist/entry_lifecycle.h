// What may happen to an entry, and what it is like then. Pure: the same entry and the same act, the
// same result. docs/watchlist.md draws it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "border/watchlist/watchlist.h"

namespace portcullis {

/// An administrator who acts now.
struct Act {
  std::string actor;
  absl::Time time;
};

inline constexpr std::size_t kMaxReferences = 32;
inline constexpr absl::Duration kDefaultReviewPeriod = absl::Hours(24 * 365);

/// Waits for approval as a whole, or in one of its lists or references.
bool HasPending(const Entry& entry);

/// Searches may find it: active, on an approved list, by an approved reference.
bool IsSearchable(const Entry& entry);

/// What the clock does to the entry next.
struct TimeAct {
  absl::Time due;
  EntryStatus becomes;  // kActive or kExpired
};
std::optional<TimeAct> NextTimeAct(const Entry& entry);

/// How the audit log names the act: "ActivateEntry" or "ExpireEntry".
std::string_view TimeActName(EntryStatus becomes);
/// The entry after the act that makes it `becomes`, at the next revision.
Entry AfterTimeAct(Entry entry, EntryStatus becomes, absl::Time now);

/// All of these return the entry after the act, at the next revision, or an error and no change:
/// FAILED_PRECONDITION with APPROVAL_REQUIRED (the act is for approved entries) or STATE_INVALID
/// (the message says which status allows it); INVALID_ARGUMENT with FIELD_INVALID;
/// PERMISSION_DENIED with SELF_APPROVAL_FORBIDDEN; NOT_FOUND with REFERENCE_NOT_FOUND.

/// Adds the approval of act.actor; with entry.required_approvals of them, whatever is pending is
/// approved, and the entry is active if its validity has begun. STATE_INVALID if nothing is pending
/// or the actor has approved it already.
absl::StatusOr<Entry> Approve(Entry entry, const Act& act);

/// Retires a proposed entry; takes pending lists and references from any other.
absl::StatusOr<Entry> Reject(Entry entry, const Act& act, std::string reason);

/// What an update sets; absent fields stay as they are.
struct EntryUpdate {
  std::optional<std::string> external_reference = std::nullopt;
  std::optional<std::string> display_name = std::nullopt;
  std::optional<std::vector<std::string>> alias_names = std::nullopt;
  std::optional<std::vector<std::string>> document_numbers = std::nullopt;
  std::optional<std::vector<ListId>> lists = std::nullopt;
  std::optional<std::optional<absl::Time>> valid_from = std::nullopt;
  std::optional<std::optional<absl::Time>> valid_until = std::nullopt;
  std::optional<absl::Time> review_by = std::nullopt;
};

/// A list that is added waits for approval, one that is left out is gone. The last approved list of
/// an approved entry cannot go. On a proposal, the actor becomes a proposer and approvals start
/// anew, since they were given to something else; so they do when a list is added. valid_from
/// changes only before approval; valid_until never moves away once approved (that is Extend).
absl::StatusOr<Entry> Update(Entry entry, const Act& act, const EntryUpdate& update);

absl::StatusOr<Entry> Suspend(Entry entry, const Act& act, std::string reason);
absl::StatusOr<Entry> Reinstate(Entry entry, const Act& act, std::string reason);

/// Of active, suspended and expired entries. `valid_until` is after the present end and after
/// act.time; an entry without an end has nothing to extend (STATE_INVALID).
absl::StatusOr<Entry> Extend(Entry entry, const Act& act, absl::Time valid_until,
                             absl::Time review_by, std::string justification);

absl::StatusOr<Entry> Retire(Entry entry, const Act& act, std::string reason);

/// The new reference waits for approval, as a list does that Update adds.
absl::StatusOr<Entry> AddReference(Entry entry, const Act& act, const ReferenceInfo& reference);

/// Not the last one, nor the last approved one of an approved entry.
absl::StatusOr<Entry> RemoveReference(Entry entry, const Act& act, ReferenceId reference);

/// `kept` with the names of `merged` as aliases, its document numbers, its lists and `copies` of
/// its references, both pending. `merged` itself stays as it is, so that nobody is missed
/// meanwhile, and is retired (MergedInto) when the copies are approved; kept.absorbs says so.
absl::StatusOr<Entry> Merge(Entry kept, const Entry& merged, const Act& act,
                            const std::vector<ReferenceInfo>& copies);
absl::StatusOr<Entry> MergedInto(Entry merged, const Act& act, EntryId kept);

}  // namespace portcullis
