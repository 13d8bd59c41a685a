#include "matcher/pipeline/gallery.h"

#include <algorithm>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {

Gallery::Gallery(std::unique_ptr<ReferenceIndex> index, Clock now)
    : index_(std::move(index)), now_(std::move(now)) {}

void Gallery::PutList(const ListId& list) {
  const absl::MutexLock lock(&mutex_);
  segments_of_list_.try_emplace(list);
}

absl::Status Gallery::RemoveList(const ListId& list) {
  const absl::MutexLock lock(&mutex_);
  const auto found = segments_of_list_.find(list);
  if (found == segments_of_list_.end()) return absl::OkStatus();
  for (const SegmentId segment : found->second) {
    if (segments_[segment.value].entries == 0) continue;
    return absl::InternalError(fmt::format("list \"{}\" still has entries", list.value));
  }
  // A list of the same name that comes later is another one: it must not meet these segments.
  std::erase_if(segment_of_lists_, [&list](const auto& known) {
    return std::find(known.first.begin(), known.first.end(), list) != known.first.end();
  });
  segments_of_list_.erase(found);
  return absl::OkStatus();
}

absl::Status Gallery::PutEntry(EnrolledEntry entry) {
  std::vector<EnrolledEntry> entries;
  entries.push_back(std::move(entry));
  return PutEntries(std::move(entries));
}

absl::Status Gallery::PutEntries(std::vector<EnrolledEntry> entries) {
  const absl::MutexLock write_lock(&write_mutex_);
  std::vector<Member> members(entries.size());
  IndexChange change;
  {
    const absl::MutexLock lock(&mutex_);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const EnrolledEntry& entry = entries[i];
      if (entry.references.empty()) {
        return absl::InternalError(
            fmt::format("entry {} has no reference to be found by", FormatEntryId(entry.id)));
      }
      // Before the index knows of the segment, so that Search can tell that its scope is outdated.
      auto segment = InternSegment(entry.lists);
      if (!segment.ok()) return WithContext(segment.status(), FormatEntryId(entry.id));
      members[i].segment = *segment;
      members[i].valid_until = entry.valid_until.value_or(absl::InfiniteFuture());
      const auto before = members_.find(entry.id);
      if (before == members_.end()) continue;
      change.remove.insert(change.remove.end(), before->second.references.begin(),
                           before->second.references.end());
    }
  }
  change.add.reserve(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    members[i].references.reserve(entries[i].references.size());
    for (EnrolledReference& reference : entries[i].references) {
      members[i].references.push_back(reference.id);
      change.add.push_back(
          {reference.id, entries[i].id, members[i].segment, std::move(reference.embedding)});
    }
  }
  PORTCULLIS_RETURN_IF_ERROR(index_->Apply(change));

  const absl::MutexLock lock(&mutex_);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const EntryId id = entries[i].id;
    Forget(id);
    Segment& segment = segments_[members[i].segment.value];
    ++segment.entries;
    segment.references += members[i].references.size();
    const absl::Time valid_until = members[i].valid_until;
    if (valid_until != absl::InfiniteFuture()) expiries_.emplace(valid_until, id);
    members_.emplace(id, std::move(members[i]));
  }
  return absl::OkStatus();
}

absl::Status Gallery::RemoveEntry(EntryId entry) {
  const absl::MutexLock write_lock(&write_mutex_);
  return RemoveWhileWriting({&entry, 1});
}

absl::Status Gallery::RemoveWhileWriting(std::span<const EntryId> entries) const {
  IndexChange change;
  {
    const absl::MutexLock lock(&mutex_);
    for (const EntryId entry : entries) {
      const auto member = members_.find(entry);
      if (member == members_.end()) continue;
      change.remove.insert(change.remove.end(), member->second.references.begin(),
                           member->second.references.end());
    }
  }
  if (change.remove.empty()) return absl::OkStatus();
  PORTCULLIS_RETURN_IF_ERROR(index_->Apply(change));

  const absl::MutexLock lock(&mutex_);
  for (const EntryId entry : entries) Forget(entry);
  return absl::OkStatus();
}

absl::Status Gallery::Clear() {
  const absl::MutexLock write_lock(&write_mutex_);
  std::vector<EntryId> entries;
  {
    const absl::MutexLock lock(&mutex_);
    for (const auto& [entry, member] : members_) entries.push_back(entry);
  }
  PORTCULLIS_RETURN_IF_ERROR(RemoveWhileWriting(entries));
  // The empty segments stay: their numbers are never those of others.
  const absl::MutexLock lock(&mutex_);
  segment_of_lists_.clear();
  segments_of_list_.clear();
  return absl::OkStatus();
}

void Gallery::Forget(EntryId entry) const {
  const auto member = members_.find(entry);
  if (member == members_.end()) return;
  Segment& segment = segments_[member->second.segment.value];
  --segment.entries;
  segment.references -= member->second.references.size();
  expiries_.erase({member->second.valid_until, entry});
  members_.erase(member);
}

