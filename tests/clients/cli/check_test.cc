// portcullis check and what identify does with several images.
#include <gtest/gtest.h>

#include "CLI/Error.hpp"
#include "google/protobuf/util/json_util.h"
#include "tests/clients/cli/fake_server.h"

namespace portcullis::cli {
namespace {

v1::FaceReport Used(int quality) {
  v1::FaceReport report;
  report.mutable_quality()->set_overall(quality);
  return report;
}

v1::FaceReport LeftOut(v1::NoDecisionReason problem) {
  v1::FaceReport report;
  report.set_problem(problem);
  return report;
}

v1::FrameAdvice Advice(int frame, bool acceptable) {
  v1::FrameAdvice advice;
  advice.set_frame(frame);
  advice.set_acceptable(acceptable);
  *advice.mutable_face() = acceptable ? Used(70) : LeftOut(v1::NO_DECISION_REASON_NO_FACE);
  advice.set_frames_kept(acceptable ? 1 : 0);
  return advice;
}

class CheckCommands : public Commands {
 protected:
  CheckCommands()
      : document_(File("document.dg2", "document bytes")),
        first_(File("first.jpg", "first bytes")),
        second_(File("second.jpg", "second bytes")) {
    match_.check_response.set_verification(v1::VERIFICATION_MATCH);
    match_.check_response.mutable_verification_score()->set_distance(0.25);
    match_.check_response.set_outcome(v1::OUTCOME_CLEAR);
    match_.check_response.set_frames_used(1);
  }

