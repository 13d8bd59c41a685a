#include "server/capture_conversions.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "server/field_checks.h"
#include "server/policy_conversions.h"

namespace portcullis {
namespace {

constexpr std::size_t kMaxSubsystemCharacters = 100;

v1::ImageCoding ToProto(ImageCoding coding) {
  switch (coding) {
    case ImageCoding::kJpeg: return v1::IMAGE_CODING_JPEG;
    case ImageCoding::kPng: return v1::IMAGE_CODING_PNG;
    case ImageCoding::kJpeg2000: return v1::IMAGE_CODING_JPEG2000;
  }
  return v1::IMAGE_CODING_UNSPECIFIED;
}

v1::FaceRecordKind ToProto(FaceRecordKind kind) {
  switch (kind) {
    case FaceRecordKind::kIso19794_5: return v1::FACE_RECORD_KIND_ISO_19794_5;
    case FaceRecordKind::kIso39794_5: return v1::FACE_RECORD_KIND_ISO_39794_5;
  }
  return v1::FACE_RECORD_KIND_UNSPECIFIED;
}

v1::FaceImageType ToProto(FaceImageType type) {
  switch (type) {
    case FaceImageType::kUnspecified: return v1::FACE_IMAGE_TYPE_UNSPECIFIED;
    case FaceImageType::kBasic: return v1::FACE_IMAGE_TYPE_BASIC;
    case FaceImageType::kFullFrontal: return v1::FACE_IMAGE_TYPE_FULL_FRONTAL;
    case FaceImageType::kTokenFrontal: return v1::FACE_IMAGE_TYPE_TOKEN_FRONTAL;
    case FaceImageType::kOther: return v1::FACE_IMAGE_TYPE_OTHER;
  }
  return v1::FACE_IMAGE_TYPE_UNSPECIFIED;
}

v1::QualityMeasure ToProto(QualityMeasure measure) {
  switch (measure) {
    case QualityMeasure::kHeadYaw: return v1::QUALITY_MEASURE_HEAD_YAW;
    case QualityMeasure::kHeadPitch: return v1::QUALITY_MEASURE_HEAD_PITCH;
    case QualityMeasure::kHeadRoll: return v1::QUALITY_MEASURE_HEAD_ROLL;
    case QualityMeasure::kInterEyeDistance: return v1::QUALITY_MEASURE_INTER_EYE_DISTANCE;
    case QualityMeasure::kSharpness: return v1::QUALITY_MEASURE_SHARPNESS;
    case QualityMeasure::kUnderExposure: return v1::QUALITY_MEASURE_UNDER_EXPOSURE;
    case QualityMeasure::kOverExposure: return v1::QUALITY_MEASURE_OVER_EXPOSURE;
    case QualityMeasure::kIlluminationUniformity:
      return v1::QUALITY_MEASURE_ILLUMINATION_UNIFORMITY;
    case QualityMeasure::kDynamicRange: return v1::QUALITY_MEASURE_DYNAMIC_RANGE;
    case QualityMeasure::kEyesOpen: return v1::QUALITY_MEASURE_EYES_OPEN;
    case QualityMeasure::kMouthClosed: return v1::QUALITY_MEASURE_MOUTH_CLOSED;
    case QualityMeasure::kMargins: return v1::QUALITY_MEASURE_MARGINS;
    case QualityMeasure::kBackgroundUniformity: return v1::QUALITY_MEASURE_BACKGROUND_UNIFORMITY;
    case QualityMeasure::kSingleFace: return v1::QUALITY_MEASURE_SINGLE_FACE;
    case QualityMeasure::kForeheadVisible: return v1::QUALITY_MEASURE_FOREHEAD_VISIBLE;
  }
  return v1::QUALITY_MEASURE_UNSPECIFIED;
}

v1::CaptureAdvice CodeOf(CaptureAdvice advice) {
  switch (advice) {
    case CaptureAdvice::kFaceTheCamera: return v1::CAPTURE_ADVICE_FACE_THE_CAMERA;
    case CaptureAdvice::kOnePersonOnly: return v1::CAPTURE_ADVICE_ONE_PERSON_ONLY;
    case CaptureAdvice::kComeCloser: return v1::CAPTURE_ADVICE_COME_CLOSER;
    case CaptureAdvice::kMoveBack: return v1::CAPTURE_ADVICE_MOVE_BACK;
    case CaptureAdvice::kMoveToTheMiddle: return v1::CAPTURE_ADVICE_MOVE_TO_THE_MIDDLE;
    case CaptureAdvice::kLookStraight: return v1::CAPTURE_ADVICE_LOOK_STRAIGHT;
    case CaptureAdvice::kHoldHeadUpright: return v1::CAPTURE_ADVICE_HOLD_HEAD_UPRIGHT;
    case CaptureAdvice::kHoldStill: return v1::CAPTURE_ADVICE_HOLD_STILL;
    case CaptureAdvice::kMoreLight: return v1::CAPTURE_ADVICE_MORE_LIGHT;
    case CaptureAdvice::kLessLight: return v1::CAPTURE_ADVICE_LESS_LIGHT;
    case CaptureAdvice::kLightFromTheFront: return v1::CAPTURE_ADVICE_LIGHT_FROM_THE_FRONT;
    case CaptureAdvice::kOpenEyes: return v1::CAPTURE_ADVICE_OPEN_EYES;
    case CaptureAdvice::kCloseMouth: return v1::CAPTURE_ADVICE_CLOSE_MOUTH;
    case CaptureAdvice::kUncoverForehead: return v1::CAPTURE_ADVICE_UNCOVER_FOREHEAD;
    case CaptureAdvice::kPlainBackground: return v1::CAPTURE_ADVICE_PLAIN_BACKGROUND;
    case CaptureAdvice::kTurnCamera: return v1::CAPTURE_ADVICE_TURN_CAMERA;
  }
  return v1::CAPTURE_ADVICE_UNSPECIFIED;
}

/// As far as the record says it: "2024-05".
std::string DateText(const CaptureDate& date) {
  std::string text = fmt::format("{:04}", date.year);
  if (!date.month) return text;
  text += fmt::format("-{:02}", *date.month);
  return date.day ? text + fmt::format("-{:02}", *date.day) : text;
}

v1::FaceRecord ToProto(const FaceRecordFacts& facts) {
  v1::FaceRecord record;
  record.set_kind(ToProto(facts.kind));
  record.set_cbeff(facts.cbeff);
  record.set_image_type(ToProto(facts.image_type));
  if (facts.capture_date) record.set_capture_date(DateText(*facts.capture_date));
  for (const RecordPoint& point : facts.points) {
    v1::RecordPoint& proto = *record.add_points();
    proto.set_name(point.name);
    proto.set_x(point.at.x);
    proto.set_y(point.at.y);
  }
  record.set_images(facts.images);
  return record;
}

void Set(v1::ImagePoint& proto, const Point& point) {
  proto.set_x(point.x);
  proto.set_y(point.y);
}

v1::FacePoints ToProto(const FacePoints& points) {
  v1::FacePoints proto;
  Set(*proto.mutable_right_eye(), points.right_eye);
  Set(*proto.mutable_left_eye(), points.left_eye);
  Set(*proto.mutable_nose_tip(), points.nose_tip);
  Set(*proto.mutable_right_mouth_corner(), points.right_mouth_corner);
  Set(*proto.mutable_left_mouth_corner(), points.left_mouth_corner);
  return proto;
}

v1::FaceBox ToProto(const Box& box) {
  v1::FaceBox proto;
  proto.set_left(box.left);
  proto.set_top(box.top);
  proto.set_width(box.width);
  proto.set_height(box.height);
  return proto;
}

v1::QualityComponent ToProto(const QualityComponent& component) {
  v1::QualityComponent proto;
  proto.set_measure(ToProto(component.measure));
  proto.set_raw(component.raw);
  proto.set_score(component.score);
  return proto;
}

v1::QualityShortfall ToProto(const QualityShortfall& shortfall) {
  v1::QualityShortfall proto;
  if (shortfall.measure) proto.set_measure(ToProto(*shortfall.measure));
  proto.set_value(shortfall.value);
  proto.set_minimum(shortfall.minimum);
  return proto;
}

v1::ImageSource SourceOf(const FaceReport& report) {
  v1::ImageSource proto;
  proto.set_coding(ToProto(report.source.coding));
  if (report.source.record) *proto.mutable_record() = ToProto(*report.source.record);
  proto.set_width_px(report.width_px);
  proto.set_height_px(report.height_px);
  proto.set_turned_degrees(report.turned_degrees);
  return proto;
}

absl::StatusOr<AttackResult> AttackResultFrom(v1::PresentationAttackResult result) {
  switch (static_cast<int>(result)) {
    case v1::PRESENTATION_ATTACK_RESULT_BONA_FIDE: return AttackResult::kBonaFide;
    case v1::PRESENTATION_ATTACK_RESULT_ATTACK: return AttackResult::kAttack;
    case v1::PRESENTATION_ATTACK_RESULT_INCONCLUSIVE: return AttackResult::kInconclusive;
  }
  return FieldInvalid("presentation_attack_evidence.result", "is not one of the results");
}

/// Of valid UTF-8: all bytes that do not continue a character.
std::size_t CharactersIn(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }));
}

}  // namespace

