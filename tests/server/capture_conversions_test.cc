#include "server/capture_conversions.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis::testing {
namespace {

/// A report with everything in it.
FaceReport FullReport() {
  FaceReport report;
  report.problem = CaptureProblem::kLowQuality;
  report.source.coding = ImageCoding::kJpeg2000;
  FaceRecordFacts& record = report.source.record.emplace();
  record.kind = FaceRecordKind::kIso39794_5;
  record.cbeff = true;
  record.image_type = FaceImageType::kTokenFrontal;
  record.capture_date = CaptureDate{.year = 2024, .month = 5, .day = 7};
  record.points = {{"3.8", {120.5F, 80}}};
  record.images = 2;
  report.width_px = 300;
  report.height_px = 400;
  report.turned_degrees = 90;
  report.face = Face{.box = {1, 2, 3, 4},
                     .detector_confidence = 0.5F,
                     .points = FacePoints{{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}}};
  report.quality = Quality{.inter_eye_distance_px = 60,
                           .sharpness = 12,
                           .mean_luminance = 90,
                           .detector_confidence = 0.5F,
                           .components = {{QualityMeasure::kHeadYaw, -12.5, 70}},
                           .overall = 55};
  report.shortfalls = {{QualityMeasure::kHeadYaw, 70, 80}, {std::nullopt, 55, 60}};
  report.bona_fide = BonaFideScore{0.75};
  return report;
}

TEST(CaptureConversions, TellEverythingThatWasSeen) {
  const v1::FaceReport report = ToProto(FullReport());
  EXPECT_EQ(report.problem(), v1::NO_DECISION_REASON_LOW_QUALITY);
  EXPECT_EQ(report.source().coding(), v1::IMAGE_CODING_JPEG2000);
  EXPECT_EQ(report.source().width_px(), 300);
  EXPECT_EQ(report.source().height_px(), 400);
  EXPECT_EQ(report.source().turned_degrees(), 90);
  const v1::FaceRecord& record = report.source().record();
  EXPECT_EQ(record.kind(), v1::FACE_RECORD_KIND_ISO_39794_5);
  EXPECT_TRUE(record.cbeff());
  EXPECT_EQ(record.image_type(), v1::FACE_IMAGE_TYPE_TOKEN_FRONTAL);
  EXPECT_EQ(record.capture_date(), "2024-05-07");
  EXPECT_EQ(record.points(0).name(), "3.8");
  EXPECT_EQ(record.points(0).x(), 120.5F);
  EXPECT_EQ(record.images(), 2);
  EXPECT_EQ(report.box().height(), 4);
  EXPECT_EQ(report.points().right_eye().x(), 1);
  EXPECT_EQ(report.points().left_eye().y(), 4);
  EXPECT_EQ(report.points().nose_tip().x(), 5);
  EXPECT_EQ(report.points().right_mouth_corner().y(), 8);
  EXPECT_EQ(report.points().left_mouth_corner().x(), 9);
  EXPECT_EQ(report.quality().overall(), 55);
  EXPECT_EQ(report.quality().components(0).measure(), v1::QUALITY_MEASURE_HEAD_YAW);
  EXPECT_EQ(report.quality().components(0).raw(), -12.5);
  EXPECT_EQ(report.quality().components(0).score(), 70);
  ASSERT_EQ(report.shortfalls_size(), 2);
  EXPECT_EQ(report.shortfalls(0).measure(), v1::QUALITY_MEASURE_HEAD_YAW);
  EXPECT_EQ(report.shortfalls(1).measure(), v1::QUALITY_MEASURE_UNSPECIFIED);
  EXPECT_EQ(report.shortfalls(1).minimum(), 60);
  EXPECT_EQ(report.bona_fide_score(), 0.75);
}

TEST(CaptureConversions, LeaveOutWhatIsNotKnown) {
  const v1::FaceReport report = ToProto(FaceReport());
  EXPECT_FALSE(report.has_box());
  EXPECT_FALSE(report.has_points());
  EXPECT_FALSE(report.has_quality());
  EXPECT_FALSE(report.source().has_record());
  EXPECT_FALSE(report.has_bona_fide_score());
  EXPECT_EQ(report.problem(), v1::NO_DECISION_REASON_UNSPECIFIED);
}

TEST(CaptureConversions, SayADateAsFarAsTheRecordDoes) {
  const std::vector<std::pair<CaptureDate, std::string>> table = {
      {{2024, std::nullopt, std::nullopt}, "2024"},
      {{2024, 11, std::nullopt}, "2024-11"},
      {{987, 1, 31}, "0987-01-31"}};
  for (const auto& [date, expected] : table) {
    FaceReport report = FullReport();
    report.source.record->capture_date = date;
    EXPECT_EQ(ToProto(report).source().record().capture_date(), expected);
  }
  FaceReport report = FullReport();
  report.source.record->capture_date = std::nullopt;
  EXPECT_EQ(ToProto(report).source().record().capture_date(), "");
}

/// The numbers of both are the same, and so are the names.
TEST(CaptureConversions, KnowEveryAdviceAndEveryMeasure) {
  for (int code = v1::CaptureAdvice_MIN + 1; code <= v1::CaptureAdvice_MAX; ++code) {
    const v1::Advice advice = ToProto(static_cast<CaptureAdvice>(code));
    EXPECT_EQ(advice.code(), code);
    EXPECT_NE(advice.text(), "") << code;
  }
  for (int measure = v1::QualityMeasure_MIN + 1; measure <= v1::QualityMeasure_MAX; ++measure) {
    Quality quality;
    quality.components = {{static_cast<QualityMeasure>(measure), 0, 0}};
    EXPECT_EQ(ToProto(quality).components(0).measure(), measure);
  }
}

TEST(CaptureConversions, CountCharactersAndNotBytesOfASubsystem) {
  v1::PresentationAttackEvidence evidence;
  evidence.set_result(v1::PRESENTATION_ATTACK_RESULT_BONA_FIDE);
  std::string name;
  for (int i = 0; i < 100; ++i) name += "\xC3\xA9";
  evidence.set_subsystem(name);
  ASSERT_OK(AttackEvidenceFrom(evidence));
  EXPECT_EQ(AttackEvidenceFrom(evidence)->subsystem, name);
  EXPECT_EQ(AttackEvidenceFrom(evidence)->score, std::nullopt);
  evidence.set_subsystem(name + "e");
  EXPECT_THAT(AttackEvidenceFrom(evidence),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
}

}  // namespace
}  // namespace portcullis::testing
