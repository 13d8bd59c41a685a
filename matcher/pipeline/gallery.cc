#include "matcher/pipeline/gallery.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {

Gallery::Gallery(std::unique_ptr<ReferenceIndex> index) : index_(std::move(index)) {}

void Gallery::PutList(const ListId& list) {
  const absl::MutexLock lock(&mutex_);
  segments_of_list_.try_emplace(list);
}

absl::Status Gallery::PutEntry(const EnrolledEntry& entry) {
  if (entry.references.empty()) {
    return absl::InternalError(
        fmt::format("entry {} has no reference to be found by", FormatEntryId(entry.id)));
  }
  Member member;
  IndexChange change;
  {
    const absl::MutexLock lock(&mutex_);
    // Before the index knows of the segment, so that Search can tell that its scope is outdated.
    auto segment = InternSegment(entry.lists);
    if (!segment.ok()) return WithContext(segment.status(), FormatEntryId(entry.id));
    member.segment = *segment;
    const auto before = members_.find(entry.id);
    if (before != members_.end()) change.remove = before->second.references;
  }
  for (const EnrolledReference& reference : entry.references) {
    change.add.push_back({reference.id, entry.id, member.segment, reference.embedding});
    member.references.push_back(reference.id);
  }
  PORTCULLIS_RETURN_IF_ERROR(index_->Apply(change));

  const absl::MutexLock lock(&mutex_);
  const auto before = members_.find(entry.id);
  if (before != members_.end()) --entries_in_segment_[before->second.segment.value];
  ++entries_in_segment_[member.segment.value];
  members_.insert_or_assign(entry.id, std::move(member));
  return absl::OkStatus();
}

absl::Status Gallery::RemoveEntry(EntryId entry) {
  IndexChange change;
  {
    const absl::MutexLock lock(&mutex_);
    const auto member = members_.find(entry);
    if (member == members_.end()) return absl::OkStatus();
    change.remove = member->second.references;
  }
  PORTCULLIS_RETURN_IF_ERROR(index_->Apply(change));

  const absl::MutexLock lock(&mutex_);
  const auto member = members_.find(entry);
  --entries_in_segment_[member->second.segment.value];
  members_.erase(member);
  return absl::OkStatus();
}

void Gallery::MarkComplete(Sequence epoch) {
  const absl::MutexLock lock(&mutex_);
  epoch_ = epoch;
  complete_ = true;
}

void Gallery::MarkIncomplete() {
  const absl::MutexLock lock(&mutex_);
  complete_ = false;
}

absl::Status Gallery::CheckLists(const std::vector<ListId>& lists) const {
  return ScopeOf(lists).status();
}

/// The scope is taken before the scan. If an entry moved meanwhile into a combination of lists that
/// is new, the scan looked past it; then the scope is no longer the same and the scan is repeated.
/// New combinations are rare, so this ends.
absl::StatusOr<GalleryResult> Gallery::Search(const Embedding& probe,
                                              const GalleryQuery& query) const {
  PORTCULLIS_ASSIGN_OR_RETURN(Scope scope, ScopeOf(query.lists));
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(IndexResult found,
                                index_->Search(probe, {query.max_candidates, scope.segments}));
    PORTCULLIS_ASSIGN_OR_RETURN(Scope now, ScopeOf(query.lists));
    if (now.segments == scope.segments) {
      return GalleryResult{.candidates = std::move(found.candidates),
                           .references_searched = found.references_searched,
                           .entries_searched = scope.entries,
                           .epoch = scope.epoch,
                           .complete = scope.complete};
    }
    scope = std::move(now);
  }
}

GalleryStatus Gallery::status() const {
  GalleryStatus status;
  status.references = index_->size();
  const absl::MutexLock lock(&mutex_);
  status.lists = segments_of_list_.size();
  status.entries = members_.size();
  status.epoch = epoch_;
  status.complete = complete_;
  return status;
}

absl::StatusOr<Gallery::Scope> Gallery::ScopeOf(const std::vector<ListId>& lists) const {
  const absl::MutexLock lock(&mutex_);
  Scope scope{
      .segments = std::nullopt, .entries = members_.size(), .epoch = epoch_, .complete = complete_};
  if (lists.empty()) return scope;

  std::vector<SegmentId> segments;
  for (const ListId& list : lists) {
    const auto found = segments_of_list_.find(list);
    if (found == segments_of_list_.end()) {
      return MakeError(absl::StatusCode::kNotFound, ErrorReason::kListNotFound,
                       fmt::format("there is no list \"{}\"", list.value));
    }
    segments.insert(segments.end(), found->second.begin(), found->second.end());
  }
  std::sort(segments.begin(), segments.end());
  segments.erase(std::unique(segments.begin(), segments.end()), segments.end());
  scope.entries = 0;
  for (const SegmentId segment : segments) scope.entries += entries_in_segment_[segment.value];
  scope.segments = std::move(segments);
  return scope;
}

absl::StatusOr<SegmentId> Gallery::InternSegment(const std::vector<ListId>& lists) {
  const auto known = segment_of_lists_.find(lists);
  if (known != segment_of_lists_.end()) return known->second;

  if (lists.empty()) return absl::InternalError("the entry is on no list");
  for (const ListId& list : lists) {
    if (!segments_of_list_.contains(list)) {
      return absl::InternalError(fmt::format("list \"{}\" was not put before", list.value));
    }
  }
  const SegmentId segment{static_cast<std::uint32_t>(entries_in_segment_.size())};
  entries_in_segment_.push_back(0);
  segment_of_lists_.emplace(lists, segment);
  for (const ListId& list : lists) segments_of_list_[list].push_back(segment);
  return segment;
}

}  // namespace portcullis
