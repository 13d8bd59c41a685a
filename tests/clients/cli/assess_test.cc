// portcullis assess.
#include <gtest/gtest.h>

#include "CLI/Error.hpp"
#include "google/protobuf/util/json_util.h"
#include "tests/clients/cli/fake_server.h"
#include "tests/clients/cli/sample_assessment.h"

namespace portcullis::cli {
namespace {

TEST_F(Commands, AssessSendsTheBytesAndWhatTheyAreFor) {
  match_.assess_response = GoodAssessment();
  ASSERT_TRUE(Run({"assess", image_}).ok());
  EXPECT_EQ(match_.assess_request.image(), "image bytes");
  EXPECT_EQ(match_.assess_request.use(), v1::CAPTURE_USE_PROBE);
  EXPECT_FALSE(match_.assess_request.include_pictures());
  ASSERT_TRUE(Run({"assess", image_, "--use", "reference"}).ok());
  EXPECT_EQ(match_.assess_request.use(), v1::CAPTURE_USE_REFERENCE);
  EXPECT_TRUE(Says("ACCEPTED  as a reference"));
  EXPECT_TRUE(Says("model dlib-densenet-v1@c6a6418ea119/yunet5-v3, policies/3"));
}

TEST_F(Commands, AssessSaysOfARefusalWhyAndWhatToDo) {
  match_.assess_response = BlurredAssessment();
  ASSERT_TRUE(Run({"assess", image_}).ok());
  EXPECT_TRUE(Says("REFUSED  as a probe: sharpness is 12 of 100, at least 30 is needed"));
  EXPECT_TRUE(Says("> Hold still"));
}

TEST_F(Commands, AssessNeverTakesAnEmptyAnswerForAnAcceptance) {
  ASSERT_TRUE(Run({"assess", image_}).ok());
  EXPECT_EQ(Output().rfind("REFUSED", 0), 0U);
}

TEST_F(Commands, AssessDrawsTheFaceWhereTheTerminalCan) {
  match_.assess_response = GoodAssessment();
  match_.assess_response.set_upright_image(SmallPng());
  terminal_ = {.width = 80, .utf8 = true, .picture_colours = PictureColours::k24Bit};
  ASSERT_TRUE(Run({"assess", image_}).ok());
  EXPECT_TRUE(match_.assess_request.include_pictures());
  EXPECT_TRUE(Says("▀"));
}

TEST_F(Commands, AssessSaysThatAPictureIsDamaged) {
  match_.assess_response = GoodAssessment();
  match_.assess_response.set_upright_image("no PNG");
  terminal_ = {.width = 80, .utf8 = true, .picture_colours = PictureColours::k24Bit};
  EXPECT_EQ(std::string(Run({"assess", image_}).message()).rfind("PICTURE_UNREADABLE", 0), 0U);
}

TEST_F(Commands, AssessWritesAPageAndSaysWhere) {
  match_.assess_response = BlurredAssessment();
  match_.assess_response.set_upright_image(SmallPng());
  const std::string page = NoFile("page.html");
  ASSERT_TRUE(Run({"assess", image_, "--html", page}).ok());
  EXPECT_TRUE(match_.assess_request.include_pictures());
  EXPECT_EQ(ContentOf(page).rfind("<!doctype html>", 0), 0U);
  EXPECT_NE(ContentOf(page).find("image.jpg"), std::string::npos);
  EXPECT_NE(Notes().find("page: " + page), std::string::npos);
  EXPECT_TRUE(Says("REFUSED"));
}

TEST_F(Commands, AssessSaysWhereItCannotWriteThePage) {
  match_.assess_response = GoodAssessment();
  const std::string page = NoFile("no-folder/page.html");
  EXPECT_EQ(std::string(Run({"assess", image_, "--html", page}).message()),
            "FILE_UNWRITABLE: cannot write " + page);
}

TEST_F(Commands, AssessPrintsJsonWithoutThePictures) {
  match_.assess_response = GoodAssessment();
  const v1::AssessImageResponse expected = match_.assess_response;
  match_.assess_response.set_upright_image(SmallPng());
  match_.assess_response.set_chip(SmallPng());
  ASSERT_TRUE(Run({"assess", image_, "-o", "json", "--html", NoFile("page.html")}).ok());
  v1::AssessImageResponse parsed;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(Output(), &parsed).ok());
  EXPECT_EQ(parsed.SerializeAsString(), expected.SerializeAsString());
}

TEST_F(Commands, AssessFailsWhereTheServerCannotReadTheImage) {
  match_.assess_failure = grpc::Status(grpc::INVALID_ARGUMENT, "image is WebP");
  EXPECT_EQ(std::string(Run({"assess", image_}).message()), "INVALID_ARGUMENT: image is WebP");
}

TEST_F(Commands, AssessKnowsTwoUses) {
  EXPECT_THROW((void)Run({"assess", image_, "--use", "decoration"}), CLI::ParseError);
}

}  // namespace
}  // namespace portcullis::cli
