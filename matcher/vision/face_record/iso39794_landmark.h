// One point of a face as ISO/IEC 39794-5 writes it.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "matcher/core/image_source.h"
#include "matcher/vision/face_record/der_reader.h"

namespace portcullis {

/// landmark: A0 kind { A0 base { A0 MPEG-4 point { 80 code } or A1 anthropometric { A0 base { A0
/// name
///   { 80 code } or A1 point name { 80 code } or A2 point id { 80 code } } } } }, A1 coordinates {
///   A0 base { A0 plane { 80 x, 81 y } } }
///
/// The name is the one that the code stands for: "3.8" for an MPEG-4 point, "pronasale" or
/// "cheilion left" for a name, "prn" for a point id, "point 3.8" for a point name, which is a
/// number of another list than MPEG-4's. None for landmarks without plane coordinates and for codes
/// of later editions. IMAGE_UNREADABLE where a field is malformed.
absl::StatusOr<std::optional<RecordPoint>> ReadIso39794Landmark(const DerElement& landmark);

}  // namespace portcullis
