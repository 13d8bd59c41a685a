// The facial record of ISO/IEC 19794-5:2005, which most passports hold.
#pragma once

#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "matcher/vision/face_record/face_record.h"

namespace portcullis {

/// "FAC" and a zero byte.
bool StartsLikeIso19794Record(std::span<const std::uint8_t> bytes);

/// Layout, all numbers big-endian (sizes in bytes; clause 5 of the standard, which JMRTD's classes
/// FaceInfo and FaceImageInfo read in the same way):
///
///   record header      14: "FAC\0", "010\0", length of the record 4, images 2
///   then, per image
///   face information   20: length of this image's block 4, feature points 2, sex 1, eyes 1, hair
///   1,
///                          features 3, expression 2, pose 3, uncertainty of the pose 3
///   feature point       8: type 1, code 1 (two digits of 4 bits), x 2, y 2, reserved 2
///   image information  12: image type 1, coding 1, width 2, height 2, colour space 1, source 1,
///                          device 2, quality 2
///   image data             the rest of the block
///
/// What it says of sex, eyes, hair, features and expression is not read. Its width, height and
/// coding are not believed: the image has its own. Kept are the image type (clause 5.7.1: 0 basic,
/// 1 full frontal, 2 token frontal) and the two-dimensional MPEG-4 feature points (type 1). Zero
/// bytes may follow the record. IMAGE_UNREADABLE with the field and offset that is wrong: also for
/// another version, lengths that do not add up, no image, more than 16 images, more than 255
/// points.
absl::StatusOr<FaceRecord> ParseIso19794Record(std::span<const std::uint8_t> bytes);

}  // namespace portcullis
