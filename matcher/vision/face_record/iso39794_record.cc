#include "matcher/vision/face_record/iso39794_record.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/face_record/der_reader.h"
#include "matcher/vision/face_record/iso39794_landmark.h"

namespace portcullis {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint32_t kFaceImageDataBlock = 0x65;
constexpr std::uint32_t kVersionBlock = 0xA0;
constexpr std::uint32_t kSequence = 0x30;
constexpr int kFirstGeneration = 3;  // of the standards that are extensible; 1 and 2 are 19794

absl::Status CheckVersion(const DerFields& record) {
  PORTCULLIS_ASSIGN_OR_RETURN(const DerElement block, record.Get(kVersionBlock, "version"));
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields version, DerFields::Read(block, "version"));
  PORTCULLIS_ASSIGN_OR_RETURN(const DerElement field, version.Get(0x80, "generation"));
  PORTCULLIS_ASSIGN_OR_RETURN(const int generation, DerNumber(field, "generation"));
  if (generation >= kFirstGeneration) return absl::OkStatus();
  return WrongField("generation", field.offset, fmt::format("is {}, not 3 or more", generation));
}

/// The parts of `element`, each a SEQUENCE.
absl::StatusOr<DerFields> ReadSequences(const DerElement& element, std::string_view field,
                                        std::size_t limit) {
  PORTCULLIS_ASSIGN_OR_RETURN(DerFields parts, DerFields::Read(element, field));
  if (parts.all().size() > limit) {
    return WrongField(field, element.offset,
                      fmt::format("are {}, limit is {}", parts.all().size(), limit));
  }
  for (const DerElement& part : parts.all()) {
    if (part.tag == kSequence) continue;
    return WrongField(field, part.offset, fmt::format("hold an element {:X}, not 30", part.tag));
  }
  return parts;
}

absl::StatusOr<std::optional<int>> ReadOptionalNumber(const DerFields& fields, std::uint32_t tag,
                                                      std::string_view field, int max) {
  const DerElement* element = fields.Find(tag);
  if (element == nullptr) return std::nullopt;
  PORTCULLIS_ASSIGN_OR_RETURN(const int value, DerNumber(*element, field));
  if (value >= 1 && value <= max) return value;
  return WrongField(field, element->offset, fmt::format("is {}, not 1 to {}", value, max));
}

absl::StatusOr<CaptureDate> ReadCaptureDate(const DerElement& element) {
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields fields, DerFields::Read(element, "capture date"));
  CaptureDate date;
  PORTCULLIS_ASSIGN_OR_RETURN(const std::optional<int> year,
                              ReadOptionalNumber(fields, 0x80, "capture year", 9999));
  if (!year) return WrongField("capture year", element.offset, "is missing");
  date.year = *year;
  PORTCULLIS_ASSIGN_OR_RETURN(date.month, ReadOptionalNumber(fields, 0x81, "capture month", 12));
  if (!date.month) return date;
  PORTCULLIS_ASSIGN_OR_RETURN(date.day, ReadOptionalNumber(fields, 0x82, "capture day", 31));
  return date;
}

absl::StatusOr<std::vector<RecordPoint>> ReadPoints(const DerElement& element) {
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields landmarks,
                              ReadSequences(element, "landmarks", kMaxRecordPoints));
  std::vector<RecordPoint> points;
  for (const DerElement& landmark : landmarks.all()) {
    PORTCULLIS_ASSIGN_OR_RETURN(std::optional<RecordPoint> point, ReadIso39794Landmark(landmark));
    if (point) points.push_back(*std::move(point));
  }
  return points;
}

absl::StatusOr<FaceImageType> ReadImageType(const DerFields& information) {
  const DerElement* kind = information.Find(0xA1);
  if (kind == nullptr) return FaceImageType::kUnspecified;
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields choice, DerFields::Read(*kind, "face image kind"));
  const DerElement* code_field = choice.Find(0x80);
  if (code_field == nullptr) return FaceImageType::kOther;
  PORTCULLIS_ASSIGN_OR_RETURN(const int code, DerNumber(*code_field, "face image kind"));
  constexpr int kTravelDocument = 0;
  constexpr int kGeneralPurpose = 1;
  if (code == kTravelDocument) return FaceImageType::kFullFrontal;
  if (code == kGeneralPurpose) return FaceImageType::kBasic;
  return FaceImageType::kOther;
}

