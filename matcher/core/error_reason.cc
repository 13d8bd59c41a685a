#include "matcher/core/error_reason.h"

#include <array>
#include <string>

#include "absl/strings/cord.h"
#include "fmt/format.h"

namespace portcullis {
namespace {

constexpr char kPayloadUrl[] = "portcullis/error_reason";
constexpr char kRecordsUrl[] = "portcullis/records";
constexpr std::string_view kDetailUrl = "portcullis/detail/";

constexpr std::array kAllReasons = {
    ErrorReason::kImageUnreadable,   ErrorReason::kImageUnsupported,
    ErrorReason::kImageTooLarge,     ErrorReason::kImageTooManyPixels,
    ErrorReason::kTooManyImages,     ErrorReason::kDecoderUnavailable,
    ErrorReason::kImageMissing,      ErrorReason::kFieldInvalid,
    ErrorReason::kPageTokenInvalid,  ErrorReason::kListNotFound,
    ErrorReason::kListAlreadyExists, ErrorReason::kListNotEmpty,
    ErrorReason::kEntryNotFound,     ErrorReason::kPolicyNotFound,
    ErrorReason::kReferenceNotFound, ErrorReason::kStateInvalid,
    ErrorReason::kApprovalRequired,  ErrorReason::kSelfApprovalForbidden,
    ErrorReason::kTargetTooFine,     ErrorReason::kPossibleDuplicatePerson,
    ErrorReason::kReceiptInvalid,    ErrorReason::kSnapshotNotFound,
    ErrorReason::kSnapshotInvalid,   ErrorReason::kNoCohort,
    ErrorReason::kDataDirInUse,      ErrorReason::kPortraitRejected,
    ErrorReason::kRevisionConflict,  ErrorReason::kRequestIdReused,
    ErrorReason::kModelMismatch,     ErrorReason::kModelFileInvalid,
    ErrorReason::kNotCalibrated,     ErrorReason::kDataCorrupt,
    ErrorReason::kKeyInvalid,        ErrorReason::kStoreUnavailable,
    ErrorReason::kQueueFull,         ErrorReason::kShuttingDown,
    ErrorReason::kRoleRequired};

}  // namespace

std::string_view ErrorReasonName(ErrorReason reason) {
  switch (reason) {
    case ErrorReason::kImageUnreadable: return "IMAGE_UNREADABLE";
    case ErrorReason::kImageUnsupported: return "IMAGE_UNSUPPORTED";
    case ErrorReason::kImageTooLarge: return "IMAGE_TOO_LARGE";
    case ErrorReason::kImageTooManyPixels: return "IMAGE_TOO_MANY_PIXELS";
    case ErrorReason::kTooManyImages: return "TOO_MANY_IMAGES";
    case ErrorReason::kDecoderUnavailable: return "DECODER_UNAVAILABLE";
    case ErrorReason::kImageMissing: return "IMAGE_MISSING";
    case ErrorReason::kFieldInvalid: return "FIELD_INVALID";
    case ErrorReason::kPageTokenInvalid: return "PAGE_TOKEN_INVALID";
    case ErrorReason::kListNotFound: return "LIST_NOT_FOUND";
    case ErrorReason::kListAlreadyExists: return "LIST_ALREADY_EXISTS";
    case ErrorReason::kListNotEmpty: return "LIST_NOT_EMPTY";
    case ErrorReason::kEntryNotFound: return "ENTRY_NOT_FOUND";
    case ErrorReason::kPolicyNotFound: return "POLICY_NOT_FOUND";
    case ErrorReason::kReferenceNotFound: return "REFERENCE_NOT_FOUND";
    case ErrorReason::kStateInvalid: return "STATE_INVALID";
    case ErrorReason::kApprovalRequired: return "APPROVAL_REQUIRED";
    case ErrorReason::kSelfApprovalForbidden: return "SELF_APPROVAL_FORBIDDEN";
    case ErrorReason::kTargetTooFine: return "TARGET_TOO_FINE";
    case ErrorReason::kPossibleDuplicatePerson: return "POSSIBLE_DUPLICATE_PERSON";
    case ErrorReason::kReceiptInvalid: return "RECEIPT_INVALID";
    case ErrorReason::kSnapshotNotFound: return "SNAPSHOT_NOT_FOUND";
    case ErrorReason::kSnapshotInvalid: return "SNAPSHOT_INVALID";
    case ErrorReason::kNoCohort: return "NO_COHORT";
    case ErrorReason::kDataDirInUse: return "DATA_DIR_IN_USE";
    case ErrorReason::kPortraitRejected: return "PORTRAIT_REJECTED";
    case ErrorReason::kRevisionConflict: return "REVISION_CONFLICT";
    case ErrorReason::kRequestIdReused: return "REQUEST_ID_REUSED";
    case ErrorReason::kModelMismatch: return "MODEL_MISMATCH";
    case ErrorReason::kModelFileInvalid: return "MODEL_FILE_INVALID";
    case ErrorReason::kNotCalibrated: return "NOT_CALIBRATED";
    case ErrorReason::kDataCorrupt: return "DATA_CORRUPT";
    case ErrorReason::kKeyInvalid: return "KEY_INVALID";
    case ErrorReason::kStoreUnavailable: return "STORE_UNAVAILABLE";
    case ErrorReason::kQueueFull: return "QUEUE_FULL";
    case ErrorReason::kShuttingDown: return "SHUTTING_DOWN";
    case ErrorReason::kRoleRequired: return "ROLE_REQUIRED";
  }
  return "";
}

absl::Status MakeError(absl::StatusCode code, ErrorReason reason, std::string_view message) {
  absl::Status status(code, absl::string_view(message.data(), message.size()));
  const std::string_view name = ErrorReasonName(reason);
  status.SetPayload(kPayloadUrl, absl::Cord(absl::string_view(name.data(), name.size())));
  return status;
}

std::optional<ErrorReason> ErrorReasonOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayloadUrl);
  if (!payload) return std::nullopt;
  const std::string name(*payload);
  for (const ErrorReason reason : kAllReasons) {
    if (ErrorReasonName(reason) == name) return reason;
  }
  return std::nullopt;
}

absl::Status WithRecords(absl::Status status, std::string_view names) {
  status.SetPayload(kRecordsUrl, absl::Cord(absl::string_view(names.data(), names.size())));
  return status;
}

std::string RecordsOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kRecordsUrl);
  return payload ? std::string(*payload) : std::string();
}

absl::Status WithDetail(absl::Status status, std::string_view key, std::string_view value) {
  status.SetPayload(fmt::format("{}{}", kDetailUrl, key),
                    absl::Cord(absl::string_view(value.data(), value.size())));
  return status;
}

std::map<std::string, std::string> DetailsOf(const absl::Status& status) {
  std::map<std::string, std::string> details;
  status.ForEachPayload([&details](absl::string_view url, const absl::Cord& payload) {
    const std::string_view text(url.data(), url.size());
    if (!text.starts_with(kDetailUrl)) return;
    details[std::string(text.substr(kDetailUrl.size()))] = std::string(payload);
  });
  return details;
}

absl::Status WithContext(const absl::Status& status, std::string_view context) {
  if (status.ok()) return status;
  const absl::string_view old = status.message();
  absl::Status result(status.code(),
                      fmt::format("{}: {}", context, std::string_view(old.data(), old.size())));
  status.ForEachPayload([&result](absl::string_view url, const absl::Cord& payload) {
    result.SetPayload(url, payload);
  });
  return result;
}

}  // namespace portcullis
