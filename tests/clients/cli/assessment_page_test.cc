#include "clients/cli/assessment_page.h"

#include <gtest/gtest.h>

#include <limits>

#include "absl/strings/escaping.h"
#include "tests/clients/cli/sample_assessment.h"

namespace portcullis::cli {
namespace {

std::string Page(const v1::AssessImageResponse& answer, const std::string& file = "portrait.jp2") {
  return AssessmentPage(Describe(answer, v1::CAPTURE_USE_PROBE), answer,
                        {.file = file, .time = "2026-11-28 05:00:00 UTC"});
}

bool Has(const std::string& page, const std::string& text) {
  return page.find(text) != std::string::npos;
}

TEST(AssessmentPage, TellsTheVerdictTheAdviceAndTheBasis) {
  const std::string page = Page(BlurredAssessment());
  for (const char* text :
       {"<h1>REFUSED</h1>", "as a probe: sharpness is 12 of 100, at least 30 is needed",
        "<li>Hold still</li>", "portrait.jp2", "2026-11-28 05:00:00 UTC", "policies/3",
        "dlib-densenet-v1@c6a6418ea119/yunet5-v3", "0123456789abcdef0123456789abcdef", "61.2 ms",
        "JPEG 2000 in an ISO/IEC 19794-5:2005 record", "clockwise by 90 degrees"}) {
    EXPECT_TRUE(Has(page, text)) << text;
  }
  EXPECT_TRUE(Has(Page(GoodAssessment()), "<h1>ACCEPTED</h1>"));
}

TEST(AssessmentPage, MarksThePolicysMinimumAndWhatIsBelowIt) {
  const std::string page = Page(BlurredAssessment());
  EXPECT_TRUE(Has(page, "style=\"width:12%\"></div><div class=\"mark\" style=\"left:30%\">"));
  EXPECT_TRUE(Has(page, "class=\" below\""));
  EXPECT_TRUE(Has(page, "below: 12"));
  EXPECT_FALSE(Has(Page(GoodAssessment()), "below: "));
}

TEST(AssessmentPage, DrawsBoxAndPointsInPixelsOfTheImage) {
  v1::AssessImageResponse answer = GoodAssessment();
  answer.set_upright_image(SmallPng());
  answer.set_chip(SmallPng());
  const std::string page = Page(answer);
  EXPECT_TRUE(Has(page, "viewBox=\"0 0 413 531\""));
  EXPECT_TRUE(Has(page, "<rect x=\"100.0\" y=\"120.0\" width=\"200.0\" height=\"260.0\""));
  for (const char* point : {"right eye", "left eye", "tip of the nose", "right corner of the mouth",
                            "left corner of the mouth"}) {
    EXPECT_TRUE(Has(page, std::string("<title>") + point + "</title>")) << point;
  }
  EXPECT_TRUE(Has(page, "data:image/png;base64," + absl::Base64Escape(SmallPng())));
  EXPECT_TRUE(Has(page, "alt=\"The face, cut out, turned and scaled\""));
}

TEST(AssessmentPage, StandsForItselfAndRunsNothing) {
  v1::AssessImageResponse answer = GoodAssessment();
  answer.set_upright_image(SmallPng());
  const std::string page = Page(answer);
  for (const char* text : {"<script", "http://", "https://", "url(", "@import", "<link"}) {
    EXPECT_FALSE(Has(page, text)) << text;
  }
  EXPECT_TRUE(Has(page, "Content-Security-Policy\" content=\"default-src 'none'"));
  EXPECT_TRUE(Has(page, "prefers-color-scheme:dark"));
  EXPECT_TRUE(Has(page, "<html lang=\"en\">"));
}

TEST(AssessmentPage, EscapesWhateverTheFileAndTheServerSay) {
  constexpr char kHostile[] = "\"><script>alert('x')</script>&amp;";
  v1::AssessImageResponse answer = BlurredAssessment();
  answer.mutable_advice(0)->set_text(kHostile);
  v1::FaceRecord& record = *answer.mutable_face()->mutable_source()->mutable_record();
  record.set_capture_date(kHostile);
  record.add_points()->set_name(kHostile);
  v1::AnswerContext& context = *answer.mutable_context();
  context.set_model_id(kHostile);
  context.set_policy_version(kHostile);
  context.set_trace_id(kHostile);
  const std::string page = Page(answer, kHostile);
  EXPECT_FALSE(Has(page, "<script"));
  EXPECT_FALSE(Has(page, "alert('"));
  std::size_t escaped = 0;
  const std::string expected = EscapedForHtml(kHostile);
  for (std::size_t at = page.find(expected); at != std::string::npos;
       at = page.find(expected, at + 1)) {
    ++escaped;
  }
  // Twice the name of the file, and once each of the others.
  EXPECT_EQ(escaped, 8U);
}

TEST(AssessmentPage, WritesNoNumberThatIsNone) {
  v1::AssessImageResponse answer = GoodAssessment();
  answer.set_upright_image(SmallPng());
  answer.mutable_face()->mutable_box()->set_left(std::numeric_limits<float>::quiet_NaN());
  answer.mutable_face()->mutable_box()->set_top(std::numeric_limits<float>::infinity());
  EXPECT_TRUE(Has(Page(answer), "<rect x=\"0\" y=\"0\""));
}

TEST(AssessmentPage, HasNeitherMeasuresNorChipWithoutAFace) {
  v1::AssessImageResponse answer = EmptyAssessment();
  answer.set_upright_image(SmallPng());
  const std::string page = Page(answer);
  EXPECT_FALSE(Has(page, "<table"));
  EXPECT_FALSE(Has(page, "class=\"chip\""));
  EXPECT_TRUE(Has(page, "in which there is no single face"));
}

TEST(EscapedForHtml, EscapesWhatEndsTextOrAnAttribute) {
  EXPECT_EQ(EscapedForHtml("<a href=\"x\" b='y'>&</a>é"),
            "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;&lt;/a&gt;é");
}

}  // namespace
}  // namespace portcullis::cli
