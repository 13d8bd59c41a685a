// The closed list of reasons that an error can carry to a client.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace portcullis {

/// Why a call failed. The wire form is the name in upper case (google.rpc.ErrorInfo.reason).
/// Biometric results such as "no face" are answers and do not appear here.
enum class ErrorReason {
  kImageUnreadable,     // not decodable: truncated, corrupt, or not an image at all
  kImageUnsupported,    // a valid image of a kind that is refused: CMYK, animated, other formats
  kImageTooLarge,       // more bytes than the limit
  kImageTooManyPixels,  // side, area or scans times pixels over the limit, by the header
  kTooManyImages,       // more images in one call than the limit
  kDecoderUnavailable,  // images cannot be decoded now, whatever they are
  kImageMissing,        // a call that needs an image has none
  kFieldInvalid,        // a request field is malformed or out of range
  kPageTokenInvalid,    // not a page token of this server for this query
  kListNotFound,
  kListAlreadyExists,
  kListNotEmpty,
  kEntryNotFound,
  kPolicyNotFound,
  kReferenceNotFound,
  kStateInvalid,             // the record is in a state that does not allow the act
  kApprovalRequired,         // the act is for approved entries, and this one is only proposed
  kSelfApprovalForbidden,    // whoever proposes does not approve
  kTargetTooFine,            // a policy asks for a rarer error than was measured
  kPossibleDuplicatePerson,  // a face that is enrolled matches another entry
  kReceiptInvalid,           // not an erasure receipt of this server
  kSnapshotNotFound,
  kSnapshotInvalid,   // a snapshot with a missing, altered or foreign part
  kNoCohort,          // no cohort model for the model in use
  kDataDirInUse,      // another process works on the data folder
  kPortraitRejected,  // an enrolment portrait in which no single good face was found
  kRevisionConflict,  // expected_revision is not the current revision
  kRequestIdReused,   // request_id seen before with another request body
  kModelMismatch,     // data made by another model than the one in use
  kModelFileInvalid,  // a model file is missing, altered or of another kind
  kNotCalibrated,     // no calibration table for the model in use
  kDataCorrupt,       // stored data fails its integrity check
  kKeyInvalid,        // the sealing key is missing, malformed, or not the one that sealed the data
  kStoreUnavailable,  // the store cannot be read or written now
  kQueueFull,         // overload: retry after the delay in RetryInfo
  kShuttingDown,
  kRoleRequired,  // the caller's certificate lacks the role that the method demands
};

/// "IMAGE_UNREADABLE" and so on.
std::string_view ErrorReasonName(ErrorReason reason);

/// A status that carries `reason`. `message` is lower case, without a full stop, and says what, the
/// offending value and the limit; never an image, a name or an embedding.
absl::Status MakeError(absl::StatusCode code, ErrorReason reason, std::string_view message);

/// The reason that MakeError put in; none for other statuses.
std::optional<ErrorReason> ErrorReasonOf(const absl::Status& status);

/// The same status, naming the records that it is about ("entries/a,entries/b"): clients get them
/// in the metadata of ErrorInfo as "records".
absl::Status WithRecords(absl::Status status, std::string_view names);
std::string RecordsOf(const absl::Status& status);

/// The same status with a fact in a form that programs read. Clients get it in the metadata of
/// ErrorInfo under `key`, lower case with underscores; a second value for a key replaces the first.
absl::Status WithDetail(absl::Status status, std::string_view key, std::string_view value);
std::map<std::string, std::string> DetailsOf(const absl::Status& status);

/// The same status with "`context`: " before its message. Keeps code and reason.
absl::Status WithContext(const absl::Status& status, std::string_view context);

}  // namespace portcullis
