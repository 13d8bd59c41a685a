#include "store/memory/memory_watchlist_store.h"

#include <algorithm>

#include "border/watchlist/entry_lifecycle.h"
#include "matcher/core/status_macros.h"
#include "store/audit_record.h"
#include "store/check_put.h"
#include "store/entry_faces.h"
#include "store/kept_request.h"
#include "store/memory/entry_selection.h"
#include "store/policy_mutation.h"
#include "store/store_errors.h"

namespace portcullis {
namespace {

constexpr std::size_t kEntriesAtATime = 4096;

absl::Status GiveInBatches(std::vector<EntryFaces> entries, GallerySink& sink) {
  std::vector<EntryFaces> batch;
  for (EntryFaces& entry : entries) {
    batch.push_back(std::move(entry));
    if (batch.size() < kEntriesAtATime) continue;
    PORTCULLIS_RETURN_IF_ERROR(sink.PutEntries(std::exchange(batch, {})));
  }
  return batch.empty() ? absl::OkStatus() : sink.PutEntries(std::move(batch));
}

}  // namespace

absl::StatusOr<std::vector<WatchList>> MemoryWatchlistStore::Lists(std::string_view after,
                                                                   std::size_t limit) const {
  const absl::ReaderMutexLock lock(&mutex_);
  std::vector<WatchList> lists;
  for (auto it = lists_.upper_bound(after); it != lists_.end() && lists.size() < limit; ++it) {
    lists.push_back(it->second);
  }
  return lists;
}

absl::StatusOr<WatchList> MemoryWatchlistStore::GetList(const ListId& id) const {
  const absl::ReaderMutexLock lock(&mutex_);
  const auto found = lists_.find(id.value);
  if (found == lists_.end()) return ListNotFound(id);
  return found->second;
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
  std::vector<const Entry*> entries;
  entries.reserve(entries_.size());
  for (const auto& [id, stored] : entries_) entries.push_back(&stored.entry);
  return Select(query, entries);
}

absl::StatusOr<std::vector<EnrolledFace>> MemoryWatchlistStore::Faces(EntryId id) const {
  const absl::ReaderMutexLock lock(&mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return EntryNotFound(id);
  std::vector<EnrolledFace> faces;
  for (const ReferenceInfo& reference : found->second.entry.references) {
    faces.push_back(found->second.faces.at(reference.id));
    faces.back().info = reference;
  }
  return faces;
}

EntryFaces MemoryWatchlistStore::FacesOf(EntryId id) const {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return {id, std::nullopt, std::nullopt};
  std::vector<Embedding> embeddings;
  for (const ReferenceInfo& reference : found->second.entry.references) {
    embeddings.push_back(found->second.faces.at(reference.id).embedding);
  }
  return DivideFaces(found->second.entry, std::move(embeddings));
}

MemoryWatchlistStore::State MemoryWatchlistStore::StateOf(const ChangedRecord& record) const {
  if (const auto* list = std::get_if<ListId>(&record)) {
    return ListPresence{*list, lists_.contains(list->value)};
  }
  if (const auto* entry = std::get_if<EntryId>(&record)) return FacesOf(*entry);
  return NothingToCompare{};
}

absl::StatusOr<std::vector<GalleryChange>> MemoryWatchlistStore::ChangesAfter(
    Sequence after, std::size_t limit) const {
  const absl::ReaderMutexLock lock(&mutex_);
  std::vector<GalleryChange> changes;
  for (std::size_t i = after.value; i < changelog_.size() && changes.size() < limit; ++i) {
    changes.push_back({Sequence{i + 1}, StateOf(changelog_[i].record)});
  }
  return changes;
}

absl::StatusOr<Sequence> MemoryWatchlistStore::ReadGallery(GallerySink& sink) const {
  std::vector<ListId> lists;
  std::vector<EntryFaces> entries;
  Sequence sequence;
  {
    const absl::ReaderMutexLock lock(&mutex_);
    sequence.value = changelog_.size();
    for (const auto& [id, list] : lists_) lists.push_back(list.id);
    for (const auto& [id, stored] : entries_) {
      EntryFaces faces = FacesOf(id);
      if (faces.searchable || faces.dormant) entries.push_back(std::move(faces));
    }
  }
  PORTCULLIS_RETURN_IF_ERROR(sink.PutLists(std::move(lists)));
  PORTCULLIS_RETURN_IF_ERROR(GiveInBatches(std::move(entries), sink));
  return sequence;
}

absl::StatusOr<std::vector<AuditEvent>> MemoryWatchlistStore::EventsAfter(Sequence after,
                                                                          std::size_t limit) const {
  const absl::ReaderMutexLock lock(&mutex_);
  std::vector<AuditEvent> events;
  for (std::size_t i = after.value; i < audit_.size() && events.size() < limit; ++i) {
    events.push_back(audit_[i]);
  }
  return events;
}

absl::StatusOr<CommitResult> MemoryWatchlistStore::Commit(const Mutation& mutation) {
  const absl::MutexLock lock(&mutex_);
  if (mutation.key) {
    PORTCULLIS_ASSIGN_OR_RETURN(std::optional<std::string> kept,
                                Find(*mutation.key, mutation.time));
    if (kept) return CommitResult{*std::move(kept), true};
  }
  PORTCULLIS_RETURN_IF_ERROR(ApplyAll(mutation));
  for (const AuditedChange& change : mutation.changes) {
    changelog_.push_back({RecordOf(change.change), Removes(change.change)});
    audit_.push_back(AuditRecordOf(mutation, change, Sequence{changelog_.size()}));
  }
  KeepRequest(mutation);
  return CommitResult{mutation.response, false};
}

absl::StatusOr<std::optional<std::string>> MemoryWatchlistStore::FindResponse(
    const RequestKey& key, absl::Time now) const {
  const absl::ReaderMutexLock lock(&mutex_);
  return Find(key, now);
}

absl::StatusOr<std::vector<Entry>> MemoryWatchlistStore::DueForTimeAct(absl::Time now,
                                                                       std::size_t limit) const {
  const absl::ReaderMutexLock lock(&mutex_);
  std::vector<std::pair<absl::Time, EntryId>> due;
  for (const auto& [id, stored] : entries_) {
    const std::optional<TimeAct> act = NextTimeAct(stored.entry);
    if (act && act->due <= now) due.emplace_back(act->due, id);
  }
  std::sort(due.begin(), due.end());
  if (due.size() > limit) due.resize(limit);
  std::vector<Entry> entries;
  entries.reserve(due.size());
  for (const auto& [time, id] : due) entries.push_back(entries_.at(id).entry);
  return entries;
}

absl::StatusOr<Traces> MemoryWatchlistStore::TracesOf(EntryId entry) const {
  const absl::ReaderMutexLock lock(&mutex_);
  Traces traces;
  traces.any = entries_.contains(entry) ||
               std::any_of(requests_.begin(), requests_.end(), [entry](const auto& request) {
                 return request.second.about == entry && request.second.response;
               });
  for (std::size_t i = changelog_.size(); i-- > 0;) {
    if (changelog_[i].record != ChangedRecord(entry)) continue;
    if (changelog_[i].removed) traces.erasure = audit_[i];
    break;
  }
  return traces;
}

absl::StatusOr<std::optional<std::string>> MemoryWatchlistStore::Find(const RequestKey& key,
                                                                      absl::Time now) const {
  const auto found = requests_.find(key.request_id);
  if (found == requests_.end()) return std::nullopt;
  const KeptRequest& request = found->second;
  if (request.time < OldestKeptRequest(now)) return std::nullopt;
  if (request.fingerprint != key.fingerprint) return RequestIdReused(key.request_id);
  if (!request.response) return ResponseErased(*request.about);
  return *request.response;
}

MemoryWatchlistStore::Former MemoryWatchlistStore::FormerOf(const ChangedRecord& record) const {
  if (const auto* list = std::get_if<ListId>(&record)) {
    const auto found = lists_.find(list->value);
    return std::pair(*list, found == lists_.end() ? std::nullopt : std::optional(found->second));
  }
  if (const auto* number = std::get_if<PolicyNumber>(&record)) {
    const auto found = policies_.find(*number);
    return std::pair(*number,
                     found == policies_.end() ? std::nullopt : std::optional(found->second));
  }
  const EntryId entry = std::get<EntryId>(record);
  const auto found = entries_.find(entry);
  return std::pair(entry, found == entries_.end() ? std::nullopt : std::optional(found->second));
}

void MemoryWatchlistStore::Restore(Former former) {
  if (auto* list = std::get_if<0>(&former)) {
    lists_.erase(list->first.value);
    if (list->second) lists_.emplace(list->first.value, *std::move(list->second));
  } else if (auto* entry = std::get_if<1>(&former)) {
    entries_.erase(entry->first);
    if (entry->second) entries_.emplace(entry->first, *std::move(entry->second));
  } else {
    auto& [number, version] = std::get<2>(former);
    policies_.erase(number);
    if (version) policies_.emplace(number, *std::move(version));
  }
}

absl::Status MemoryWatchlistStore::ApplyAll(const Mutation& mutation) {
  if (mutation.changes.empty()) return absl::InternalError("a mutation changes nothing");
  std::vector<Former> formers;
  for (const AuditedChange& change : mutation.changes) {
    formers.push_back(FormerOf(RecordOf(change.change)));
    const absl::Status status = std::visit(
        [this](const auto& record_change) {
          mutex_.AssertHeld();  // the analysis of lock annotations does not look through std::visit
          return Apply(record_change);
        },
        change.change);
    if (status.ok()) continue;
    for (; !formers.empty(); formers.pop_back()) Restore(std::move(formers.back()));
    return status;
  }
  return absl::OkStatus();
}

absl::Status MemoryWatchlistStore::Apply(const PutList& change) {
  const ListId& id = change.list.id;
  const auto found = lists_.find(id.value);
  if (change.expected == Revision{0}) {
    if (found != lists_.end()) return ListAlreadyExists(id);
  } else {
    if (found == lists_.end()) return ListNotFound(id);
    const Revision current = found->second.revision;
    if (current != change.expected) return RevisionConflict(id, change.expected, current);
  }
  PORTCULLIS_RETURN_IF_ERROR(CheckPut(change));
  lists_.insert_or_assign(id.value, change.list);
  return absl::OkStatus();
}

absl::Status MemoryWatchlistStore::Apply(const DeleteList& change) {
  const auto found = lists_.find(change.list.value);
  if (found == lists_.end()) return ListNotFound(change.list);
  const Revision current = found->second.revision;
  if (current != change.expected) return RevisionConflict(change.list, change.expected, current);
  const auto stands_on_it = [&change](const Membership& membership) {
    return membership.list == change.list;
  };
  for (const auto& [id, stored] : entries_) {
    const std::vector<Membership>& lists = stored.entry.lists;
    if (std::any_of(lists.begin(), lists.end(), stands_on_it)) return ListNotEmpty(change.list);
  }
  lists_.erase(found);
  return absl::OkStatus();
}

absl::Status MemoryWatchlistStore::Apply(const PutEntry& change) {
  const EntryId id = change.entry.id;
  const auto found = entries_.find(id);
  std::vector<ReferenceId> held;
  if (change.expected == Revision{0}) {
    if (found != entries_.end()) return EntryIdTaken(id);
  } else {
    if (found == entries_.end()) return EntryNotFound(id);
    const Revision current = found->second.entry.revision;
    if (current != change.expected) return RevisionConflict(id, change.expected, current);
    for (const auto& [reference, face] : found->second.faces) held.push_back(reference);
  }
  PORTCULLIS_RETURN_IF_ERROR(CheckPut(change, held, model_));
  for (const Membership& membership : change.entry.lists) {
    if (!lists_.contains(membership.list.value)) return ListNotFound(membership.list);
  }
  StoredEntry& stored = entries_[id];
  stored.entry = change.entry;
  for (const EnrolledFace& face : change.added) stored.faces.emplace(face.info.id, face);
  std::erase_if(stored.faces, [&stored](const auto& face) {
    const auto& references = stored.entry.references;
    return std::none_of(references.begin(), references.end(),
                        [&face](const ReferenceInfo& info) { return info.id == face.first; });
  });
  return absl::OkStatus();
}

absl::Status MemoryWatchlistStore::Apply(const EraseEntry& change) {
  const auto found = entries_.find(change.entry);
  if (found == entries_.end()) return EntryNotFound(change.entry);
  const Revision current = found->second.entry.revision;
  if (current != change.expected) return RevisionConflict(change.entry, change.expected, current);
  entries_.erase(found);
  return absl::OkStatus();
}

absl::Status MemoryWatchlistStore::Apply(const PutPolicy& change) {
  const PolicyNumber number = change.version.number;
  const auto found = policies_.find(number);
  const PolicyVersion* before = found == policies_.end() ? nullptr : &found->second;
  PORTCULLIS_RETURN_IF_ERROR(CheckPut(change, before, policies_.size()));
  policies_.insert_or_assign(number, change.version);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<PolicyVersion>> MemoryWatchlistStore::Policies() const {
  const absl::ReaderMutexLock lock(&mutex_);
  std::vector<PolicyVersion> versions;
  for (const auto& [number, version] : policies_) versions.push_back(version);
  return versions;
}

absl::StatusOr<CommitResult> MemoryWatchlistStore::CommitPolicy(const PolicyMutation& mutation) {
  return Commit(MutationOf(mutation));
}

void MemoryWatchlistStore::KeepRequest(const Mutation& mutation) {
  std::erase_if(requests_, [oldest = OldestKeptRequest(mutation.time)](const auto& request) {
    return request.second.time < oldest;
  });
  if (mutation.key) {
    requests_.insert_or_assign(mutation.key->request_id,
                               KeptRequest{mutation.key->fingerprint, mutation.time,
                                           mutation.response, mutation.response_about});
  }
  for (const AuditedChange& change : mutation.changes) {
    const auto* erasure = std::get_if<EraseEntry>(&change.change);
    if (erasure == nullptr) continue;
    for (auto& [id, request] : requests_) {
      if (request.about == erasure->entry) request.response.reset();
    }
  }
}

}  // namespace portcullis
