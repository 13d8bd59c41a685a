// The face image data block of ISO/IEC 39794-5:2019, which passports hold from 2026 on.
#pragma once

#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "matcher/vision/face_record/face_record.h"

namespace portcullis {

/// Tag 65 (application 5) around a version block (A0).
bool StartsLikeIso39794Record(std::span<const std::uint8_t> bytes);

/// Reads, of the ASN.1 module of ISO/IEC 39794-5 in DER (tag numbers as in the comments of JMRTD's
/// classes FaceImageDataBlock, FaceImageRepresentationBlock, FaceImageRepresentation2DBlock,
/// FaceImageInformation2DBlock and FaceImageLandmarkKind, and of gmrtd's package iso39794; a CHOICE
/// has its own tag inside that of its field):
///
///   65 { A0 version { 80 generation, 81 year }, A1 representations { 30 representation ... } }
///   representation: 80 id, A1 image { A0 base { A0 two-dimensional image } }, A2 capture date { 80
///     year, 81 month, 82 day, ... }, A9 landmarks { 30 landmark ... } (see iso39794_landmark.h)
///   two-dimensional image: 80 image data, A1 information { A0 coding, A1 kind }
///
/// Kept are the capture date, the landmarks that have a known name and plane coordinates, and the
/// kind: 0 (MRTD, the portrait of a travel document) as kFullFrontal, 1 (general purpose) as
/// kBasic, the kinds of ISO/IEC 19794-5 that they follow. Whatever else there is, extensions of
/// later editions included, is skipped. Zero bytes may follow the record. IMAGE_UNREADABLE with the
/// field and offset that is wrong: also for a generation before 3, no or more than 16
/// representations.
absl::StatusOr<FaceRecord> ParseIso39794Record(std::span<const std::uint8_t> bytes);

}  // namespace portcullis
