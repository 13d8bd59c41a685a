// Seam: where watch lists live. The store is the truth; everything else can be rebuilt from it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "border/audit/audit_event.h"
#include "border/audit/request.h"
#include "border/policy/policy_store.h"
#include "border/watchlist/watchlist.h"
#include "matcher/core/enrolled_entry.h"
#include "matcher/core/ids.h"

namespace portcullis {

enum class EntryOrder { kId, kCreateTime, kUpdateTime, kReviewBy };

/// The last entry of a page.
struct EntryCursor {
  absl::Time time;  // of this entry, by which the order is; not used with kId
  EntryId id;
};

struct EntryQuery {
  std::optional<ListId> list = std::nullopt;  // only entries on this list, pending ones included
  std::vector<EntryStatus> statuses = {};     // only these; empty: all
  std::optional<std::string> external_reference = std::nullopt;  // only exactly this one
  std::optional<absl::Time> review_by = std::nullopt;  // only not retired, due then or before
  bool pending_only = false;                        // only with something that waits for approval
  EntryOrder order = EntryOrder::kId;               // ties by id
  bool descending = false;                          // of time and id
  std::optional<EntryCursor> after = std::nullopt;  // only entries behind it in this order
  std::size_t limit = 50;                           // 1 or more
};

/// What of an entry can be compared. Without both, the entry is retired or does not exist.
struct EntryFaces {
  EntryId id;
  std::optional<EnrolledEntry> searchable = std::nullopt;  // its approved part, while it is active
  std::optional<EnrolledEntry> dormant =
      std::nullopt;  // what is enrolled and not searched, to find duplicates
};

struct ListPresence {
  ListId list;
  bool present = false;
};

/// Something happened of which a gallery holds nothing: to a version of the policy.
struct NothingToCompare {};

/// What happened at one sequence number, with the state of *now*: applying changes in order, or
/// twice, ends in the state of the store.
struct GalleryChange {
  Sequence sequence;
  std::variant<ListPresence, EntryFaces, NothingToCompare> state;
};

/// Takes the whole state at one sequence number.
class GallerySink {
 public:
  virtual ~GallerySink() = default;
  virtual absl::Status PutLists(std::vector<ListId> lists) = 0;
  /// Called often, each time with some thousands of entries that have faces.
  virtual absl::Status PutEntries(std::vector<EntryFaces> entries) = 0;
  /// What was put before this was not the state: it is forgotten, and lists come again first.
  virtual absl::Status StartOver() = 0;
};

/// Thread-safe. UNAVAILABLE with STORE_UNAVAILABLE when the store cannot be read; DATA_LOSS with
/// DATA_CORRUPT, naming the record, when what it holds fails its check.
class WatchlistReader {
 public:
  virtual ~WatchlistReader() = default;

  /// Lists by id, those after `after` (empty: from the first), at most `limit`.
  virtual absl::StatusOr<std::vector<WatchList>> Lists(std::string_view after,
                                                       std::size_t limit) const = 0;
  /// NOT_FOUND with LIST_NOT_FOUND.
  virtual absl::StatusOr<WatchList> GetList(const ListId& id) const = 0;

  /// NOT_FOUND with ENTRY_NOT_FOUND.
  virtual absl::StatusOr<Entry> GetEntry(EntryId id) const = 0;

  /// NOT_FOUND with LIST_NOT_FOUND if query.list is unknown.
  virtual absl::StatusOr<std::vector<Entry>> Entries(const EntryQuery& query) const = 0;

  /// The faces of an entry in the order of its references; NOT_FOUND with ENTRY_NOT_FOUND.
  virtual absl::StatusOr<std::vector<EnrolledFace>> Faces(EntryId id) const = 0;
};

/// What those follow who keep a copy. Thread-safe; errors as of WatchlistReader.
class Changelog {
 public:
  virtual ~Changelog() = default;

  /// Changes with a sequence above `after`, in order, at most `limit`. Empty: nothing newer.
  virtual absl::StatusOr<std::vector<GalleryChange>> ChangesAfter(Sequence after,
                                                                  std::size_t limit) const = 0;

