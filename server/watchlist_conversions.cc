#include "server/watchlist_conversions.h"

#include <string>

#include "absl/time/time.h"
#include "fmt/format.h"
#include "google/protobuf/util/time_util.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "server/field_checks.h"
#include "server/match_conversions.h"
#include "server/resource_names.h"

namespace portcullis {
namespace {

constexpr std::size_t kMaxNameBytes = 200;
constexpr std::size_t kMaxStatementBytes = 1000;
constexpr int kMaxPortraits = 8;
constexpr int kMaxLists = 100;

google::protobuf::Timestamp ToProto(absl::Time time) {
  return google::protobuf::util::TimeUtil::NanosecondsToTimestamp(absl::ToUnixNanos(time));
}

absl::Status CheckPortraits(const v1::EnrollEntryRequest& request) {
  if (request.portraits().empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kImageMissing,
                     "portraits is empty");
  }
  if (request.portraits_size() > kMaxPortraits) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, ErrorReason::kTooManyImages,
        fmt::format("{} portraits, limit is {}", request.portraits_size(), kMaxPortraits));
  }
  return absl::OkStatus();
}

}  // namespace

v1::WatchList ToProto(const WatchList& list) {
  v1::WatchList proto;
  proto.set_name(ListName(list.id));
  proto.set_display_name(list.display_name);
  proto.set_owner(list.owner);
  proto.set_purpose(list.purpose);
  proto.set_legal_basis(list.legal_basis);
  *proto.mutable_create_time() = ToProto(list.create_time);
  return proto;
}

v1::Entry ToProto(const Entry& entry) {
  v1::Entry proto;
  proto.set_name(EntryName(entry.id));
  proto.set_external_reference(entry.external_reference);
  proto.set_display_name(entry.display_name);
  for (const ListId& list : entry.lists) proto.add_lists(ListName(list));
  for (const ReferenceInfo& info : entry.references) {
    v1::Reference& reference = *proto.add_references();
    reference.set_name(ReferenceName(entry.id, info.id));
    *reference.mutable_quality() = ToProto(info.quality);
  }
  proto.set_revision(entry.revision.value);
  *proto.mutable_create_time() = ToProto(entry.create_time);
  return proto;
}

absl::StatusOr<WatchList> ListFrom(const v1::CreateListRequest& request) {
  const v1::WatchList& list = request.list();
  PORTCULLIS_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  if (!IsValidListId(request.list_id())) {
    return FieldInvalid("list_id",
                        "must be 1 to 63 characters of a-z, 0-9 and -, start with a letter and not "
                        "end in a hyphen");
  }
  PORTCULLIS_RETURN_IF_ERROR(
      CheckRequiredText(list.display_name(), kMaxNameBytes, "list.display_name"));
  PORTCULLIS_RETURN_IF_ERROR(CheckOptionalText(list.owner(), kMaxStatementBytes, "list.owner"));
  PORTCULLIS_RETURN_IF_ERROR(CheckOptionalText(list.purpose(), kMaxStatementBytes, "list.purpose"));
  PORTCULLIS_RETURN_IF_ERROR(
      CheckOptionalText(list.legal_basis(), kMaxStatementBytes, "list.legal_basis"));
  return WatchList{.id = ListId{request.list_id()},
                   .display_name = list.display_name(),
                   .owner = list.owner(),
                   .purpose = list.purpose(),
                   .legal_basis = list.legal_basis(),
                   .create_time = absl::Time()};
}

absl::StatusOr<NewEntry> NewEntryFrom(const v1::EnrollEntryRequest& request) {
  const v1::Entry& entry = request.entry();
  PORTCULLIS_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  PORTCULLIS_RETURN_IF_ERROR(
      CheckRequiredText(entry.display_name(), kMaxNameBytes, "entry.display_name"));
  PORTCULLIS_RETURN_IF_ERROR(
      CheckOptionalText(entry.external_reference(), kMaxNameBytes, "entry.external_reference"));
  if (entry.lists().empty()) return FieldInvalid("entry.lists", "is empty");
  if (entry.lists_size() > kMaxLists) {
    return FieldInvalid("entry.lists",
                        fmt::format("has {} names, limit is {}", entry.lists_size(), kMaxLists));
  }
  PORTCULLIS_RETURN_IF_ERROR(CheckPortraits(request));
  NewEntry new_entry{.external_reference = entry.external_reference(),
                     .display_name = entry.display_name(),
                     .lists = {},
                     .portraits = {request.portraits().begin(), request.portraits().end()}};
  for (const std::string& name : entry.lists()) {
    PORTCULLIS_ASSIGN_OR_RETURN(ListId list, ParseListName(name, "entry.lists"));
    new_entry.lists.push_back(std::move(list));
  }
  return new_entry;
}

}  // namespace portcullis
