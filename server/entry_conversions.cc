#include "server/entry_conversions.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "server/capture_conversions.h"
#include "server/field_checks.h"
#include "server/resource_names.h"
#include "server/timestamps.h"
#include "server/update_mask.h"

namespace portcullis {
namespace {

using google::protobuf::RepeatedPtrField;

constexpr std::size_t kMaxNameBytes = 200;
constexpr std::size_t kMaxDocumentNumberBytes = 100;
constexpr std::size_t kMaxReasonBytes = 1000;
constexpr int kMaxNames = 20;
constexpr int kMaxLists = 100;
constexpr int kMaxPortraits = 8;

constexpr std::array<std::string_view, 8> kFields = {
    "external_reference", "display_name", "alias_names", "document_numbers", "lists",
    "valid_from",         "valid_until",  "review_by"};

v1::EntryStatus ToProto(EntryStatus status) {
  switch (status) {
    case EntryStatus::kProposed: return v1::ENTRY_STATUS_PROPOSED;
    case EntryStatus::kActive: return v1::ENTRY_STATUS_ACTIVE;
    case EntryStatus::kSuspended: return v1::ENTRY_STATUS_SUSPENDED;
    case EntryStatus::kExpired: return v1::ENTRY_STATUS_EXPIRED;
    case EntryStatus::kRetired: return v1::ENTRY_STATUS_RETIRED;
  }
  return v1::ENTRY_STATUS_UNSPECIFIED;
}

absl::Status CheckCount(int count, int most, std::string_view field) {
  if (count <= most) return absl::OkStatus();
  return FieldInvalid(field, fmt::format("has {} values, limit is {}", count, most));
}

absl::StatusOr<std::vector<std::string>> TextsFrom(const RepeatedPtrField<std::string>& texts,
                                                   std::size_t max_bytes, std::string_view field) {
  PORTCULLIS_RETURN_IF_ERROR(CheckCount(texts.size(), kMaxNames, field));
  for (int i = 0; i < texts.size(); ++i) {
    PORTCULLIS_RETURN_IF_ERROR(
        CheckRequiredText(texts[i], max_bytes, fmt::format("{}[{}]", field, i)));
  }
  return std::vector<std::string>(texts.begin(), texts.end());
}

absl::StatusOr<std::vector<ListId>> ListsFrom(const v1::Entry& entry) {
  constexpr std::string_view kField = "entry.lists";
  if (entry.lists().empty()) return FieldInvalid(kField, "is empty");
  PORTCULLIS_RETURN_IF_ERROR(CheckCount(entry.lists_size(), kMaxLists, kField));
  std::vector<ListId> lists;
  for (const std::string& name : entry.lists()) {
    PORTCULLIS_ASSIGN_OR_RETURN(ListId list, ParseListName(name, kField));
    lists.push_back(std::move(list));
  }
  return lists;
}

using OptionalTime = std::optional<absl::Time>;

absl::StatusOr<OptionalTime> OptionalTimeFrom(bool present,
                                              const google::protobuf::Timestamp& timestamp,
                                              std::string_view field) {
  if (!present) return OptionalTime();
  PORTCULLIS_ASSIGN_OR_RETURN(const absl::Time time, TimeFrom(timestamp, field));
  return OptionalTime(time);
}

/// The texts among the fields of an update.
absl::Status SetTexts(const v1::Entry& entry, const FieldSet& fields, EntryUpdate& update) {
  if (fields.contains("external_reference")) {
    PORTCULLIS_RETURN_IF_ERROR(
        CheckOptionalText(entry.external_reference(), kMaxNameBytes, "entry.external_reference"));
    update.external_reference = entry.external_reference();
  }
  if (fields.contains("display_name")) {
    PORTCULLIS_RETURN_IF_ERROR(
        CheckRequiredText(entry.display_name(), kMaxNameBytes, "entry.display_name"));
    update.display_name = entry.display_name();
  }
  if (fields.contains("alias_names")) {
    PORTCULLIS_ASSIGN_OR_RETURN(update.alias_names,
                                TextsFrom(entry.alias_names(), kMaxNameBytes, "entry.alias_names"));
  }
  if (fields.contains("document_numbers")) {
    PORTCULLIS_ASSIGN_OR_RETURN(
        update.document_numbers,
        TextsFrom(entry.document_numbers(), kMaxDocumentNumberBytes, "entry.document_numbers"));
  }
  return absl::OkStatus();
}

absl::StatusOr<EntryUpdate> UpdateFrom(const v1::Entry& entry, const FieldSet& fields) {
  EntryUpdate update;
  PORTCULLIS_RETURN_IF_ERROR(SetTexts(entry, fields, update));
  if (fields.contains("lists")) {
    PORTCULLIS_ASSIGN_OR_RETURN(update.lists, ListsFrom(entry));
  }
  if (fields.contains("valid_from")) {
    PORTCULLIS_ASSIGN_OR_RETURN(
        update.valid_from,
        OptionalTimeFrom(entry.has_valid_from(), entry.valid_from(), "entry.valid_from"));
  }
  if (fields.contains("valid_until")) {
    PORTCULLIS_ASSIGN_OR_RETURN(
        update.valid_until,
        OptionalTimeFrom(entry.has_valid_until(), entry.valid_until(), "entry.valid_until"));
  }
  if (fields.contains("review_by")) {
    PORTCULLIS_ASSIGN_OR_RETURN(
        update.review_by,
        OptionalTimeFrom(entry.has_review_by(), entry.review_by(), "entry.review_by"));
  }
  return update;
}

absl::Status CheckPortraits(const v1::ProposeEntryRequest& request) {
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

void SetParts(const Entry& entry, v1::Entry& proto) {
  for (const Membership& membership : entry.lists) {
    proto.add_lists(ListName(membership.list));
    v1::Membership& one = *proto.add_memberships();
    one.set_list(ListName(membership.list));
    one.set_pending(membership.pending);
  }
  for (const ReferenceInfo& info : entry.references) {
    v1::Reference& reference = *proto.add_references();
    reference.set_name(ReferenceName(entry.id, info.id));
    *reference.mutable_quality() = ToProto(info.quality);
    reference.set_pending(info.pending);
    *reference.mutable_create_time() = ToTimestamp(info.create_time);
  }
  for (const EntryId absorbed : entry.absorbs) proto.add_absorbs(EntryName(absorbed));
}

void SetDetails(const EntryDetails& details, v1::Entry& proto) {
  proto.set_external_reference(details.external_reference);
  proto.set_display_name(details.display_name);
  for (const std::string& name : details.alias_names) proto.add_alias_names(name);
  for (const std::string& number : details.document_numbers) proto.add_document_numbers(number);
  if (details.valid_from) *proto.mutable_valid_from() = ToTimestamp(*details.valid_from);
  if (details.valid_until) *proto.mutable_valid_until() = ToTimestamp(*details.valid_until);
  *proto.mutable_review_by() = ToTimestamp(details.review_by);
}

}  // namespace

v1::Entry ToProto(const Entry& entry) {
  v1::Entry proto;
  proto.set_name(EntryName(entry.id));
  SetDetails(entry.details, proto);
  SetParts(entry, proto);
  proto.set_status(ToProto(entry.status));
  proto.set_status_reason(entry.status_reason);
  for (const std::string& proposer : entry.proposal.proposers) proto.add_proposers(proposer);
  for (const Approval& approval : entry.proposal.approvals) {
    v1::Approval& one = *proto.add_approvals();
    one.set_actor(approval.actor);
    *one.mutable_time() = ToTimestamp(approval.time);
  }
  proto.set_required_approvals(entry.required_approvals);
  if (entry.merged_into) proto.set_merged_into(EntryName(*entry.merged_into));
  proto.set_revision(entry.revision.value);
  *proto.mutable_create_time() = ToTimestamp(entry.create_time);
  *proto.mutable_update_time() = ToTimestamp(entry.update_time);
  return proto;
}

absl::StatusOr<NewEntry> NewEntryFrom(const v1::ProposeEntryRequest& request) {
  PORTCULLIS_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  PORTCULLIS_ASSIGN_OR_RETURN(
      EntryUpdate fields, UpdateFrom(request.entry(), FieldSet(kFields.begin(), kFields.end())));
  PORTCULLIS_RETURN_IF_ERROR(CheckPortraits(request));
  return NewEntry{.details = {.external_reference = *std::move(fields.external_reference),
                              .display_name = *std::move(fields.display_name),
                              .alias_names = *std::move(fields.alias_names),
                              .document_numbers = *std::move(fields.document_numbers),
                              .valid_from = *fields.valid_from,
                              .valid_until = *fields.valid_until,
                              .review_by = fields.review_by.value_or(absl::InfinitePast())},
                  .lists = *std::move(fields.lists),
                  .portraits = {request.portraits().begin(), request.portraits().end()},
                  .allow_duplicate = request.allow_duplicate()};
}

absl::StatusOr<EntryUpdate> EntryUpdateFrom(const v1::UpdateEntryRequest& request) {
  PORTCULLIS_ASSIGN_OR_RETURN(const FieldSet fields, FieldsOf(request.update_mask(), kFields));
  if (fields.contains("review_by") && !request.entry().has_review_by()) {
    return FieldInvalid("entry.review_by", "is missing");
  }
  return UpdateFrom(request.entry(), fields);
}

absl::StatusOr<EntryAdmin::Extension> ExtensionFrom(const v1::ExtendEntryRequest& request) {
  PORTCULLIS_RETURN_IF_ERROR(CheckReason(request.justification(), "justification"));
  if (!request.has_valid_until()) return FieldInvalid("valid_until", "is missing");
  EntryAdmin::Extension extension;
  PORTCULLIS_ASSIGN_OR_RETURN(extension.valid_until,
                              TimeFrom(request.valid_until(), "valid_until"));
  PORTCULLIS_ASSIGN_OR_RETURN(
      extension.review_by,
      OptionalTimeFrom(request.has_review_by(), request.review_by(), "review_by"));
  extension.justification = request.justification();
  return extension;
}

absl::Status CheckReason(const std::string& reason, std::string_view field) {
  return CheckRequiredText(reason, kMaxReasonBytes, field, TextForm::kProse);
}

absl::StatusOr<EntryStatus> EntryStatusFrom(v1::EntryStatus status, std::string_view field) {
  switch (status) {
    case v1::ENTRY_STATUS_PROPOSED: return EntryStatus::kProposed;
    case v1::ENTRY_STATUS_ACTIVE: return EntryStatus::kActive;
    case v1::ENTRY_STATUS_SUSPENDED: return EntryStatus::kSuspended;
    case v1::ENTRY_STATUS_EXPIRED: return EntryStatus::kExpired;
    case v1::ENTRY_STATUS_RETIRED: return EntryStatus::kRetired;
    default: return FieldInvalid(field, "has a status that no entry has");  // of the wire
  }
}

}  // namespace portcullis
