#include "tests/clients/cli/sample_assessment.h"

#include "absl/strings/escaping.h"

namespace portcullis::cli {
namespace {

void AddComponent(v1::AssessImageResponse& answer, v1::QualityMeasure measure, double raw,
                  int score) {
  v1::QualityComponent& component = *answer.mutable_face()->mutable_quality()->add_components();
  component.set_measure(measure);
  component.set_raw(raw);
  component.set_score(score);
}

void SetPoint(v1::ImagePoint& point, float x, float y) {
  point.set_x(x);
  point.set_y(y);
}

void SetContext(v1::AnswerContext& context) {
  context.set_trace_id("0123456789abcdef0123456789abcdef");
  context.set_policy_version("policies/3");
  context.set_model_id("dlib-densenet-v1@c6a6418ea119/yunet5-v3");
  context.mutable_timings()->set_decode_ms(8.5);
  context.mutable_timings()->set_total_ms(61.25);
}

}  // namespace

std::string SmallPng() {
  std::string png;
  absl::Base64Unescape(
      "iVBORw0KGgoAAAANSUhEUgAAAAQAAAACCAIAAADwyuo0AAAAF0lEQVR4nE3BMQEAAADCIPqXnq8ghCpva64F+8Eq7ckA"
      "AAAASUVORK5CYII=",
      &png);
  return png;
}

v1::AssessImageResponse GoodAssessment() {
  v1::AssessImageResponse answer;
  answer.set_acceptable(true);
  v1::FaceReport& face = *answer.mutable_face();
  v1::FaceBox& box = *face.mutable_box();
  box.set_left(100);
  box.set_top(120);
  box.set_width(200);
  box.set_height(260);
  v1::FacePoints& points = *face.mutable_points();
  SetPoint(*points.mutable_right_eye(), 160, 220);
  SetPoint(*points.mutable_left_eye(), 240, 220);
  SetPoint(*points.mutable_nose_tip(), 200, 270);
  SetPoint(*points.mutable_right_mouth_corner(), 170, 320);
  SetPoint(*points.mutable_left_mouth_corner(), 230, 320);
  v1::ImageSource& source = *face.mutable_source();
  source.set_coding(v1::IMAGE_CODING_JPEG2000);
  source.set_width_px(413);
  source.set_height_px(531);
  source.set_turned_degrees(90);
  v1::FaceRecord& record = *source.mutable_record();
  record.set_kind(v1::FACE_RECORD_KIND_ISO_19794_5);
  record.set_cbeff(true);
  record.set_image_type(v1::FACE_IMAGE_TYPE_FULL_FRONTAL);
  record.set_capture_date("2019-05");
  record.set_images(1);
  AddComponent(answer, v1::QUALITY_MEASURE_HEAD_YAW, 3.24, 91);
  AddComponent(answer, v1::QUALITY_MEASURE_INTER_EYE_DISTANCE, 80, 74);
  AddComponent(answer, v1::QUALITY_MEASURE_SHARPNESS, 0.31, 55);
  v1::Quality& quality = *face.mutable_quality();
  quality.set_inter_eye_distance_px(80);
  quality.set_overall(68);
  v1::QualityBar& bar = *answer.mutable_bar();
  bar.set_min_inter_eye_distance_px(20);
  bar.set_min_overall(15);
  v1::QualityMinimum& minimum = *bar.add_minima();
  minimum.set_measure(v1::QUALITY_MEASURE_SHARPNESS);
  minimum.set_min_score(30);
  SetContext(*answer.mutable_context());
  return answer;
}

v1::AssessImageResponse BlurredAssessment() {
  v1::AssessImageResponse answer = GoodAssessment();
  answer.set_acceptable(false);
  v1::FaceReport& face = *answer.mutable_face();
  face.set_problem(v1::NO_DECISION_REASON_LOW_QUALITY);
  face.mutable_quality()->mutable_components(2)->set_score(12);
  v1::QualityShortfall& shortfall = *face.add_shortfalls();
  shortfall.set_measure(v1::QUALITY_MEASURE_SHARPNESS);
  shortfall.set_value(12);
  shortfall.set_minimum(30);
  v1::Advice& advice = *answer.add_advice();
  advice.set_code(v1::CAPTURE_ADVICE_HOLD_STILL);
  advice.set_text("Hold still");
  return answer;
}

v1::AssessImageResponse EmptyAssessment() {
  v1::AssessImageResponse answer;
  v1::FaceReport& face = *answer.mutable_face();
  face.set_problem(v1::NO_DECISION_REASON_NO_FACE);
  face.mutable_source()->set_coding(v1::IMAGE_CODING_PNG);
  face.mutable_source()->set_width_px(640);
  face.mutable_source()->set_height_px(480);
  SetContext(*answer.mutable_context());
  return answer;
}

}  // namespace portcullis::cli
