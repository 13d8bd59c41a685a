#include "server/list_conversions.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "server/field_checks.h"
#include "server/resource_names.h"
#include "server/timestamps.h"
#include "server/update_mask.h"

namespace portcullis {
namespace {

struct TextField {
  std::string_view name;
  std::size_t max_bytes;
  TextForm form;
  bool required;
  const std::string& (v1::WatchList::*value)() const;
  std::optional<std::string> ListUpdate::*update;
};

const std::array<TextField, 5> kTextFields = {{
    {"display_name", 200, TextForm::kLine, true, &v1::WatchList::display_name,
     &ListUpdate::display_name},
    {"owner", 1000, TextForm::kLine, false, &v1::WatchList::owner, &ListUpdate::owner},
    {"purpose", 1000, TextForm::kLine, false, &v1::WatchList::purpose, &ListUpdate::purpose},
    {"legal_basis", 1000, TextForm::kLine, false, &v1::WatchList::legal_basis,
     &ListUpdate::legal_basis},
    {"officer_instructions", 4000, TextForm::kProse, false, &v1::WatchList::officer_instructions,
     &ListUpdate::officer_instructions},
}};

struct NumberField {
  std::string_view name;
  int if_zero;
  std::int32_t (v1::WatchList::*value)() const;
  std::optional<int> ListUpdate::*update;
};

const std::array<NumberField, 3> kNumberFields = {{
    {"retention_days", 0, &v1::WatchList::retention_days, &ListUpdate::retention_days},
    {"required_approvals", 1, &v1::WatchList::required_approvals, &ListUpdate::required_approvals},
    {"required_verdicts", 1, &v1::WatchList::required_verdicts, &ListUpdate::required_verdicts},
}};

constexpr std::string_view kSeverityField = "severity";

constexpr std::array<std::string_view, 9> kFields = {"display_name",     "owner",
                                                     "purpose",          "legal_basis",
                                                     kSeverityField,     "officer_instructions",
                                                     "retention_days",   "required_approvals",
                                                     "required_verdicts"};

v1::Severity ToProto(Severity severity) {
  switch (severity) {
    case Severity::kLow: return v1::SEVERITY_LOW;
    case Severity::kMedium: return v1::SEVERITY_MEDIUM;
    case Severity::kHigh: return v1::SEVERITY_HIGH;
    case Severity::kCritical: return v1::SEVERITY_CRITICAL;
  }
  return v1::SEVERITY_UNSPECIFIED;
}

absl::StatusOr<Severity> SeverityFrom(v1::Severity severity) {
  switch (severity) {
    case v1::SEVERITY_UNSPECIFIED:
    case v1::SEVERITY_MEDIUM: return Severity::kMedium;
    case v1::SEVERITY_LOW: return Severity::kLow;
    case v1::SEVERITY_HIGH: return Severity::kHigh;
    case v1::SEVERITY_CRITICAL: return Severity::kCritical;
    default: return FieldInvalid("list.severity", "is none of the severities");  // of the wire
  }
}

absl::StatusOr<ListUpdate> UpdateFrom(const v1::WatchList& list, const FieldSet& fields) {
  ListUpdate update;
  for (const TextField& field : kTextFields) {
    if (!fields.contains(field.name)) continue;
    const std::string& value = (list.*field.value)();
    const std::string name = fmt::format("list.{}", field.name);
    PORTCULLIS_RETURN_IF_ERROR(field.required
                                   ? CheckRequiredText(value, field.max_bytes, name, field.form)
                                   : CheckOptionalText(value, field.max_bytes, name, field.form));
    update.*field.update = value;
  }
  for (const NumberField& field : kNumberFields) {
    if (!fields.contains(field.name)) continue;
    const std::int32_t value = (list.*field.value)();
    update.*field.update = value == 0 ? field.if_zero : value;
  }
  if (fields.contains(kSeverityField)) {
    PORTCULLIS_ASSIGN_OR_RETURN(update.severity, SeverityFrom(list.severity()));
  }
  return update;
}

}  // namespace

v1::WatchList ToProto(const WatchList& list) {
  v1::WatchList proto;
  proto.set_name(ListName(list.id));
  proto.set_display_name(list.display_name);
  proto.set_owner(list.owner);
  proto.set_purpose(list.purpose);
  proto.set_legal_basis(list.legal_basis);
  proto.set_severity(ToProto(list.severity));
  proto.set_officer_instructions(list.officer_instructions);
  proto.set_retention_days(list.retention_days);
  proto.set_required_approvals(list.required_approvals);
  proto.set_required_verdicts(list.required_verdicts);
  proto.set_revision(list.revision.value);
  *proto.mutable_create_time() = ToTimestamp(list.create_time);
  *proto.mutable_update_time() = ToTimestamp(list.update_time);
  return proto;
}

absl::StatusOr<WatchList> ListFrom(const v1::CreateListRequest& request) {
  PORTCULLIS_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  PORTCULLIS_ASSIGN_OR_RETURN(ListUpdate fields,
                              UpdateFrom(request.list(), FieldSet(kFields.begin(), kFields.end())));
  return WatchList{.id = ListId{request.list_id()},
                   .display_name = *std::move(fields.display_name),
                   .owner = *std::move(fields.owner),
                   .purpose = *std::move(fields.purpose),
                   .legal_basis = *std::move(fields.legal_basis),
                   .severity = *fields.severity,
                   .officer_instructions = *std::move(fields.officer_instructions),
                   .retention_days = *fields.retention_days,
                   .required_approvals = *fields.required_approvals,
                   .required_verdicts = *fields.required_verdicts};
}

absl::StatusOr<ListUpdate> ListUpdateFrom(const v1::UpdateListRequest& request) {
  PORTCULLIS_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  PORTCULLIS_ASSIGN_OR_RETURN(const FieldSet fields, FieldsOf(request.update_mask(), kFields));
  return UpdateFrom(request.list(), fields);
}

}  // namespace portcullis