v1::NoDecisionReason ToProto(NoDecisionReason reason) {
  switch (reason) {
    case NoDecisionReason::kNoFace: return v1::NO_DECISION_REASON_NO_FACE;
    case NoDecisionReason::kSeveralFaces: return v1::NO_DECISION_REASON_SEVERAL_FACES;
    case NoDecisionReason::kLowQuality: return v1::NO_DECISION_REASON_LOW_QUALITY;
    case NoDecisionReason::kPartialCoverage: return v1::NO_DECISION_REASON_PARTIAL_COVERAGE;
    case NoDecisionReason::kNothingToSearch: return v1::NO_DECISION_REASON_NOTHING_TO_SEARCH;
    case NoDecisionReason::kPadFailed: return v1::NO_DECISION_REASON_PAD_FAILED;
    case NoDecisionReason::kInconsistentFrames: return v1::NO_DECISION_REASON_INCONSISTENT_FRAMES;
  }
  return v1::NO_DECISION_REASON_UNSPECIFIED;
}

v1::Quality ToProto(const Quality& quality) {
  v1::Quality proto;
  proto.set_inter_eye_distance_px(quality.inter_eye_distance_px);
  proto.set_sharpness(quality.sharpness);
  proto.set_mean_luminance(quality.mean_luminance);
  proto.set_detector_confidence(quality.detector_confidence);
  for (const QualityComponent& component : quality.components) {
    *proto.add_components() = ToProto(component);
  }
  proto.set_overall(quality.overall);
  return proto;
}

