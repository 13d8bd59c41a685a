#include "server/entry_handlers.h"

#include <cstdint>
#include <optional>
#include <string>

#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "server/entry_conversions.h"
#include "server/field_checks.h"
#include "server/mutations.h"
#include "server/resource_names.h"

namespace portcullis {
namespace {

template <typename Response>
EntryResponse AnswerAs() {
  return [](const Entry& entry) {
    Response response;
    *response.mutable_entry() = ToProto(entry);
    return response.SerializeAsString();
  };
}

absl::StatusOr<EntryTarget> TargetOf(const std::string& name, std::string_view field,
                                     std::int64_t expected_revision,
                                     std::string_view revision_field = "expected_revision") {
  EntryTarget target;
  PORTCULLIS_ASSIGN_OR_RETURN(target.entry, ParseEntryName(name, field));
  PORTCULLIS_ASSIGN_OR_RETURN(target.expected, ExpectedRevision(expected_revision, revision_field));
  return target;
}

template <typename Request>
absl::StatusOr<EntryTarget> TargetOf(const Request& request) {
  PORTCULLIS_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  return TargetOf(request.name(), "name", request.expected_revision());
}

/// For consent to, or refusal of, what somebody has seen.
template <typename Request>
absl::StatusOr<EntryTarget> SeenTargetOf(const Request& request) {
  PORTCULLIS_ASSIGN_OR_RETURN(EntryTarget target, TargetOf(request));
  if (!target.expected) return FieldInvalid("expected_revision", "is missing");
  return target;
}

}  // namespace

absl::Status EntryHandlers::Propose(const Rpc& rpc, const v1::ProposeEntryRequest& request,
                                    const Encoding& encoding, v1::ProposeEntryResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const NewEntry entry, NewEntryFrom(request));
  return AnswerWith(admin_.Propose(ContextOf(rpc, kProposeEntryMethod, request), entry, encoding,
                                   AnswerAs<v1::ProposeEntryResponse>()),
                    response);
}

absl::Status EntryHandlers::Approve(const Rpc& rpc, const v1::ApproveEntryRequest& request,
                                    v1::ApproveEntryResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const EntryTarget target, SeenTargetOf(request));
  return AnswerWith(
      admin_.Approve(ContextOf(rpc, request), target, AnswerAs<v1::ApproveEntryResponse>()),
      response);
}

absl::Status EntryHandlers::Reject(const Rpc& rpc, const v1::RejectEntryRequest& request,
                                   v1::RejectEntryResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const EntryTarget target, SeenTargetOf(request));
  PORTCULLIS_RETURN_IF_ERROR(CheckReason(request.reason(), "reason"));
  return AnswerWith(admin_.Reject(ContextOf(rpc, request), target, request.reason(),
                                  AnswerAs<v1::RejectEntryResponse>()),
                    response);
}

absl::Status EntryHandlers::Update(const Rpc& rpc, const v1::UpdateEntryRequest& request,
                                   v1::UpdateEntryResponse& response) {
  PORTCULLIS_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  PORTCULLIS_ASSIGN_OR_RETURN(
      const EntryTarget target,
      TargetOf(request.entry().name(), "entry.name", request.expected_revision()));
  PORTCULLIS_ASSIGN_OR_RETURN(const EntryUpdate update, EntryUpdateFrom(request));
  return AnswerWith(
      admin_.Update(ContextOf(rpc, request), target, update, AnswerAs<v1::UpdateEntryResponse>()),
      response);
}

absl::Status EntryHandlers::Suspend(const Rpc& rpc, const v1::SuspendEntryRequest& request,
                                    v1::SuspendEntryResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const EntryTarget target, TargetOf(request));
  PORTCULLIS_RETURN_IF_ERROR(CheckReason(request.reason(), "reason"));
  return AnswerWith(admin_.Suspend(ContextOf(rpc, request), target, request.reason(),
                                   AnswerAs<v1::SuspendEntryResponse>()),
                    response);
}

absl::Status EntryHandlers::Reinstate(const Rpc& rpc, const v1::ReinstateEntryRequest& request,
                                      v1::ReinstateEntryResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const EntryTarget target, TargetOf(request));
  PORTCULLIS_RETURN_IF_ERROR(CheckReason(request.reason(), "reason"));
  return AnswerWith(admin_.Reinstate(ContextOf(rpc, request), target, request.reason(),
                                     AnswerAs<v1::ReinstateEntryResponse>()),
                    response);
}

absl::Status EntryHandlers::Extend(const Rpc& rpc, const v1::ExtendEntryRequest& request,
                                   v1::ExtendEntryResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const EntryTarget target, TargetOf(request));
  PORTCULLIS_ASSIGN_OR_RETURN(const EntryAdmin::Extension extension, ExtensionFrom(request));
  return AnswerWith(admin_.Extend(ContextOf(rpc, request), target, extension,
                                  AnswerAs<v1::ExtendEntryResponse>()),
                    response);
}

absl::Status EntryHandlers::Retire(const Rpc& rpc, const v1::RetireEntryRequest& request,
                                   v1::RetireEntryResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const EntryTarget target, TargetOf(request));
  PORTCULLIS_RETURN_IF_ERROR(CheckReason(request.reason(), "reason"));
  return AnswerWith(admin_.Retire(ContextOf(rpc, request), target, request.reason(),
                                  AnswerAs<v1::RetireEntryResponse>()),
                    response);
}

absl::Status EntryHandlers::Merge(const Rpc& rpc, const v1::MergeEntriesRequest& request,
                                  v1::MergeEntriesResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const EntryTarget target, TargetOf(request));
  PORTCULLIS_ASSIGN_OR_RETURN(const EntryTarget merged, TargetOf(request.merged(), "merged",
                                                                 request.merged_expected_revision(),
                                                                 "merged_expected_revision"));
  return AnswerWith(
      admin_.Merge(ContextOf(rpc, request), target, merged, AnswerAs<v1::MergeEntriesResponse>()),
      response);
}

absl::Status EntryHandlers::AddReference(const Rpc& rpc, const v1::AddReferenceRequest& request,
                                         const Encoding& encoding,
                                         v1::AddReferenceResponse& response) {
  PORTCULLIS_ASSIGN_OR_RETURN(const EntryTarget target, TargetOf(request));
  if (request.portrait().empty()) {
    return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kImageMissing,
                     "portrait is empty");
  }
  const EntryAdmin::NewReference reference{.portrait = request.portrait(),
                                           .allow_duplicate = request.allow_duplicate()};
  return AnswerWith(admin_.AddReference(ContextOf(rpc, request), target, reference, encoding,
                                        AnswerAs<v1::AddReferenceResponse>()),
                    response);
}

absl::Status EntryHandlers::RemoveReference(const Rpc& rpc,
                                            const v1::RemoveReferenceRequest& request,
                                            v1::RemoveReferenceResponse& response) {
  PORTCULLIS_RETURN_IF_ERROR(CheckRequestId(request.request_id()));
  PORTCULLIS_ASSIGN_OR_RETURN(const EntryReference name,
                              ParseReferenceName(request.name(), "name"));
  EntryTarget target{.entry = name.entry};
  PORTCULLIS_ASSIGN_OR_RETURN(target.expected, ExpectedRevision(request.expected_revision()));
  return AnswerWith(admin_.RemoveReference(ContextOf(rpc, request), target, name.reference,
                                           AnswerAs<v1::RemoveReferenceResponse>()),
                    response);
}

}  // namespace portcullis