/// The store will say so as well, but perhaps a moment later; no search may find them meanwhile.
absl::Status Gallery::RemoveExpired() const {
  const absl::Time now = now_();
  {
    const absl::MutexLock lock(&mutex_);
    if (expiries_.empty() || expiries_.begin()->first > now) return absl::OkStatus();
  }
  const absl::MutexLock write_lock(&write_mutex_);
  std::vector<EntryId> expired;
  {
    const absl::MutexLock lock(&mutex_);
    for (const auto& [time, entry] : expiries_) {
      if (time > now) break;
      expired.push_back(entry);
    }
  }
  return RemoveWhileWriting(expired);
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

void Gallery::SetOverdue(bool overdue) {
  const absl::MutexLock lock(&mutex_);
  overdue_ = overdue;
}

absl::Status Gallery::CheckLists(const std::vector<ListId>& lists) const {
  return ScopeOf(lists).status();
}

/// The scope is taken before the scan. If an entry moved meanwhile into a combination of lists that
/// is new, the scan looked past it; then the scope is no longer the same and the scan is repeated.
/// New combinations are rare, so this ends.
absl::StatusOr<GalleryResult> Gallery::Search(const Embedding& probe,
                                              const GalleryQuery& query) const {
  PORTCULLIS_RETURN_IF_ERROR(RemoveExpired());
  PORTCULLIS_ASSIGN_OR_RETURN(Scope scope, ScopeOf(query.lists));
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(IndexResult found,
                                index_->Search(probe, {.max_candidates = query.max_candidates,
                                                       .segments = scope.segments,
                                                       .aimed_recall = query.aimed_recall}));
    PORTCULLIS_ASSIGN_OR_RETURN(Scope now, ScopeOf(query.lists));
    if (now.segments == scope.segments) {
      GalleryResult result{.candidates = {},
                           .has_more = found.candidates.size() >= query.max_candidates,
                           .lists = {},
                           .references_searched = found.references_searched,
                           .references_compared = found.references_compared,
                           .is_exact = found.is_exact(),
                           .entries_searched = scope.entries,
                           .epoch = scope.epoch,
                           .complete = scope.complete};
      Describe(found.candidates, query.lists, result);
      return result;
    }
    scope = std::move(now);
  }
}

void Gallery::Describe(const std::vector<Candidate>& candidates, const std::vector<ListId>& lists,
                       GalleryResult& result) const {
  const absl::MutexLock lock(&mutex_);
  for (const auto& [list, segments] : segments_of_list_) {
    const bool searched =
        lists.empty() || std::find(lists.begin(), lists.end(), list) != lists.end();
    if (searched) result.lists.push_back(SizeOf(list, segments));
  }
  for (const Candidate& candidate : candidates) {
    // What was removed since, or moved to other lists, is left out, and so is what is being added
    // and was not there when the search began: as if the search had been a moment later or earlier.
    const auto member = members_.find(candidate.entry);
    if (member == members_.end()) continue;
    FoundEntry found{candidate, {}, member->second.references.size()};
    for (const ListId& list : segments_[member->second.segment.value].lists) {
      const bool searched =
          lists.empty() || std::find(lists.begin(), lists.end(), list) != lists.end();
      if (searched) found.lists.push_back(list);
    }
    if (!found.lists.empty()) result.candidates.push_back(std::move(found));
  }
}

ListSize Gallery::SizeOf(const ListId& list, const std::vector<SegmentId>& segments) const {
  ListSize size{.list = list};
  for (const SegmentId segment : segments) {
    size.entries += segments_[segment.value].entries;
    size.references += segments_[segment.value].references;
  }
  return size;
}

std::vector<ListSize> Gallery::ListSizes() const {
  const absl::MutexLock lock(&mutex_);
  std::vector<ListSize> sizes;
  sizes.reserve(segments_of_list_.size());
  for (const auto& [list, segments] : segments_of_list_) sizes.push_back(SizeOf(list, segments));
  return sizes;
}

bool Gallery::Contains(EntryId entry) const {
  const absl::MutexLock lock(&mutex_);
  return members_.contains(entry);
}

GalleryStatus Gallery::status() const {
  GalleryStatus status;
  status.references = index_->size();
  const absl::MutexLock lock(&mutex_);
  status.lists = segments_of_list_.size();
  status.entries = members_.size();
  status.epoch = epoch_;
  status.complete = complete_ && !overdue_;
  return status;
}

absl::StatusOr<Gallery::Scope> Gallery::ScopeOf(const std::vector<ListId>& lists) const {
  const absl::MutexLock lock(&mutex_);
  Scope scope{.segments = std::nullopt,
              .entries = members_.size(),
              .epoch = epoch_,
              .complete = complete_ && !overdue_};
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
  for (const SegmentId segment : segments) scope.entries += segments_[segment.value].entries;
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
  const SegmentId segment{static_cast<std::uint32_t>(segments_.size())};
  segments_.push_back({.lists = lists});
  segment_of_lists_.emplace(lists, segment);
  for (const ListId& list : lists) segments_of_list_[list].push_back(segment);
  return segment;
}

}  // namespace portcullis