absl::StatusOr<FaceRecord> ReadImage(const DerElement& image_field) {
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields image, DerFields::Read(image_field, "image"));
  PORTCULLIS_ASSIGN_OR_RETURN(const DerElement base_field, image.Get(0xA0, "image"));
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields base, DerFields::Read(base_field, "image"));
  PORTCULLIS_ASSIGN_OR_RETURN(const DerElement plane_field,
                              base.Get(0xA0, "two-dimensional image"));
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields plane,
                              DerFields::Read(plane_field, "two-dimensional image"));
  PORTCULLIS_ASSIGN_OR_RETURN(const DerElement data, plane.Get(0x80, "image data"));
  if (data.content.empty()) return WrongField("image data", data.offset, "is empty");
  PORTCULLIS_ASSIGN_OR_RETURN(const DerElement information_field,
                              plane.Get(0xA1, "image information"));
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields information,
                              DerFields::Read(information_field, "image information"));
  FaceRecord record;
  record.image = data.content;
  record.facts.kind = FaceRecordKind::kIso39794_5;
  PORTCULLIS_ASSIGN_OR_RETURN(record.facts.image_type, ReadImageType(information));
  return record;
}

absl::StatusOr<FaceRecord> ReadRepresentation(const DerElement& element) {
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields fields, DerFields::Read(element, "representation"));
  PORTCULLIS_ASSIGN_OR_RETURN(const DerElement image, fields.Get(0xA1, "image"));
  PORTCULLIS_ASSIGN_OR_RETURN(FaceRecord record, ReadImage(image));
  if (const DerElement* date = fields.Find(0xA2)) {
    PORTCULLIS_ASSIGN_OR_RETURN(record.facts.capture_date, ReadCaptureDate(*date));
  }
  if (const DerElement* landmarks = fields.Find(0xA9)) {
    PORTCULLIS_ASSIGN_OR_RETURN(record.facts.points, ReadPoints(*landmarks));
  }
  return record;
}

}  // namespace

bool StartsLikeIso39794Record(Bytes bytes) {
  // 65 is also the letter e: what is inside decides.
  constexpr std::uint8_t kMoreFollows = 0x80;
  ByteCursor cursor(bytes);
  const auto tag = cursor.U8("tag");
  const auto length = cursor.U8("length");
  if (!tag.ok() || !length.ok() || *tag != kFaceImageDataBlock) return false;
  if (*length >= kMoreFollows && !cursor.Take(*length & 0x7FU, "length").ok()) return false;
  const auto inner = cursor.U8("tag");
  return inner.ok() && *inner == kVersionBlock;
}

absl::StatusOr<FaceRecord> ParseIso39794Record(Bytes bytes) {
  ByteCursor file(bytes);
  PORTCULLIS_ASSIGN_OR_RETURN(const DerElement block,
                              ReadDerElement(file, "face image data block"));
  PORTCULLIS_RETURN_IF_ERROR(CheckPadding(file));
  if (block.tag != kFaceImageDataBlock) {
    return WrongField("face image data block", 0, fmt::format("has tag {:X}, not 65", block.tag));
  }
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields record,
                              DerFields::Read(block, "face image data block"));
  PORTCULLIS_RETURN_IF_ERROR(CheckVersion(record));
  PORTCULLIS_ASSIGN_OR_RETURN(const DerElement blocks, record.Get(0xA1, "representations"));
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields representations,
                              ReadSequences(blocks, "representations", kMaxRecordImages));
  PORTCULLIS_ASSIGN_OR_RETURN(const DerElement first,
                              representations.Get(kSequence, "representation"));
  PORTCULLIS_ASSIGN_OR_RETURN(FaceRecord read, ReadRepresentation(first));
  read.facts.images = static_cast<int>(representations.all().size());
  return read;
}

}  // namespace portcullis
