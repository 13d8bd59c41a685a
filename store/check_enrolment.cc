#include "store/check_enrolment.h"

#include "fmt/format.h"
#include "store/store_errors.h"

namespace portcullis {

absl::Status CheckEnrolment(const EnrollEntryChange& change, const ModelId& held) {
  if (change.entry.lists.empty() || change.faces.empty()) {
    return absl::InternalError(fmt::format("entry {} has no list or no face to be found by",
                                           FormatEntryId(change.entry.id)));
  }
  for (const EnrolledFace& face : change.faces) {
    if (face.embedding.model() != held) return ModelMismatch(held, face.embedding.model());
  }
  return absl::OkStatus();
}

}  // namespace portcullis
