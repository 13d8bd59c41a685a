// The searchable form of the watch lists: a cache that follows the store and can be rebuilt from
// it.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "matcher/core/candidate.h"
#include "matcher/core/enrolled_entry.h"
#include "matcher/core/ids.h"
#include "matcher/core/reference_index.h"

namespace portcullis {

struct GalleryQuery {
  std::size_t max_candidates = 10;  // 1 or more
  std::vector<ListId> lists;        // empty means every list
};

struct GalleryResult {
  std::vector<Candidate> candidates;  // as IndexResult::candidates
  std::size_t references_searched = 0;
  std::size_t entries_searched = 0;  // on at least one of the lists, each counted once
  Sequence epoch;                    // every change up to here was searched
  bool complete = false;             // false: the gallery is known to lag behind the store
};

struct GalleryStatus {
  std::size_t lists = 0;
  std::size_t entries = 0;
  std::size_t references = 0;
  Sequence epoch;
  bool complete = false;
};

/// Thread-safe. Searches run beside each other and beside one writer: PutList, PutEntry,
/// RemoveEntry, MarkComplete and MarkIncomplete come from one follower of the changelog, one call
/// at a time. An entry is never half visible, and one that is on a searched list before and after a
/// change is found by every search in between. Starts empty, at epoch 0, not complete.
class Gallery {
 public:
  explicit Gallery(std::unique_ptr<ReferenceIndex> index);

  void PutList(const ListId& list);

  /// Adds the entry or replaces it whole, in one step; putting the same again changes nothing.
  /// INTERNAL if a list has not been put before, or if there is no list or no reference by which it
  /// could be found; errors of ReferenceIndex::Apply pass through. Either leaves the gallery
  /// unchanged.
  absl::Status PutEntry(const EnrolledEntry& entry);

  /// Absent entries are fine.
  absl::Status RemoveEntry(EntryId entry);

  /// Called by the follower: everything up to `epoch` is applied and nothing newer is known to
  /// exist.
  void MarkComplete(Sequence epoch);

  /// Called by the follower when it could not apply a change that is in the store. From now on
  /// results say that they are not complete.
  void MarkIncomplete();

  /// NOT_FOUND with LIST_NOT_FOUND if one of `lists` is unknown. Cheap: lets a caller refuse a
  /// request before work is done for it.
  absl::Status CheckLists(const std::vector<ListId>& lists) const;

  /// NOT_FOUND with LIST_NOT_FOUND if a list of the query is unknown; errors of
  /// ReferenceIndex::Search.
  absl::StatusOr<GalleryResult> Search(const Embedding& probe, const GalleryQuery& query) const;

  GalleryStatus status() const;

 private:
  struct Member {
    SegmentId segment;
    std::vector<ReferenceId> references;
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

  const std::unique_ptr<ReferenceIndex> index_;

  // Never held while the index is called: a scan of the index would stop every other search.
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<EntryId, Member> members_ ABSL_GUARDED_BY(mutex_);
  std::map<std::vector<ListId>, SegmentId> segment_of_lists_ ABSL_GUARDED_BY(mutex_);
  std::map<ListId, std::vector<SegmentId>> segments_of_list_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::size_t> entries_in_segment_ ABSL_GUARDED_BY(mutex_);  // indexed by SegmentId
  Sequence epoch_ ABSL_GUARDED_BY(mutex_);
  bool complete_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace portcullis
