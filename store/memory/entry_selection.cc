#include "store/memory/entry_selection.h"

#include <algorithm>
#include <utility>

#include "border/watchlist/entry_lifecycle.h"

namespace portcullis {
namespace {

using Place = std::pair<absl::Time, EntryId>;

absl::Time TimeOf(const Entry& entry, EntryOrder order) {
  switch (order) {
    case EntryOrder::kId: break;
    case EntryOrder::kCreateTime: return entry.create_time;
    case EntryOrder::kUpdateTime: return entry.update_time;
    case EntryOrder::kReviewBy: return entry.details.review_by;
  }
  return absl::UnixEpoch();  // all the same, so that the id decides
}

Place PlaceOf(const Entry& entry, const EntryQuery& query) {
  return {TimeOf(entry, query.order), entry.id};
}

Place PlaceOf(const EntryCursor& cursor, const EntryQuery& query) {
  return {query.order == EntryOrder::kId ? absl::UnixEpoch() : cursor.time, cursor.id};
}

bool IsBefore(const Place& a, const Place& b, const EntryQuery& query) {
  return query.descending ? b < a : a < b;
}

bool StandsOn(const Entry& entry, const ListId& list) {
  return std::any_of(entry.lists.begin(), entry.lists.end(),
                     [&list](const Membership& membership) { return membership.list == list; });
}

bool IsAbout(const EntryQuery& query, const Entry& entry) {
  if (query.list && !StandsOn(entry, *query.list)) return false;
  const auto& statuses = query.statuses;
  if (!statuses.empty() &&
      std::find(statuses.begin(), statuses.end(), entry.status) == statuses.end()) {
    return false;
  }
  if (query.external_reference && *query.external_reference != entry.details.external_reference) {
    return false;
  }
  if (query.review_by &&
      (entry.status == EntryStatus::kRetired || entry.details.review_by > *query.review_by)) {
    return false;
  }
  return !query.pending_only || HasPending(entry);
}

}  // namespace

std::vector<Entry> Select(const EntryQuery& query, const std::vector<const Entry*>& entries) {
  std::vector<const Entry*> selected;
  for (const Entry* entry : entries) {
    const bool behind =
        !query.after || IsBefore(PlaceOf(*query.after, query), PlaceOf(*entry, query), query);
    if (behind && IsAbout(query, *entry)) selected.push_back(entry);
  }
  std::sort(selected.begin(), selected.end(), [&query](const Entry* a, const Entry* b) {
    return IsBefore(PlaceOf(*a, query), PlaceOf(*b, query), query);
  });
  if (selected.size() > query.limit) selected.resize(query.limit);
  std::vector<Entry> copies;
  copies.reserve(selected.size());
  for (const Entry* entry : selected) copies.push_back(*entry);
  return copies;
}

}  // namespace portcullis
