#include "store/memory/memory_watchlist_store.h"

#include <algorithm>
#include <utility>

#include "matcher/core/status_macros.h"
#include "store/audit_record.h"
#include "store/check_enrolment.h"
#include "store/kept_request.h"
#include "store/store_errors.h"

namespace portcullis {

absl::StatusOr<std::vector<WatchList>> MemoryWatchlistStore::Lists(std::string_view after,
                                                                   std::size_t limit) const {
  const absl::ReaderMutexLock lock(&mutex_);
  std::vector<WatchList> lists;
  for (auto it = lists_.upper_bound(after); it != lists_.end() && lists.size() < limit; ++it) {
    lists.push_back(it->second);
  }
  return lists;
}

absl::StatusOr<Entry> MemoryWatchlistStore::GetEntry(EntryId id) const {
  const absl::ReaderMutexLock lock(&mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return EntryNotFound(id);
  return found->second.entry;
}

absl::StatusOr<std::vector<Entry>> MemoryWatchlistStore::Entries(const EntryQuery& query) const {
  const absl::ReaderMutexLock lock(&mutex_);
  if (query.list && !lists_.contains(query.list->value)) return ListNotFound(*query.list);
  std::vector<Entry> entries;
  auto it = query.after ? entries_.upper_bound(*query.after) : entries_.begin();
  for (; it != entries_.end() && entries.size() < query.limit; ++it) {
    const Entry& entry = it->second.entry;
    if (!query.list || std::binary_search(entry.lists.begin(), entry.lists.end(), *query.list)) {
      entries.push_back(entry);
    }
  }
  return entries;
}

absl::StatusOr<std::vector<GalleryChange>> MemoryWatchlistStore::ChangesAfter(
    Sequence after, std::size_t limit) const {
  const absl::ReaderMutexLock lock(&mutex_);
  std::vector<GalleryChange> changes;
  for (std::size_t i = after.value; i < changelog_.size() && changes.size() < limit; ++i) {
    const Sequence sequence{i + 1};
    if (const auto* list = std::get_if<ListId>(&changelog_[i])) {
      changes.push_back({sequence, *list});
      continue;
    }
    const EntryId id = std::get<EntryId>(changelog_[i]);
    const auto found = entries_.find(id);
    if (found == entries_.end()) {
      changes.push_back({sequence, id});
      continue;
    }
    EnrolledEntry entry{id, found->second.entry.lists, {}};
    for (const EnrolledFace& face : found->second.faces) {
      entry.references.push_back({face.info.id, face.embedding});
    }
    changes.push_back({sequence, std::move(entry)});
  }
  return changes;
}

absl::StatusOr<CommitResult> MemoryWatchlistStore::Commit(const Mutation& mutation) {
  const absl::MutexLock lock(&mutex_);
  PORTCULLIS_ASSIGN_OR_RETURN(std::optional<std::string> kept, Find(mutation.key, mutation.time));
  if (kept) return CommitResult{*std::move(kept), true};

  const auto apply = [this](const auto& change) {
    mutex_.AssertHeld();  // the analysis of lock annotations does not look through std::visit
    return Apply(change);
  };
  PORTCULLIS_ASSIGN_OR_RETURN(Changed changed, std::visit(apply, mutation.change));
  changelog_.push_back(std::move(changed));
  audit_.push_back(AuditRecordOf(mutation, Sequence{changelog_.size()}));
  std::erase_if(requests_, [oldest = OldestKeptRequest(mutation.time)](const auto& request) {
    return request.second.time < oldest;
  });
  KeptRequest request{mutation.key.fingerprint, mutation.time, mutation.response, std::nullopt};
  if (const auto* enrolment = std::get_if<EnrollEntryChange>(&mutation.change)) {
    request.enrolled = enrolment->entry.id;
  }
  requests_.insert_or_assign(mutation.key.request_id, std::move(request));
  return CommitResult{mutation.response, false};
}

absl::StatusOr<std::optional<std::string>> MemoryWatchlistStore::FindResponse(
    const RequestKey& key, absl::Time now) const {
  const absl::ReaderMutexLock lock(&mutex_);
  return Find(key, now);
}

std::vector<AuditEvent> MemoryWatchlistStore::AuditEvents() const {
  const absl::ReaderMutexLock lock(&mutex_);
  return audit_;
}

absl::StatusOr<std::optional<std::string>> MemoryWatchlistStore::Find(const RequestKey& key,
                                                                      absl::Time now) const {
  const auto found = requests_.find(key.request_id);
  if (found == requests_.end()) return std::nullopt;
  const KeptRequest& request = found->second;
  if (request.time < OldestKeptRequest(now)) return std::nullopt;
  if (request.fingerprint != key.fingerprint) return RequestIdReused(key.request_id);
  if (request.enrolled && !entries_.contains(*request.enrolled)) {
    return EnrolledEntryDeleted(*request.enrolled);
  }
  return request.response;
}

absl::StatusOr<MemoryWatchlistStore::Changed> MemoryWatchlistStore::Apply(
    const CreateListChange& change) {
  const ListId& id = change.list.id;
  if (!lists_.emplace(id.value, change.list).second) return ListAlreadyExists(id);
  return id;
}

absl::StatusOr<MemoryWatchlistStore::Changed> MemoryWatchlistStore::Apply(
    const EnrollEntryChange& change) {
  PORTCULLIS_RETURN_IF_ERROR(CheckEnrolment(change, model_));
  for (const ListId& list : change.entry.lists) {
    if (!lists_.contains(list.value)) return ListNotFound(list);
  }
  const EntryId id = change.entry.id;
  if (!entries_.try_emplace(id, StoredEntry{change.entry, change.faces}).second) {
    return EntryIdTaken(id);
  }
  return id;
}

absl::StatusOr<MemoryWatchlistStore::Changed> MemoryWatchlistStore::Apply(
    const DeleteEntryChange& change) {
  const auto found = entries_.find(change.entry);
  if (found == entries_.end()) return EntryNotFound(change.entry);
  const Revision current = found->second.entry.revision;
  if (change.expected_revision && *change.expected_revision != current) {
    return RevisionConflict(change.entry, *change.expected_revision, current);
  }
  entries_.erase(found);
  for (auto& [id, request] : requests_) {
    if (request.enrolled == change.entry) request.response.clear();
  }
  return change.entry;
}

}  // namespace portcullis
