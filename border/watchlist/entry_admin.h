// What administrators do with entries.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "border/policy/policy_in_force.h"
#include "border/watchlist/committer.h"
#include "border/watchlist/duplicate_finder.h"
#include "border/watchlist/entry_lifecycle.h"
#include "matcher/core/checkpoint.h"
#include "matcher/pipeline/face_encoder.h"

namespace portcullis {

/// Turns the result into the bytes that the client gets; kept for repetitions of the request.
using EntryResponse = std::function<std::string(const Entry&)>;

struct NewEntry {
  EntryDetails details;  // review_by in the infinite past: a year from now
  std::vector<ListId> lists;
  std::vector<std::string> portraits;  // image files
  bool allow_duplicate = false;
};

/// Which entry, and the revision that the client saw, if it insists on it.
struct EntryTarget {
  EntryId entry;
  std::optional<Revision> expected = std::nullopt;
};

/// What turns image files into faces, for the duration of one call.
struct Encoding {
  FaceEncoder& encoder;
  const Checkpoint& checkpoint;
};

/// Thread-safe; encoders that are passed in are not. Every call returns the response bytes. Errors:
/// INVALID_ARGUMENT/FIELD_INVALID, those of the act (entry_lifecycle.h), of EncodePortraits and of
/// WatchlistStore; nothing has changed then.
class EntryAdmin {
 public:
  /// All outlive this. A portrait must reach the reference bar of the policy in force.
  EntryAdmin(Committer& committer, const DuplicateFinder& duplicates, const PolicyInForce& policy);

  /// FAILED_PRECONDITION/POSSIBLE_DUPLICATE_PERSON if a face matches another entry and the proposal
  /// does not allow it.
  absl::StatusOr<std::string> Propose(const MutationContext& context, const NewEntry& entry,
                                      const Encoding& encoding, const EntryResponse& response);

  /// With the last approval that is needed, entries that this one absorbs are retired.
  absl::StatusOr<std::string> Approve(const MutationContext& context, const EntryTarget& target,
                                      const EntryResponse& response);
  absl::StatusOr<std::string> Reject(const MutationContext& context, const EntryTarget& target,
                                     const std::string& reason, const EntryResponse& response);
  absl::StatusOr<std::string> Update(const MutationContext& context, const EntryTarget& target,
                                     const EntryUpdate& update, const EntryResponse& response);
  absl::StatusOr<std::string> Suspend(const MutationContext& context, const EntryTarget& target,
                                      const std::string& reason, const EntryResponse& response);
  absl::StatusOr<std::string> Reinstate(const MutationContext& context, const EntryTarget& target,
                                        const std::string& reason, const EntryResponse& response);

  struct Extension {
    absl::Time valid_until;
    std::optional<absl::Time> review_by = std::nullopt;  // absent: a year from now
    std::string justification;
  };
  absl::StatusOr<std::string> Extend(const MutationContext& context, const EntryTarget& target,
                                     const Extension& extension, const EntryResponse& response);
  absl::StatusOr<std::string> Retire(const MutationContext& context, const EntryTarget& target,
                                     const std::string& reason, const EntryResponse& response);

  /// Copies what `merged` has to `target` (see Merge in entry_lifecycle.h).
  absl::StatusOr<std::string> Merge(const MutationContext& context, const EntryTarget& target,
                                    const EntryTarget& merged, const EntryResponse& response);

  struct NewReference {
    std::string portrait;  // image file
    bool allow_duplicate = false;
  };
  /// POSSIBLE_DUPLICATE_PERSON as in Propose, for entries other than this one.
  absl::StatusOr<std::string> AddReference(const MutationContext& context,
                                           const EntryTarget& target, const NewReference& reference,
                                           const Encoding& encoding, const EntryResponse& response);
  absl::StatusOr<std::string> RemoveReference(const MutationContext& context,
                                              const EntryTarget& target, ReferenceId reference,
                                              const EntryResponse& response);

 private:
  using Change = std::function<absl::StatusOr<Entry>(Entry entry, const Act& act)>;

  absl::StatusOr<std::string> ChangeEntry(const MutationContext& context, const EntryTarget& target,
                                          std::string action, const Change& change,
                                          const EntryResponse& response);
  absl::StatusOr<int> RequiredApprovals(const std::vector<Membership>& lists) const;
  absl::Status CheckDuplicates(const std::vector<EnrolledFace>& faces,
                               std::optional<EntryId> except) const;
  absl::StatusOr<std::vector<AuditedChange>> Absorb(const Entry& entry, const Act& act) const;

  Committer& committer_;
  const DuplicateFinder& duplicates_;
  const PolicyInForce& policy_;

  // From the search for duplicates to the commit: of two proposals of one person at the same time,
  // the second one finds the first.
  absl::Mutex enrol_mutex_;
};

}  // namespace portcullis
