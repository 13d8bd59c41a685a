#include "matcher/vision/face_record/face_record.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/face_record/byte_cursor.h"
#include "matcher/vision/face_record/cbeff.h"
#include "matcher/vision/face_record/iso19794_record.h"
#include "matcher/vision/face_record/iso39794_record.h"

namespace portcullis {
namespace {

using Bytes = std::span<const std::uint8_t>;

absl::StatusOr<FaceRecord> ParseBareRecord(Bytes bytes) {
  if (StartsLikeIso19794Record(bytes)) return ParseIso19794Record(bytes);
  if (StartsLikeIso39794Record(bytes)) return ParseIso39794Record(bytes);
  return WrongField("record", 0, "is neither ISO/IEC 19794-5 nor ISO/IEC 39794-5");
}

absl::StatusOr<FaceRecord> ParseWrappedRecord(Bytes bytes) {
  PORTCULLIS_ASSIGN_OR_RETURN(const BiometricDataBlock block, UnwrapCbeff(bytes));
  absl::StatusOr<FaceRecord> record = ParseBareRecord(block.content);
  if (!record.ok()) {
    return WithContext(record.status(),
                       fmt::format("in the biometric data block at offset {}", block.offset));
  }
  record->facts.cbeff = true;
  record->facts.images += block.templates - 1;
  return record;
}

}  // namespace

bool StartsLikeFaceRecord(Bytes bytes) {
  return StartsLikeIso19794Record(bytes) || StartsLikeIso39794Record(bytes) ||
         StartsLikeCbeff(bytes);
}

absl::StatusOr<FaceRecord> ParseFaceRecord(Bytes bytes) {
  PORTCULLIS_ASSIGN_OR_RETURN(FaceRecord record, StartsLikeCbeff(bytes) ? ParseWrappedRecord(bytes)
                                                                        : ParseBareRecord(bytes));
  if (StartsLikeFaceRecord(record.image)) {
    return WrongField("image", static_cast<std::size_t>(record.image.data() - bytes.data()),
                      "is itself a face record");
  }
  return record;
}

}  // namespace portcullis
