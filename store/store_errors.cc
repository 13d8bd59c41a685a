#include "store/store_errors.h"

#include "fmt/format.h"
#include "matcher/core/error_reason.h"

namespace portcullis {

absl::Status EntryIdTaken(EntryId entry) {
  return absl::InternalError(fmt::format("entry id {} was drawn twice", FormatEntryId(entry)));
}

absl::Status RequestIdReused(std::string_view request_id) {
  return MakeError(absl::StatusCode::kAlreadyExists, ErrorReason::kRequestIdReused,
                   fmt::format("request_id \"{}\" was used for another request", request_id));
}

absl::Status ResponseErased(EntryId entry) {
  return MakeError(absl::StatusCode::kNotFound, ErrorReason::kEntryNotFound,
                   fmt::format("this request was about entry {}, which has been erased since",
                               FormatEntryId(entry)));
}

absl::Status ModelMismatch(const ModelId& held, const ModelId& given) {
  return MakeError(absl::StatusCode::kFailedPrecondition, ErrorReason::kModelMismatch,
                   fmt::format("the store holds embeddings of {}, not of {}", held.ToString(),
                               given.ToString()));
}

absl::Status DataCorrupt(std::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss, ErrorReason::kDataCorrupt,
                   fmt::format("{} fails its integrity check", what));
}

}  // namespace portcullis
