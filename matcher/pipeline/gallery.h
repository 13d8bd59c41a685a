// The searchable form of the watch lists: a cache that follows the store and can be rebuilt from
// it.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "matcher/core/candidate.h"
#include "matcher/core/enrolled_entry.h"
#include "matcher/core/ids.h"
#include "matcher/core/list_size.h"
#include "matcher/core/reference_index.h"

namespace portcullis {

struct GalleryQuery {
  std::size_t max_candidates = 10;  // 1 or more
  std::vector<ListId> lists;        // empty means every list
  double aimed_recall = 1;          // as IndexQuery::aimed_recall; 1: exact
};

/// A candidate and what it stands for.
struct FoundEntry : Candidate {
  std::vector<ListId> lists;   // those searched that the entry stands on: one or more, sorted
  std::size_t references = 1;  // of the entry, 1 or more
};

struct GalleryResult {
  std::vector<FoundEntry> candidates;  // in the order of IndexResult::candidates
  bool has_more = false;               // perhaps: as many were found as asked for
  std::vector<ListSize> lists;         // those searched, by id, empty ones too
  std::size_t references_searched = 0;
  std::size_t references_compared = 0;  // as IndexResult::references_compared
  bool is_exact = true;                 // every reference searched was compared
  std::size_t entries_searched = 0;     // on at least one of the lists, each counted once
  Sequence epoch;                       // every change up to here was searched
  bool complete = false;                // false: the gallery is known to lag behind the store
};

struct GalleryStatus {
  std::size_t lists = 0;
  std::size_t entries = 0;
  std::size_t references = 0;
  Sequence epoch;
  bool complete = false;
};

/// Thread-safe. Searches run beside each other and beside changes; changes wait for each other. An
/// entry is never half visible, one that is on a searched list before and after a change is found
/// by every search in between, and one whose validity has ended is found by no search from that
/// moment on. Starts empty, at epoch 0, not complete.
class Gallery {
 public:
  using Clock = std::function<absl::Time()>;  // thread-safe

  explicit Gallery(std::unique_ptr<ReferenceIndex> index, Clock now = &absl::Now);

  void PutList(const ListId& list);

  /// The list does not exist any more. INTERNAL if an entry stands on it; absent lists are fine.
  absl::Status RemoveList(const ListId& list);

  /// Adds the entries or replaces them whole, all in one step; putting the same again changes
  /// nothing. INTERNAL if a list has not been put before, if there is no list or no reference by
  /// which an entry could be found, or if one comes twice; errors of ReferenceIndex::Apply pass
  /// through. Either leaves the gallery unchanged.
  absl::Status PutEntries(std::vector<EnrolledEntry> entries);
  absl::Status PutEntry(EnrolledEntry entry);

  /// Absent entries are fine.
  absl::Status RemoveEntry(EntryId entry);

  /// All lists and entries are gone, as in the beginning; errors of ReferenceIndex::Apply leave the
  /// gallery unchanged.
  absl::Status Clear();

  /// Called by the follower: everything up to `epoch` is applied and nothing newer is known to
  /// exist.
  void MarkComplete(Sequence epoch);

  /// Called by the follower when it could not apply a change that is in the store. From now on
  /// results say that they are not complete.
  void MarkIncomplete();

  /// Called by whoever lets entries begin when their time has come: true from the moment at which
  /// one may be missing that should be searched by now, until none is. Meanwhile results say that
  /// they are not complete.
  void SetOverdue(bool overdue);

  /// NOT_FOUND with LIST_NOT_FOUND if one of `lists` is unknown. Cheap: lets a caller refuse a
  /// request before work is done for it.
  absl::Status CheckLists(const std::vector<ListId>& lists) const;

  /// NOT_FOUND with LIST_NOT_FOUND if a list of the query is unknown; errors of the index.
  absl::StatusOr<GalleryResult> Search(const Embedding& probe, const GalleryQuery& query) const;

  bool Contains(EntryId entry) const;

  GalleryStatus status() const;

  /// Of all lists, by id.
  std::vector<ListSize> ListSizes() const;

 private:
  struct Segment {
    std::vector<ListId> lists;
    std::size_t entries = 0;
    std::size_t references = 0;
  };
  struct Member {
    SegmentId segment;
    std::vector<ReferenceId> references;
    absl::Time valid_until;
  };
  /// What a search over some lists means now.
  struct Scope {
    std::optional<std::vector<SegmentId>> segments;  // as IndexQuery::segments, sorted
    std::size_t entries = 0;
    Sequence epoch;
    bool complete = false;
  };

  absl::StatusOr<Scope> ScopeOf(const std::vector<ListId>& lists) const ABSL_LOCKS_EXCLUDED(mutex_);
  absl::StatusOr<SegmentId> InternSegment(const std::vector<ListId>& lists)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  /// Puts the candidates that are still enrolled into `result`, and the sizes of the lists
  /// searched.
  void Describe(const std::vector<Candidate>& candidates, const std::vector<ListId>& lists,
                GalleryResult& result) const ABSL_LOCKS_EXCLUDED(mutex_);
  ListSize SizeOf(const ListId& list, const std::vector<SegmentId>& segments) const
      ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  absl::Status RemoveWhileWriting(std::span<const EntryId> entries) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(write_mutex_) ABSL_LOCKS_EXCLUDED(mutex_);
  void Forget(EntryId entry) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status RemoveExpired() const ABSL_LOCKS_EXCLUDED(write_mutex_, mutex_);

  const std::unique_ptr<ReferenceIndex> index_;
  const Clock now_;

  // Held from the first look at the members until index and members agree again; taken before
  // mutex_.
  mutable absl::Mutex write_mutex_ ABSL_ACQUIRED_BEFORE(mutex_);
  // Never held while the index is called: a scan of the index would stop every other search.
  mutable absl::Mutex mutex_;
  // Mutable, as a search removes what has expired.
  mutable absl::flat_hash_map<EntryId, Member> members_ ABSL_GUARDED_BY(mutex_);
  mutable std::set<std::pair<absl::Time, EntryId>> expiries_ ABSL_GUARDED_BY(mutex_);
  std::map<std::vector<ListId>, SegmentId> segment_of_lists_ ABSL_GUARDED_BY(mutex_);
  std::map<ListId, std::vector<SegmentId>> segments_of_list_ ABSL_GUARDED_BY(mutex_);
  mutable std::vector<Segment> segments_ ABSL_GUARDED_BY(mutex_);  // indexed by SegmentId
  Sequence epoch_ ABSL_GUARDED_BY(mutex_);
  bool complete_ ABSL_GUARDED_BY(mutex_) = false;
  bool overdue_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace portcullis
