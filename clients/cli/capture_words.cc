#include "clients/cli/capture_words.h"

#include <cmath>

#include "clients/cli/numbers.h"
#include "clients/cli/plain_text.h"
#include "fmt/format.h"

namespace portcullis::cli {
namespace {

std::string Unknown(const char* noun, int number) {
  return fmt::format("{} {}, unknown to this program", noun, number);
}

std::string CodingName(int coding) {
  switch (coding) {
    case v1::IMAGE_CODING_UNSPECIFIED: return "not told";
    case v1::IMAGE_CODING_JPEG: return "JPEG";
    case v1::IMAGE_CODING_PNG: return "PNG";
    case v1::IMAGE_CODING_JPEG2000: return "JPEG 2000";
    default: break;
  }
  return Unknown("coding", coding);
}

std::string RecordName(int kind) {
  switch (kind) {
    case v1::FACE_RECORD_KIND_UNSPECIFIED: return "a record of a kind that is not told";
    case v1::FACE_RECORD_KIND_ISO_19794_5: return "an ISO/IEC 19794-5:2005 record";
    case v1::FACE_RECORD_KIND_ISO_39794_5: return "an ISO/IEC 39794-5:2019 record";
    default: break;
  }
  return Unknown("a record of kind", kind);
}

std::string ImageTypeName(int type) {
  switch (type) {
    case v1::FACE_IMAGE_TYPE_UNSPECIFIED: return "not told";
    case v1::FACE_IMAGE_TYPE_BASIC: return "basic";
    case v1::FACE_IMAGE_TYPE_FULL_FRONTAL: return "full frontal";
    case v1::FACE_IMAGE_TYPE_TOKEN_FRONTAL: return "token frontal";
    case v1::FACE_IMAGE_TYPE_OTHER: return "other";
    default: break;
  }
  return Unknown("type", type);
}

std::string DescribePoints(const v1::FaceRecord& record) {
  constexpr int kMost = 6;
  std::string text;
  for (int i = 0; i < record.points_size() && i < kMost; ++i) {
    const v1::RecordPoint& point = record.points(i);
    text += fmt::format("{}{} at ({:.0f}, {:.0f})", i == 0 ? "" : ", ", PlainText(point.name()),
                        point.x(), point.y());
  }
  if (record.points_size() > kMost) {
    text += fmt::format(" and {} more", record.points_size() - kMost);
  }
  return text;
}

void AddRecordFacts(const v1::FaceRecord& record, std::vector<Fact>& facts) {
  if (record.image_type() != v1::FACE_IMAGE_TYPE_UNSPECIFIED) {
    facts.push_back({"image type", ImageTypeName(record.image_type())});
  }
  if (!record.capture_date().empty()) {
    facts.push_back({"captured", PlainText(record.capture_date()) + ", says the record"});
  }
  if (record.points_size() > 0) facts.push_back({"its points", DescribePoints(record)});
  if (record.images() > 1) {
    facts.push_back({"images", fmt::format("{}, the first is used", record.images())});
  }
}

std::string At(const v1::ImagePoint& point) {
  return fmt::format("({:.0f}, {:.0f})", point.x(), point.y());
}

}  // namespace

std::string DescribeReason(int reason) {
  switch (reason) {
    case v1::NO_DECISION_REASON_NO_FACE: return "no face was found in the image";
    case v1::NO_DECISION_REASON_SEVERAL_FACES: return "two or more faces of comparable size";
    case v1::NO_DECISION_REASON_LOW_QUALITY: return "the face is too small or too poor to compare";
    case v1::NO_DECISION_REASON_PARTIAL_COVERAGE: return "not everything could be searched";
    case v1::NO_DECISION_REASON_NOTHING_TO_SEARCH: return "the lists searched hold no entry";
    case v1::NO_DECISION_REASON_PAD_FAILED:
      return "a picture or a mask may have been shown instead of a face, or the evidence against "
             "that which the policy demands is missing";
    case v1::NO_DECISION_REASON_INCONSISTENT_FRAMES:
      return "the images do not seem to show one and the same person";
    default: break;
  }
  return Unknown("reason", reason);
}

std::string MeasureName(int measure) {
  switch (measure) {
    case v1::QUALITY_MEASURE_UNSPECIFIED: return "overall quality";
    case v1::QUALITY_MEASURE_HEAD_YAW: return "head yaw";
    case v1::QUALITY_MEASURE_HEAD_PITCH: return "head pitch";
    case v1::QUALITY_MEASURE_HEAD_ROLL: return "head roll";
    case v1::QUALITY_MEASURE_INTER_EYE_DISTANCE: return "inter-eye distance";
    case v1::QUALITY_MEASURE_SHARPNESS: return "sharpness";
    case v1::QUALITY_MEASURE_UNDER_EXPOSURE: return "under-exposure";
    case v1::QUALITY_MEASURE_OVER_EXPOSURE: return "over-exposure";
    case v1::QUALITY_MEASURE_ILLUMINATION_UNIFORMITY: return "illumination uniformity";
    case v1::QUALITY_MEASURE_DYNAMIC_RANGE: return "dynamic range";
    case v1::QUALITY_MEASURE_EYES_OPEN: return "eyes open";
    case v1::QUALITY_MEASURE_MOUTH_CLOSED: return "mouth closed";
    case v1::QUALITY_MEASURE_MARGINS: return "margins";
    case v1::QUALITY_MEASURE_BACKGROUND_UNIFORMITY: return "background uniformity";
    case v1::QUALITY_MEASURE_SINGLE_FACE: return "single face";
    case v1::QUALITY_MEASURE_FOREHEAD_VISIBLE: return "forehead visible";
    default: break;
  }
  return Unknown("measure", measure);
}

std::string FormatRaw(int measure, double raw) {
  switch (measure) {
    case v1::QUALITY_MEASURE_HEAD_YAW:
    case v1::QUALITY_MEASURE_HEAD_PITCH:
    case v1::QUALITY_MEASURE_HEAD_ROLL: return fmt::format("{:+.1f} degrees", raw);
    case v1::QUALITY_MEASURE_INTER_EYE_DISTANCE: return fmt::format("{:.0f} px", raw);
    case v1::QUALITY_MEASURE_UNDER_EXPOSURE:
    case v1::QUALITY_MEASURE_OVER_EXPOSURE: return fmt::format("{:.1f} %", 100 * raw);
    case v1::QUALITY_MEASURE_DYNAMIC_RANGE: return fmt::format("{:.1f} bits", raw);
    case v1::QUALITY_MEASURE_MARGINS: return fmt::format("{:.1f} eye dist.", raw);
    default: break;
  }
  return std::abs(raw) < 10 ? fmt::format("{:.2f}", raw) : fmt::format("{:.0f}", raw);
}

std::string DescribeShortfall(const v1::QualityShortfall& shortfall) {
  if (shortfall.measure() == v1::QUALITY_MEASURE_INTER_EYE_DISTANCE) {
    // Never rounded up: what is too little does not read as enough.
    return fmt::format("{} is {:.1f} px, at least {:g} px are needed",
                       MeasureName(shortfall.measure()), std::floor(10 * shortfall.value()) / 10,
                       shortfall.minimum());
  }
  return fmt::format("{} is {:.0f} of 100, at least {:.0f} is needed",
                     MeasureName(shortfall.measure()), std::floor(shortfall.value()),
                     std::ceil(shortfall.minimum()));
}

std::string DescribeProblem(const v1::FaceReport& face) {
  if (face.problem() == v1::NO_DECISION_REASON_UNSPECIFIED) return "";
  if (face.problem() != v1::NO_DECISION_REASON_LOW_QUALITY || face.shortfalls().empty()) {
    return DescribeReason(face.problem());
  }
  std::string text;
  for (const v1::QualityShortfall& shortfall : face.shortfalls()) {
    text += (text.empty() ? "" : "; ") + DescribeShortfall(shortfall);
  }
  return text;
}

std::string DescribeFile(const v1::ImageSource& source) {
  const std::string coding = CodingName(source.coding());
  if (!source.has_record()) return coding;
  return fmt::format("{} in {}{}", coding, RecordName(source.record().kind()),
                     source.record().cbeff() ? ", in CBEFF as a passport has it" : "");
}

std::vector<Fact> SourceFacts(const v1::ImageSource& source) {
  std::vector<Fact> facts = {{"file", DescribeFile(source)}};
  if (source.has_record()) AddRecordFacts(source.record(), facts);
  if (source.width_px() > 0) {
    facts.push_back({"image", fmt::format("{} x {} px", source.width_px(), source.height_px())});
  }
  if (source.turned_degrees() != 0) {
    facts.push_back({"turned", fmt::format("clockwise by {} degrees, where the face is surest",
                                           source.turned_degrees())});
  }
  return facts;
}

std::vector<Fact> FaceFacts(const v1::FaceReport& face) {
  std::vector<Fact> facts;
  if (face.has_box()) {
    const v1::FaceBox& box = face.box();
    facts.push_back({"face", fmt::format("{:.0f} x {:.0f} px at ({:.0f}, {:.0f})", box.width(),
                                         box.height(), box.left(), box.top())});
  }
  if (face.has_points()) {
    const v1::FacePoints& points = face.points();
    facts.push_back(
        {"eyes", fmt::format("right {}, left {}", At(points.right_eye()), At(points.left_eye()))});
    facts.push_back({"nose, mouth",
                     fmt::format("{}, right {}, left {}", At(points.nose_tip()),
                                 At(points.right_mouth_corner()), At(points.left_mouth_corner()))});
  }
  if (face.has_quality() && face.quality().inter_eye_distance_px() > 0) {
    facts.push_back(
        {"between eyes", fmt::format("{:.0f} px", face.quality().inter_eye_distance_px())});
  }
  if (face.has_bona_fide_score()) {
    facts.push_back({"attack check", DescribeBonaFide(face.bona_fide_score())});
  }
  return facts;
}

std::string DescribeBonaFide(double score) {
  return fmt::format(
      "{:.2f} of 1 for a person rather than a picture of one; error rates not measured", score);
}

}  // namespace portcullis::cli
