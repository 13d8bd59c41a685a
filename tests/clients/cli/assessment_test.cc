#include "clients/cli/assessment.h"

#include <gtest/gtest.h>

#include "tests/clients/cli/sample_assessment.h"

namespace portcullis::cli {
namespace {

TEST(Assessment, IsAcceptedOnlyWhereNothingSpeaksAgainstIt) {
  EXPECT_TRUE(Describe(GoodAssessment(), v1::CAPTURE_USE_PROBE).is_accepted);
  v1::AssessImageResponse answer = GoodAssessment();
  answer.set_acceptable(false);
  EXPECT_FALSE(Describe(answer, v1::CAPTURE_USE_PROBE).is_accepted);
  answer = GoodAssessment();
  answer.mutable_face()->set_problem(static_cast<v1::NoDecisionReason>(77));
  EXPECT_FALSE(Describe(answer, v1::CAPTURE_USE_PROBE).is_accepted);
  EXPECT_FALSE(Describe({}, v1::CAPTURE_USE_PROBE).is_accepted);
}

TEST(Assessment, SaysWhatForAndWhyNot) {
  EXPECT_EQ(Describe(GoodAssessment(), v1::CAPTURE_USE_REFERENCE).explanation,
            "as a reference: one clear face, good enough for the policy in force");
  EXPECT_EQ(Describe(BlurredAssessment(), v1::CAPTURE_USE_PROBE).explanation,
            "as a probe: sharpness is 12 of 100, at least 30 is needed");
  EXPECT_EQ(Describe({}, v1::CAPTURE_USE_PROBE).explanation,
            "as a probe: the server does not say why");
}

TEST(Assessment, HoldsEachMeasureAgainstThePolicy) {
  const Assessment assessment = Describe(BlurredAssessment(), v1::CAPTURE_USE_PROBE);
  const std::vector<MeasureLine> expected = {
      {.name = "head yaw", .raw = "+3.2 degrees", .score = 91},
      {.name = "inter-eye distance", .raw = "80 px", .score = 74, .needed = "20 px"},
      {.name = "sharpness",
       .raw = "0.31",
       .score = 12,
       .minimum = 30,
       .needed = "30",
       .is_below = true},
      {.name = "overall quality", .raw = "", .score = 68, .minimum = 15, .needed = "15"}};
  EXPECT_EQ(assessment.lines, expected);
}

TEST(Assessment, HasNoMeasuresWithoutAFace) {
  const Assessment assessment = Describe(EmptyAssessment(), v1::CAPTURE_USE_PROBE);
  EXPECT_TRUE(assessment.lines.empty());
  EXPECT_TRUE(assessment.face.empty());
  EXPECT_FALSE(assessment.source.empty());
}

TEST(Assessment, TellsAdviceThatHasNoTextByItsNumber) {
  v1::AssessImageResponse answer;
  answer.add_advice()->set_code(static_cast<v1::CaptureAdvice>(77));
  EXPECT_EQ(Describe(answer, v1::CAPTURE_USE_PROBE).advice, std::vector<std::string>{"advice 77"});
}

}  // namespace
}  // namespace portcullis::cli
