#include "border/watchlist/watchlist_admin.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <variant>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

absl::Status FieldInvalid(std::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid, message);
}

std::string_view Describe(CaptureProblem problem) {
  switch (problem) {
    case CaptureProblem::kNoFace: return "no face was found";
    case CaptureProblem::kSeveralFaces: return "it has several faces of comparable size";
    case CaptureProblem::kLowQuality: return "its face is too small";
  }
  return "";
}

std::span<const std::uint8_t> AsBytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

absl::Status Validate(const NewEntry& entry) {
  if (entry.display_name.empty()) return FieldInvalid("entry.display_name is empty");
  if (entry.lists.empty()) return FieldInvalid("entry.lists is empty");
  if (entry.portraits.empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kImageMissing,
                     "portraits is empty");
  }
  return absl::OkStatus();
}

std::vector<ListId> SortedOnce(std::vector<ListId> lists) {
  std::sort(lists.begin(), lists.end());
  lists.erase(std::unique(lists.begin(), lists.end()), lists.end());
  return lists;
}

}  // namespace

WatchlistAdmin::WatchlistAdmin(WatchlistStore& store, ChangelogFollower& follower,
                               WatchlistSources sources)
    : store_(store), follower_(follower), sources_(std::move(sources)) {}

absl::StatusOr<std::string> WatchlistAdmin::CreateList(const MutationContext& context,
                                                       WatchList list,
                                                       const ListResponse& response) {
  if (!IsValidListId(list.id.value)) {
    return FieldInvalid(
        "list_id must be 1 to 63 characters of a-z, 0-9 and -, start with a letter "
        "and not end in a hyphen");
  }
  if (list.display_name.empty()) return FieldInvalid("list.display_name is empty");
  list.create_time = sources_.now();
  std::string bytes = response(list);
  return CommitAndFollow(context, CreateListChange{std::move(list)}, std::move(bytes));
}

absl::StatusOr<std::string> WatchlistAdmin::EnrollEntry(const MutationContext& context,
                                                        const NewEntry& new_entry,
                                                        FaceEncoder& encoder,
                                                        const Checkpoint& checkpoint,
                                                        const EntryResponse& response) {
  PORTCULLIS_RETURN_IF_ERROR(Validate(new_entry));
  // A repetition is answered before its portraits cost anything; Commit looks again.
  PORTCULLIS_ASSIGN_OR_RETURN(std::optional<std::string> kept,
                              store_.FindResponse(context.key, sources_.now()));
  if (kept) return *std::move(kept);

  PORTCULLIS_ASSIGN_OR_RETURN(std::vector<EnrolledFace> faces,
                              EncodePortraits(new_entry.portraits, encoder, checkpoint));
  Entry entry{.id = EntryId{sources_.random_id()},
              .external_reference = new_entry.external_reference,
              .display_name = new_entry.display_name,
              .lists = SortedOnce(new_entry.lists),
              .references = {},
              .revision = Revision{1},
              .create_time = sources_.now()};
  for (const EnrolledFace& face : faces) entry.references.push_back(face.info);
  std::string bytes = response(entry);
  return CommitAndFollow(context, EnrollEntryChange{std::move(entry), std::move(faces)},
                         std::move(bytes));
}

absl::Status WatchlistAdmin::DeleteEntry(const MutationContext& context, EntryId entry,
                                         std::optional<Revision> expected_revision) {
  return CommitAndFollow(context, DeleteEntryChange{entry, expected_revision}, "").status();
}

absl::StatusOr<std::vector<EnrolledFace>> WatchlistAdmin::EncodePortraits(
    std::span<const std::string> portraits, FaceEncoder& encoder, const Checkpoint& checkpoint) {
  std::vector<EnrolledFace> faces;
  for (std::size_t i = 0; i < portraits.size(); ++i) {
    const std::string name = fmt::format("portraits[{}]", i);
    absl::StatusOr<FaceCapture> capture = encoder.Encode(AsBytes(portraits[i]), checkpoint);
    if (!capture.ok()) return WithContext(capture.status(), name);
    if (const auto* problem = std::get_if<CaptureProblem>(&capture->result)) {
      return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kPortraitRejected,
                       fmt::format("{}: {}", name, Describe(*problem)));
    }
    faces.push_back({.info = {ReferenceId{sources_.random_id()}, *capture->quality},
                     .embedding = std::get<Embedding>(std::move(capture->result)),
                     .portrait = portraits[i]});
  }
  return faces;
}

absl::StatusOr<std::string> WatchlistAdmin::CommitAndFollow(const MutationContext& context,
                                                            WatchlistChange change,
                                                            std::string response) {
  PORTCULLIS_ASSIGN_OR_RETURN(CommitResult result,
                              store_.Commit({.key = context.key,
                                             .actor = context.actor,
                                             .time = sources_.now(),
                                             .change = std::move(change),
                                             .response = std::move(response)}));
  // The change is on disk, so the call has succeeded. If the gallery could not follow, it is marked
  // incomplete: until it has caught up, searches answer NO_DECISION instead of CLEAR.
  follower_.CatchUp().IgnoreError();
  return std::move(result.response);
}

}  // namespace portcullis