  std::string document_;
  std::string first_;
  std::string second_;
};

TEST_F(CheckCommands, IdentifySendsAllImagesAndTheEvidence) {
  ASSERT_TRUE(Run({"identify", first_, second_, "--attack-result", "attack", "--attack-subsystem",
                   "acme-3d 4.1", "--attack-score", "0.25"})
                  .ok());
  ASSERT_EQ(match_.identify_request.images_size(), 2);
  EXPECT_EQ(match_.identify_request.images(1), "second bytes");
  const auto& evidence = match_.identify_request.presentation_attack_evidence();
  EXPECT_EQ(evidence.result(), v1::PRESENTATION_ATTACK_RESULT_ATTACK);
  EXPECT_EQ(evidence.subsystem(), "acme-3d 4.1");
  EXPECT_EQ(evidence.score(), 0.25);
}

TEST_F(CheckCommands, VerifySendsTheEvidenceAndSaysWhichImageWasOfNoUse) {
  match_.verify_response.set_verification(v1::VERIFICATION_NO_DECISION);
  match_.verify_response.add_no_decision_reasons(v1::NO_DECISION_REASON_SEVERAL_FACES);
  *match_.verify_response.mutable_live_face() = LeftOut(v1::NO_DECISION_REASON_SEVERAL_FACES);
  ASSERT_TRUE(Run({"verify", document_, first_, "--attack-result", "bona-fide"}).ok());
  EXPECT_EQ(match_.verify_request.presentation_attack_evidence().result(),
            v1::PRESENTATION_ATTACK_RESULT_BONA_FIDE);
  EXPECT_TRUE(Says("live image not used: two or more faces of comparable size")) << Output();
  EXPECT_FALSE(Says("document not used"));
}

TEST_F(CheckCommands, IdentifySendsNoEvidenceWhereNothingLooked) {
  ASSERT_TRUE(Run({"identify", first_}).ok());
  EXPECT_FALSE(match_.identify_request.has_presentation_attack_evidence());
  EXPECT_THROW((void)Run({"identify", first_, "--attack-subsystem", "acme"}), CLI::ParseError);
  EXPECT_THROW((void)Run({"identify", first_, "--attack-result", "maybe"}), CLI::ParseError);
}

TEST_F(CheckCommands, IdentifyTakesNoMoreThanEightImages) {
  std::vector<std::string> arguments(9, first_);
  arguments.insert(arguments.begin(), "identify");
  EXPECT_THROW((void)Run(arguments), CLI::ParseError);
  arguments.pop_back();
  EXPECT_TRUE(Run(arguments).ok());
}

TEST_F(CheckCommands, IdentifyShowsWhichImagesWereLeftOutAndWhy) {
  match_.identify_response.set_outcome(v1::OUTCOME_CLEAR);
  *match_.identify_response.add_frames() = Used(71);
  *match_.identify_response.add_frames() = LeftOut(v1::NO_DECISION_REASON_NO_FACE);
  ASSERT_TRUE(Run({"identify", first_, second_}).ok());
  EXPECT_TRUE(Says(first_ + "        71  yes")) << Output();
  EXPECT_TRUE(Says("no: no face was found in the image")) << Output();
  match_.identify_response.mutable_frames()->RemoveLast();
  ASSERT_TRUE(Run({"identify", first_}).ok());
  EXPECT_FALSE(Says(first_));
}

TEST_F(CheckCommands, TheReasonsOfSeveralImagesAndOfAttacksAreToldInWords) {
  v1::IdentifyResponse& answer = match_.identify_response;
  answer.set_outcome(v1::OUTCOME_NO_DECISION);
  answer.add_no_decision_reasons(v1::NO_DECISION_REASON_INCONSISTENT_FRAMES);
  answer.add_no_decision_reasons(v1::NO_DECISION_REASON_PAD_FAILED);
  ASSERT_TRUE(Run({"identify", first_}).ok());
  EXPECT_TRUE(Says("the images do not seem to show one and the same person"));
  EXPECT_TRUE(Says("a picture or a mask may have been shown instead of a face"));
  EXPECT_TRUE(Says(": an officer checks the traveller"));
}

TEST_F(CheckCommands, TheFirstImageIsTheDocument) {
  ASSERT_TRUE(Run({"check", document_, first_, second_, "--list", "a"}).ok());
  EXPECT_EQ(match_.check_request.document_image(), "document bytes");
  ASSERT_EQ(match_.check_request.live_images_size(), 2);
  EXPECT_EQ(match_.check_request.live_images(0), "first bytes");
  EXPECT_EQ(match_.check_request.lists(0), "lists/a");
  EXPECT_TRUE(Says("document  MATCH")) << Output();
  EXPECT_TRUE(Says("distance 0.250"));
  EXPECT_TRUE(Says("lists     CLEAR")) << Output();
}

TEST_F(CheckCommands, ADocumentThatCannotBeUsedIsNoMatchOfAnything) {
  v1::CheckTravellerResponse& answer = match_.check_response;
  answer.set_verification(v1::VERIFICATION_NO_DECISION);
  answer.add_verification_no_decision_reasons(v1::NO_DECISION_REASON_NO_FACE);
  answer.clear_verification_score();
  *answer.mutable_document_face() = LeftOut(v1::NO_DECISION_REASON_NO_FACE);
  ASSERT_TRUE(Run({"check", document_, first_}).ok());
  EXPECT_TRUE(Says("document  NO DECISION  no face was found in the image"));
  EXPECT_TRUE(Says("document not used: no face was found in the image"));
  answer.set_verification(static_cast<v1::Verification>(99));
  ASSERT_TRUE(Run({"check", document_, first_}).ok());
  EXPECT_TRUE(Says("document  NO DECISION  the server's result is unknown"));
}

TEST_F(CheckCommands, WantsADocumentAndALiveImage) {
  EXPECT_THROW((void)Run({"check"}), CLI::ParseError);
  EXPECT_THROW((void)Run({"check", document_}), CLI::ParseError);
  EXPECT_THROW((void)Run({"check", "--document", document_}), CLI::ParseError);
  EXPECT_TRUE(Run({"check", "--document", document_, first_}).ok());
  std::vector<std::string> arguments(10, first_);
  arguments.insert(arguments.begin(), "check");
  EXPECT_THROW((void)Run(arguments), CLI::ParseError);
}

TEST_F(CheckCommands, AStreamShowsAdviceForEachFrameThenTheAnswer) {
  match_.advice = {Advice(1, false), Advice(2, true)};
  match_.advice[0].add_advice()->set_text("Face the camera");
  ASSERT_TRUE(Run({"check", "--stream", "--document", document_, first_, second_}).ok());
  EXPECT_EQ(match_.stream_start.document_image(), "document bytes");
  EXPECT_EQ(match_.frames, (std::vector<std::string>{"first bytes", "second bytes"}));
  EXPECT_TRUE(Says("frame 1  " + first_ +
                   "  not used: no face was found in the image\n"
                   "         Face the camera\n"
                   "frame 2  " +
                   second_ + "  good, quality 70; 1 kept\n"))
      << Output();
  EXPECT_TRUE(Says("document  MATCH"));
  EXPECT_TRUE(Says("lists     CLEAR"));
  EXPECT_TRUE(Says("1 of 2 frames used")) << Output();
}

TEST_F(CheckCommands, AStreamTakesTheNamesOfFramesFromItsInput) {
  match_.advice = {Advice(1, true), Advice(2, true)};
  in_.str(first_ + "\n\n" + second_ + "\n");
  ASSERT_TRUE(Run({"check", "--stream"}).ok());
  EXPECT_EQ(match_.frames.size(), 2U);
  // There was no document: there is nothing to say about one.
  EXPECT_FALSE(Says("document"));
  EXPECT_TRUE(Says("CLEAR"));
}

TEST_F(CheckCommands, AStreamEndsWhenTheServerHasEnough) {
  match_.advice = {Advice(1, true), Advice(2, true)};
  match_.advice[0].set_enough(true);
  ASSERT_TRUE(Run({"check", "--stream", first_, second_}).ok());
  EXPECT_EQ(match_.frames.size(), 1U);
  EXPECT_NE(Notes().find("that is enough"), std::string::npos);
}

TEST_F(CheckCommands, AStreamGoesOnAfterAFrameThatCannotBeRead) {
  match_.advice = {Advice(1, false), Advice(2, true)};
  match_.advice[0].set_error_reason("IMAGE_UNREADABLE");
  ASSERT_TRUE(Run({"check", "--stream", first_, second_}).ok());
  EXPECT_TRUE(Says("not used: IMAGE_UNREADABLE"));
  EXPECT_EQ(match_.frames.size(), 2U);
}

TEST_F(CheckCommands, AStreamThatBreaksOffIsAFailureAndNotAnAnswer) {
  match_.advice = {Advice(1, true)};
  match_.stream_failure = grpc::Status(grpc::UNAVAILABLE, "going down");
  EXPECT_EQ(std::string(Run({"check", "--stream", first_}).message()).rfind("UNAVAILABLE", 0), 0U);
  EXPECT_FALSE(Says("CLEAR"));
  EXPECT_EQ(
      std::string(Run({"check", "--stream", first_, second_}).message()).rfind("UNAVAILABLE", 0),
      0U);
}

TEST_F(CheckCommands, AStreamWithoutAdviceIsAFailure) {
  // The fake server answers at once.
  const absl::Status status = Run({"check", "--stream", first_});
  EXPECT_EQ(std::string(status.message()).rfind("ANSWER_INCOMPLETE", 0), 0U) << status;
}

TEST_F(CheckCommands, AStreamOfAFileThatIsNotThereIsAFailure) {
  in_.str("/no/such/frame.jpg\n");
  EXPECT_EQ(std::string(Run({"check", "--stream"}).message()),
            "FILE_UNREADABLE: cannot read /no/such/frame.jpg");
}

TEST_F(CheckCommands, AStreamPrintsAnObjectALine) {
  match_.advice = {Advice(1, true)};
  ASSERT_TRUE(Run({"check", "--stream", first_, "-o", "json"}).ok());
  std::istringstream lines(Output());
  std::string line;
  v1::CheckStreamResponse parsed;
  ASSERT_TRUE(std::getline(lines, line));
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(line, &parsed).ok());
  EXPECT_TRUE(parsed.has_advice());
  ASSERT_TRUE(std::getline(lines, line));
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(line, &parsed).ok());
  EXPECT_TRUE(parsed.has_answer());
}

}  // namespace
}  // namespace portcullis::cli
