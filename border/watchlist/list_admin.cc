#include "border/watchlist/list_admin.h"

#include <string_view>
#include <utility>

#include "border/watchlist/watchlist_errors.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

constexpr int kMaxRetentionDays = 36'500;
constexpr int kMaxApprovals = 2;
constexpr int kMaxVerdicts = 3;

absl::Status FieldInvalid(std::string_view message) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid, message);
}

absl::Status CheckRange(std::string_view field, int value, int least, int most) {
  if (value >= least && value <= most) return absl::OkStatus();
  return FieldInvalid(fmt::format("list.{} is {}, must be {} to {}", field, value, least, most));
}

absl::Status Check(const WatchList& list) {
  if (!IsValidListId(list.id.value)) {
    return FieldInvalid(
        "list_id must be 1 to 63 characters of a-z, 0-9 and -, start with a letter "
        "and not end in a hyphen");
  }
  if (list.display_name.empty()) return FieldInvalid("list.display_name is empty");
  PORTCULLIS_RETURN_IF_ERROR(
      CheckRange("retention_days", list.retention_days, 0, kMaxRetentionDays));
  PORTCULLIS_RETURN_IF_ERROR(
      CheckRange("required_approvals", list.required_approvals, 1, kMaxApprovals));
  return CheckRange("required_verdicts", list.required_verdicts, 1, kMaxVerdicts);
}

template <typename Value>
void Set(Value& field, const std::optional<Value>& value) {
  if (value) field = *value;
}

void Apply(const ListUpdate& update, WatchList& list) {
  Set(list.display_name, update.display_name);
  Set(list.owner, update.owner);
  Set(list.purpose, update.purpose);
  Set(list.legal_basis, update.legal_basis);
  Set(list.severity, update.severity);
  Set(list.officer_instructions, update.officer_instructions);
  Set(list.retention_days, update.retention_days);
  Set(list.required_approvals, update.required_approvals);
  Set(list.required_verdicts, update.required_verdicts);
}

/// The list as it is now, at the revision that the client saw if it says one.
absl::StatusOr<WatchList> ReadAt(const WatchlistReader& store, const ListId& id,
                                 std::optional<Revision> expected) {
  PORTCULLIS_ASSIGN_OR_RETURN(WatchList list, store.GetList(id));
  if (expected && *expected != list.revision) return RevisionConflict(id, *expected, list.revision);
  return list;
}

}  // namespace

absl::StatusOr<std::string> ListAdmin::Create(const MutationContext& context, WatchList list,
                                              const ListResponse& response) {
  PORTCULLIS_RETURN_IF_ERROR(Check(list));
  return committer_.Serve(context, [&](const Act& act) -> absl::StatusOr<Plan> {
    list.revision = Revision{1};
    list.create_time = act.time;
    list.update_time = act.time;
    return Plan{{{"CreateList", PutList{list, Revision{0}}}}, response(list), std::nullopt};
  });
}

absl::StatusOr<std::string> ListAdmin::Update(const MutationContext& context, const ListId& id,
                                              std::optional<Revision> expected,
                                              const ListUpdate& update,
                                              const ListResponse& response) {
  return committer_.Serve(context, [&](const Act& act) -> absl::StatusOr<Plan> {
    PORTCULLIS_ASSIGN_OR_RETURN(WatchList list, ReadAt(committer_.store(), id, expected));
    const Revision before = list.revision;
    Apply(update, list);
    PORTCULLIS_RETURN_IF_ERROR(Check(list));
    ++list.revision.value;
    list.update_time = act.time;
    return Plan{{{"UpdateList", PutList{list, before}}}, response(list), std::nullopt};
  });
}

absl::StatusOr<std::string> ListAdmin::Delete(const MutationContext& context, const ListId& id,
                                              std::optional<Revision> expected) {
  return committer_.Serve(context, [&](const Act&) -> absl::StatusOr<Plan> {
    PORTCULLIS_ASSIGN_OR_RETURN(const WatchList list, ReadAt(committer_.store(), id, expected));
    return Plan{{{"DeleteList", DeleteList{id, list.revision}}}, "", std::nullopt};
  });
}

}  // namespace portcullis
