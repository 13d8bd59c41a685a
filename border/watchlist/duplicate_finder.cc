#include "border/watchlist/duplicate_finder.h"

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "border/policy/search_levels.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

constexpr std::size_t kMaxDuplicatesTold = 5;

}  // namespace

DuplicateFinder::DuplicateFinder(const Galleries& galleries, Calibration calibration,
                                 const PolicyInForce& policy)
    : galleries_(galleries), calibration_(std::move(calibration)), policy_(policy) {}

absl::StatusOr<std::vector<PossibleDuplicate>> DuplicateFinder::Find(
    std::span<const EnrolledFace> faces, std::optional<EntryId> except) const {
  std::vector<PossibleDuplicate> found;
  for (std::size_t i = 0; i < faces.size(); ++i) {
    PORTCULLIS_RETURN_IF_ERROR(Search(galleries_.searchable, faces[i], i, found));
    PORTCULLIS_RETURN_IF_ERROR(Search(galleries_.dormant, faces[i], i, found));
  }
  std::erase_if(found, [except](const PossibleDuplicate& one) { return one.entry == except; });
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::tie(a.distance, a.entry) < std::tie(b.distance, b.entry);
  });
  // The nearest face of each entry comes first.
  std::vector<PossibleDuplicate> nearest;
  for (const PossibleDuplicate& one : found) {
    const bool told = std::any_of(nearest.begin(), nearest.end(),
                                  [&one](const auto& other) { return other.entry == one.entry; });
    if (!told) nearest.push_back(one);
  }
  return nearest;
}

absl::Status DuplicateFinder::Search(const Gallery& gallery, const EnrolledFace& face,
                                     std::size_t place,
                                     std::vector<PossibleDuplicate>& found) const {
  // One more than is told, since the entry itself may be among them.
  PORTCULLIS_ASSIGN_OR_RETURN(
      const GalleryResult result,
      gallery.Search(face.embedding, {.max_candidates = kMaxDuplicatesTold + 1, .lists = {}}));
  if (!result.complete) {
    return MakeError(absl::StatusCode::kUnavailable, ErrorReason::kStoreUnavailable,
                     "the gallery lags behind the store: duplicates cannot be looked for now");
  }
  const std::shared_ptr<const PolicyVersion> version = policy_.Now();
  const SearchLevels levels(
      version->policy, calibration_, result.lists,
      {.entries = result.entries_searched, .references = result.references_searched});
  for (const FoundEntry& entry : result.candidates) {
    const CandidateLevel reached = levels.Of(entry.distance, entry.lists, entry.references);
    if (reached.level == Level::kNone) continue;
    found.push_back({entry.entry, entry.distance, place});
  }
  return absl::OkStatus();
}

absl::Status PossibleDuplicateError(std::span<const PossibleDuplicate> duplicates) {
  std::string told;
  std::string names;
  for (const PossibleDuplicate& one :
       duplicates.first(std::min(duplicates.size(), kMaxDuplicatesTold))) {
    const std::string name = "entries/" + FormatEntryId(one.entry);
    told += fmt::format("{}{} (portraits[{}], distance {:.3f})", told.empty() ? "" : ", ", name,
                        one.face, one.distance.value);
    names += (names.empty() ? "" : ",") + name;
  }
  return WithRecords(
      MakeError(
          absl::StatusCode::kFailedPrecondition, ErrorReason::kPossibleDuplicatePerson,
          fmt::format("a face matches {}; if it is another person, allow the duplicate", told)),
      names);
}

}  // namespace portcullis
