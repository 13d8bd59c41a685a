#include "clients/cli/capture_words.h"

#include <gtest/gtest.h>

#include "tests/clients/cli/sample_assessment.h"

namespace portcullis::cli {
namespace {

v1::QualityShortfall Shortfall(v1::QualityMeasure measure, double value, double minimum) {
  v1::QualityShortfall shortfall;
  shortfall.set_measure(measure);
  shortfall.set_value(value);
  shortfall.set_minimum(minimum);
  return shortfall;
}

TEST(CaptureWords, HaveANameForEveryMeasureOfTheContract) {
  const auto& descriptor = *v1::QualityMeasure_descriptor();
  for (int i = 0; i < descriptor.value_count(); ++i) {
    const int measure = descriptor.value(i)->number();
    EXPECT_EQ(MeasureName(measure).find("unknown"), std::string::npos) << measure;
  }
  EXPECT_EQ(MeasureName(77), "measure 77, unknown to this program");
}

TEST(CaptureWords, HaveWordsForEveryReasonOfTheContract) {
  const auto& descriptor = *v1::NoDecisionReason_descriptor();
  for (int i = 1; i < descriptor.value_count(); ++i) {
    const int reason = descriptor.value(i)->number();
    EXPECT_EQ(DescribeReason(reason).find("unknown"), std::string::npos) << reason;
  }
  EXPECT_EQ(DescribeReason(77), "reason 77, unknown to this program");
}

TEST(CaptureWords, TellEachMeasureInItsUnit) {
  EXPECT_EQ(FormatRaw(v1::QUALITY_MEASURE_HEAD_YAW, 3.24), "+3.2 degrees");
  EXPECT_EQ(FormatRaw(v1::QUALITY_MEASURE_HEAD_ROLL, -12), "-12.0 degrees");
  EXPECT_EQ(FormatRaw(v1::QUALITY_MEASURE_INTER_EYE_DISTANCE, 61.7), "62 px");
  EXPECT_EQ(FormatRaw(v1::QUALITY_MEASURE_OVER_EXPOSURE, 0.0123), "1.2 %");
  EXPECT_EQ(FormatRaw(v1::QUALITY_MEASURE_DYNAMIC_RANGE, 7.05), "7.0 bits");
  EXPECT_EQ(FormatRaw(v1::QUALITY_MEASURE_EYES_OPEN, 0.93), "0.93");
  EXPECT_EQ(FormatRaw(v1::QUALITY_MEASURE_SHARPNESS, 1234.5), "1234");
}

TEST(CaptureWords, NeverRoundWhatIsTooLittleToEnough) {
  EXPECT_EQ(DescribeShortfall(Shortfall(v1::QUALITY_MEASURE_INTER_EYE_DISTANCE, 19.97, 20)),
            "inter-eye distance is 19.9 px, at least 20 px are needed");
  EXPECT_EQ(DescribeShortfall(Shortfall(v1::QUALITY_MEASURE_UNSPECIFIED, 9, 15)),
            "overall quality is 9 of 100, at least 15 is needed");
}

TEST(CaptureWords, SayOfAPoorFaceWhatIsBelowThePolicy) {
  EXPECT_EQ(DescribeProblem(BlurredAssessment().face()),
            "sharpness is 12 of 100, at least 30 is needed");
  EXPECT_EQ(DescribeProblem(EmptyAssessment().face()), "no face was found in the image");
  EXPECT_EQ(DescribeProblem(GoodAssessment().face()), "");
  v1::FaceReport face;
  face.set_problem(v1::NO_DECISION_REASON_LOW_QUALITY);
  EXPECT_EQ(DescribeProblem(face), "the face is too small or too poor to compare");
}

TEST(CaptureWords, TellWhatAFileIsAndSaysOfItself) {
  EXPECT_EQ(SourceFacts(GoodAssessment().face().source()),
            (std::vector<Fact>{{"file",
                                "JPEG 2000 in an ISO/IEC 19794-5:2005 record, in CBEFF as a "
                                "passport has it"},
                               {"image type", "full frontal"},
                               {"captured", "2019-05, says the record"},
                               {"image", "413 x 531 px"},
                               {"turned", "clockwise by 90 degrees, where the face is surest"}}));
  EXPECT_EQ(SourceFacts(EmptyAssessment().face().source()),
            (std::vector<Fact>{{"file", "PNG"}, {"image", "640 x 480 px"}}));
}

TEST(CaptureWords, TakeNothingFromARecordThatSteersATerminal) {
  v1::ImageSource source;
  v1::RecordPoint& point = *source.mutable_record()->add_points();
  point.set_name("\033]0;owned\007");
  source.mutable_record()->set_capture_date("2019\r\n");
  for (const Fact& fact : SourceFacts(source)) {
    for (const char c : fact.text) EXPECT_GE(static_cast<unsigned char>(c), 0x20) << fact.text;
  }
}

TEST(CaptureWords, ShowTheFirstPointsOfARecordThatHasMany) {
  v1::ImageSource source;
  for (int i = 0; i < 8; ++i) source.mutable_record()->add_points()->set_name("3.8");
  EXPECT_NE(SourceFacts(source)[1].text.find(" and 2 more"), std::string::npos);
}

TEST(CaptureWords, NeverPresentTheAttackScoreAsARate) {
  v1::FaceReport face;
  face.set_bona_fide_score(0.934);
  ASSERT_EQ(FaceFacts(face).size(), 1U);
  EXPECT_NE(FaceFacts(face)[0].text.find("0.93 of 1"), std::string::npos);
  EXPECT_NE(FaceFacts(face)[0].text.find("error rates not measured"), std::string::npos);
}

}  // namespace
}  // namespace portcullis::cli
