#include "store/entry_faces.h"

#include <cstddef>
#include <utility>

#include "border/watchlist/entry_lifecycle.h"

namespace portcullis {
namespace {

std::vector<ListId> ListsOf(const Entry& entry, bool pending_too) {
  std::vector<ListId> lists;
  lists.reserve(entry.lists.size());
  for (const Membership& membership : entry.lists) {
    if (pending_too || !membership.pending) lists.push_back(membership.list);
  }
  return lists;
}

}  // namespace

EntryFaces DivideFaces(const Entry& entry, std::vector<Embedding> embeddings) {
  EntryFaces faces{.id = entry.id, .searchable = std::nullopt, .dormant = std::nullopt};
  if (entry.status == EntryStatus::kRetired) return faces;
  const bool searchable = IsSearchable(entry);
  for (std::size_t i = 0; i < entry.references.size(); ++i) {
    const ReferenceInfo& reference = entry.references[i];
    const bool searched = searchable && !reference.pending;
    std::optional<EnrolledEntry>& side = searched ? faces.searchable : faces.dormant;
    if (!side) {
      side.emplace(EnrolledEntry{.id = entry.id,
                                 .lists = ListsOf(entry, !searched),
                                 .references = {},
                                 .valid_until = std::nullopt});
      if (searched) side->valid_until = entry.details.valid_until;
    }
    side->references.push_back({reference.id, std::move(embeddings[i])});
  }
  return faces;
}

}  // namespace portcullis
