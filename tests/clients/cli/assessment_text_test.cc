#include "clients/cli/assessment_text.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "clients/cli/plain_text.h"
#include "tests/clients/cli/sample_assessment.h"

namespace portcullis::cli {
namespace {

std::string Text(const v1::AssessImageResponse& answer, const AssessmentStyle& style,
                 const Bitmap* picture = nullptr) {
  std::ostringstream out;
  PrintAssessment(Describe(answer, v1::CAPTURE_USE_PROBE), picture, style, out);
  return out.str();
}

/// As it is seen: without the sequences that colour it.
std::string Seen(const std::string& text) {
  std::string seen;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\033') {
      at = text.find('m', at);
      if (at == std::string::npos) break;
    } else {
      seen += text[at];
    }
  }
  return seen;
}

void ExpectNoLongerLineThan(std::size_t width, const std::string& text) {
  std::istringstream lines(Seen(text));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(WidthOf(line), width) << line;
}

TEST(AssessmentText, BeginsWithTheVerdictAndThenTheAdvice) {
  const std::string text = Text(BlurredAssessment(), {});
  EXPECT_EQ(text.rfind("REFUSED  as a probe: sharpness is 12 of 100, at least 30 is needed\n\n"
                       "> Hold still\n",
                       0),
            0U)
      << text;
  EXPECT_EQ(Text(GoodAssessment(), {}).rfind("ACCEPTED  as a probe: ", 0), 0U);
}

TEST(AssessmentText, MarksWhatIsBelowThePolicyWithoutColours) {
  const std::string text = Text(BlurredAssessment(), {});
  const std::size_t begin = text.find("sharpness  ");
  ASSERT_NE(begin, std::string::npos) << text;
  EXPECT_EQ(text.substr(begin, text.find('\n', begin) - begin),
            "sharpness                   0.31  ####-----|---------------------   ! 12      30");
}

TEST(AssessmentText, IsAsciiWhereTheTerminalIs) {
  for (const v1::AssessImageResponse& answer :
       {GoodAssessment(), BlurredAssessment(), EmptyAssessment()}) {
    for (const char c : Text(answer, {.terminal = {.utf8 = false}})) {
      EXPECT_LT(static_cast<unsigned char>(c), 0x80);
    }
  }
}

TEST(AssessmentText, KeepsToTheWidthOfTheTerminal) {
  const Bitmap picture(36, 36);
  for (const int width : {70, 80, 100, 120}) {
    for (const v1::AssessImageResponse& answer :
         {GoodAssessment(), BlurredAssessment(), EmptyAssessment()}) {
      const Terminal terminal = {
          .width = width, .utf8 = true, .picture_colours = PictureColours::k24Bit};
      ExpectNoLongerLineThan(static_cast<std::size_t>(width),
                             Text(answer, {.terminal = terminal, .colours = true}, &picture));
    }
  }
}

TEST(AssessmentText, DrawsThePictureBesideTheFactsOnlyWhereThereIsRoom) {
  const Bitmap picture(36, 36);
  Terminal terminal = {.width = 80, .utf8 = true, .picture_colours = PictureColours::k24Bit};
  EXPECT_NE(Text(GoodAssessment(), {.terminal = terminal}, &picture).find("▀"), std::string::npos);
  terminal.width = 60;
  EXPECT_EQ(Text(GoodAssessment(), {.terminal = terminal}, &picture).find("▀"), std::string::npos);
  terminal = {.width = 80, .utf8 = true, .picture_colours = PictureColours::kNone};
  EXPECT_EQ(Text(GoodAssessment(), {.terminal = terminal}, &picture).find("▀"), std::string::npos);
}

TEST(AssessmentText, HasNoEscapeSequencesWithoutColours) {
  EXPECT_EQ(Text(BlurredAssessment(), {.terminal = {.utf8 = true}}).find('\033'),
            std::string::npos);
}

}  // namespace
}  // namespace portcullis::cli
