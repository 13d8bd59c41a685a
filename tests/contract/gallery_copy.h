// What a store gives to galleries, kept and described.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "border/watchlist/store.h"
#include "fmt/format.h"
#include "gtest/gtest.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis::testing {

/// Keeps what ReadGallery gives.
struct GalleryCopy final : public GallerySink {
  absl::Status PutLists(std::vector<ListId> given) override {
    EXPECT_TRUE(entries.empty()) << "lists come first";
    lists.insert(lists.end(), given.begin(), given.end());
    return absl::OkStatus();
  }
  absl::Status PutEntries(std::vector<EntryFaces> given) override {
    for (EntryFaces& faces : given) {
      const EntryId id = faces.id;
      EXPECT_TRUE(entries.emplace(id, std::move(faces)).second) << "entry comes twice";
    }
    return absl::OkStatus();
  }
  absl::Status StartOver() override {
    lists.clear();
    entries.clear();
    return absl::OkStatus();
  }

  std::vector<ListId> lists;
  std::map<EntryId, EntryFaces> entries;
};

/// Text that is the same for the same entries.
inline std::string Describe(const std::optional<EnrolledEntry>& entry) {
  if (!entry) return "none";
  std::string text = FormatEntryId(entry->id);
  for (const ListId& list : entry->lists) text += fmt::format(" on {}", list.value);
  if (entry->valid_until) {
    text += fmt::format(" until {}", absl::FormatTime(*entry->valid_until));
  }
  for (const EnrolledReference& reference : entry->references) {
    text += fmt::format(" by {} of {}", FormatReferenceId(reference.id),
                        reference.embedding.model().ToString());
    for (const float value : reference.embedding.values()) text += fmt::format(" {}", value);
  }
  return text;
}

inline std::string Describe(const EntryFaces& faces) {
  return fmt::format("{} searchable: {}; dormant: {}", FormatEntryId(faces.id),
                     Describe(faces.searchable), Describe(faces.dormant));
}

inline std::string Describe(const GalleryCopy& copy) {
  std::string text;
  for (const ListId& list : copy.lists) text += list.value + "\n";
  for (const auto& [id, faces] : copy.entries) text += Describe(faces) + "\n";
  return text;
}

/// What a gallery holds that has followed the store to the end; lists in the order of ids.
inline GalleryCopy CopyOfGallery(const WatchlistStore& store) {
  GalleryCopy copy;
  auto applied = store.ReadGallery(copy);
  EXPECT_OK(applied);
  while (applied.ok()) {
    const auto changes = store.ChangesAfter(*applied, 1000);
    EXPECT_OK(changes);
    if (!changes.ok() || changes->empty()) break;
    for (const GalleryChange& change : *changes) {
      if (const auto* list = std::get_if<ListPresence>(&change.state)) {
        std::erase(copy.lists, list->list);
        if (list->present) copy.lists.push_back(list->list);
      } else if (const auto* faces = std::get_if<EntryFaces>(&change.state)) {
        copy.entries.erase(faces->id);
        if (faces->searchable || faces->dormant) copy.entries.emplace(faces->id, *faces);
      }
      applied = change.sequence;
    }
  }
  std::sort(copy.lists.begin(), copy.lists.end());
  return copy;
}

}  // namespace portcullis::testing
