// Seam: where watch lists live. The store is the truth; everything else can be rebuilt from it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "border/watchlist/watchlist.h"
#include "matcher/core/enrolled_entry.h"
#include "matcher/core/ids.h"

namespace portcullis {

struct EntryQuery {
  std::optional<ListId> list;    // only entries on this list
  std::optional<EntryId> after;  // only entries with a larger id
  std::size_t limit = 50;        // 1 or more
};

/// What happened to the searchable lists at one sequence number, with the state of *now*: applying
/// changes in order, or twice, ends in the state of the store.
struct GalleryChange {
  Sequence sequence;
  std::variant<ListId,         // the list exists
               EnrolledEntry,  // the entry exists, like this
               EntryId>        // the entry does not exist (any more)
      state;
};

/// Thread-safe. UNAVAILABLE with STORE_UNAVAILABLE when the store cannot be read; DATA_LOSS with
/// DATA_CORRUPT when what it holds fails its check.
class WatchlistReader {
 public:
  virtual ~WatchlistReader() = default;

  /// Lists by id, those after `after` (empty: from the first), at most `limit`.
  virtual absl::StatusOr<std::vector<WatchList>> Lists(std::string_view after,
                                                       std::size_t limit) const = 0;

  /// NOT_FOUND with ENTRY_NOT_FOUND.
  virtual absl::StatusOr<Entry> GetEntry(EntryId id) const = 0;

  /// By id. NOT_FOUND with LIST_NOT_FOUND if query.list is unknown.
  virtual absl::StatusOr<std::vector<Entry>> Entries(const EntryQuery& query) const = 0;

  /// Changes with a sequence above `after`, in order, at most `limit`. Empty: nothing newer.
  virtual absl::StatusOr<std::vector<GalleryChange>> ChangesAfter(Sequence after,
                                                                  std::size_t limit) const = 0;
};

struct CreateListChange {
  WatchList list;
};
struct EnrollEntryChange {
  Entry entry;                      // entry.references repeats faces[i].info, in order
  std::vector<EnrolledFace> faces;  // one or more
};
struct DeleteEntryChange {
  EntryId entry;
  std::optional<Revision> expected_revision;
};
using WatchlistChange = std::variant<CreateListChange, EnrollEntryChange, DeleteEntryChange>;

/// Identifies a call so that its repetition does nothing twice.
struct RequestKey {
  std::string request_id;   // chosen by the client, 1..64 printable ASCII characters
  std::string fingerprint;  // hash of the request body
};

struct Mutation {
  RequestKey key;
  std::string actor;  // for the audit event
  absl::Time time;
  WatchlistChange change;
  std::string response;  // what the client is answered, now and on repetition; sealed at rest
};

/// The response to keep and whether it was already there.
struct CommitResult {
  std::string response;
  bool replayed = false;
};

class WatchlistStore : public WatchlistReader {
 public:
  /// Row, audit event, changelog entry with the next sequence number, and request key with response
  /// in one transaction. When it returns OK, the change is on disk.
  ///
  /// A key that was committed within the last 24 h changes nothing and returns the response kept
  /// (replayed); with another fingerprint it is ALREADY_EXISTS with REQUEST_ID_REUSED.
  /// ALREADY_EXISTS/LIST_ALREADY_EXISTS, NOT_FOUND/LIST_NOT_FOUND (enrol on an unknown list),
  /// NOT_FOUND/ENTRY_NOT_FOUND, ABORTED/REVISION_CONFLICT, FAILED_PRECONDITION/MODEL_MISMATCH (the
  /// store holds embeddings of another model): nothing has changed.
  /// UNAVAILABLE/STORE_UNAVAILABLE or RESOURCE_EXHAUSTED/STORE_UNAVAILABLE (disk full) likewise.
  virtual absl::StatusOr<CommitResult> Commit(const Mutation& mutation) = 0;

  /// The response kept for `key`, if any; REQUEST_ID_REUSED as in Commit. Lets a caller skip costly
  /// work; Commit checks again.
  virtual absl::StatusOr<std::optional<std::string>> FindResponse(const RequestKey& key,
                                                                  absl::Time now) const = 0;
};

}  // namespace portcullis