  /// Gives the sink all lists, then all entries that have faces to compare, and says as of which
  /// change. Faster than ChangesAfter(0), and finds records that have vanished (DATA_CORRUPT).
  /// Errors of the sink end it and pass through.
  virtual absl::StatusOr<Sequence> ReadGallery(GallerySink& sink) const = 0;

  /// Audit events of changes with a sequence above `after`, in order, at most `limit`.
  virtual absl::StatusOr<std::vector<AuditEvent>> EventsAfter(Sequence after,
                                                              std::size_t limit) const = 0;
};

/// A list is made (expected revision 0) or replaced.
struct PutList {
  WatchList list;
  Revision expected;  // of the list now; 0: there is none
};
struct DeleteList {
  ListId list;
  Revision expected;
};
/// An entry is made (expected revision 0) or replaced. Its references are those of `entry`: those
/// of them that the store does not have come in `added`, those that it has and `entry` does not
/// name are removed.
struct PutEntry {
  Entry entry;
  std::vector<EnrolledFace> added;
  Revision expected;  // of the entry now; 0: there is none
};
struct EraseEntry {
  EntryId entry;
  Revision expected;
};
using RecordChange = std::variant<PutList, DeleteList, PutEntry, EraseEntry, PutPolicy>;

/// One record, one sequence number, one audit event.
struct AuditedChange {
  std::string action;  // of the audit event
  RecordChange change;
};

/// All of its changes happen, or none.
struct Mutation {
  std::optional<RequestKey> key;  // none for what no client asked for
  std::string actor;              // for the audit events
  absl::Time time;
  std::vector<AuditedChange> changes;  // one or more, in order
  std::string response = {};  // what the client is answered, now and on repetition; sealed at rest
  std::optional<EntryId> response_about = std::nullopt;  // erased with this entry
};

/// What is left of an entry.
struct Traces {
  bool any =
      false;  // a record, a face or a kept response; ids in changelog and audit log do not count
  std::optional<AuditEvent> erasure;  // the event of its erasure
};

class WatchlistStore : public WatchlistReader, public Changelog {
 public:
  /// For each change: rows, audit event, and changelog entry with the next sequence number; and
  /// request key with response; all in one transaction. When it returns OK, the changes are on
  /// disk.
  ///
  /// A key that was committed within the last 24 h changes nothing and returns the response kept
  /// (replayed); with another fingerprint it is ALREADY_EXISTS with REQUEST_ID_REUSED; if the entry
  /// that the response is about was erased since, NOT_FOUND with ENTRY_NOT_FOUND.
  /// ALREADY_EXISTS/LIST_ALREADY_EXISTS, NOT_FOUND/LIST_NOT_FOUND (also of an entry's lists),
  /// NOT_FOUND/ENTRY_NOT_FOUND, NOT_FOUND/POLICY_NOT_FOUND, FAILED_PRECONDITION/LIST_NOT_EMPTY,
  /// ABORTED/REVISION_CONFLICT,
  /// FAILED_PRECONDITION/MODEL_MISMATCH (a face is of another model than the store's): nothing has
  /// changed. UNAVAILABLE/STORE_UNAVAILABLE or RESOURCE_EXHAUSTED/STORE_UNAVAILABLE (disk full)
  /// likewise.
  virtual absl::StatusOr<CommitResult> Commit(const Mutation& mutation) = 0;

  /// The response kept for `key`, if any; errors as in Commit. Lets a caller skip costly work;
  /// Commit checks again.
  virtual absl::StatusOr<std::optional<std::string>> FindResponse(const RequestKey& key,
                                                                  absl::Time now) const = 0;

  /// Entries whose NextTimeAct is due at `now`, the longest due first, at most `limit`.
  virtual absl::StatusOr<std::vector<Entry>> DueForTimeAct(absl::Time now,
                                                           std::size_t limit) const = 0;

  virtual absl::StatusOr<Traces> TracesOf(EntryId entry) const = 0;
};

}  // namespace portcullis