v1::FaceReport ToProto(const FaceReport& report) {
  v1::FaceReport proto;
  if (report.face) {
    *proto.mutable_box() = ToProto(report.face->box);
    if (report.face->points) *proto.mutable_points() = ToProto(*report.face->points);
  }
  if (report.quality) *proto.mutable_quality() = ToProto(*report.quality);
  *proto.mutable_source() = SourceOf(report);
  if (report.problem) proto.set_problem(ToProto(ReasonFor(*report.problem)));
  for (const QualityShortfall& shortfall : report.shortfalls) {
    *proto.add_shortfalls() = ToProto(shortfall);
  }
  if (report.bona_fide) proto.set_bona_fide_score(report.bona_fide->value);
  return proto;
}

v1::Advice ToProto(CaptureAdvice advice) {
  v1::Advice proto;
  proto.set_code(CodeOf(advice));
  const std::string_view text = AdviceText(advice);
  proto.set_text(text.data(), text.size());
  return proto;
}

absl::StatusOr<AttackEvidence> AttackEvidenceFrom(const v1::PresentationAttackEvidence& evidence) {
  AttackEvidence result;
  PORTCULLIS_ASSIGN_OR_RETURN(result.result, AttackResultFrom(evidence.result()));
  constexpr std::string_view kSubsystem = "presentation_attack_evidence.subsystem";
  const std::string& subsystem = evidence.subsystem();
  PORTCULLIS_RETURN_IF_ERROR(CheckOptionalText(subsystem, 4 * kMaxSubsystemCharacters, kSubsystem));
  const std::size_t characters = CharactersIn(subsystem);
  if (characters > kMaxSubsystemCharacters) {
    return FieldInvalid(kSubsystem, fmt::format("has {} characters, limit is {}", characters,
                                                kMaxSubsystemCharacters));
  }
  result.subsystem = subsystem;
  if (evidence.has_score()) {
    if (!std::isfinite(evidence.score())) {
      return FieldInvalid("presentation_attack_evidence.score", "is not a finite number");
    }
    result.score = evidence.score();
  }
  return result;
}

}  // namespace portcullis
