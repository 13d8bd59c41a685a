// MatchService.CheckStream over real connections: what a kiosk sees.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/server/check_stream_fixture.h"

namespace portcullis::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

TEST_F(CheckStreamTest, RefersAListedTravellerAndFindsHisDocumentHis) {
  const Told told = CheckFrames({FakeFace(200, 203), FakeFace(200, 204)}, FakeFace(200, 200));
  ASSERT_EQ(CodeAndReason(told.status), "OK");
  ASSERT_EQ(told.advice.size(), 2U);
  ASSERT_EQ(told.answers.size(), 1U);
  const v1::CheckTravellerResponse& answer = told.answers[0];
  EXPECT_EQ(answer.outcome(), v1::OUTCOME_REFER);
  ASSERT_EQ(answer.candidates_size(), 1);
  EXPECT_EQ(answer.candidates(0).entry(), entry_);
  EXPECT_EQ(answer.verification(), v1::VERIFICATION_MATCH);
  EXPECT_TRUE(answer.has_verification_score());
  EXPECT_EQ(answer.document_face().box().width(), 250);
  EXPECT_EQ(answer.frames_size(), 2);
  EXPECT_EQ(answer.frames_used(), 2);
  EXPECT_THAT(answer.context().trace_id(), MatchesRegex("[0-9a-f]{32}"));
  EXPECT_EQ(answer.context().policy_version(), "policies/1");
  EXPECT_TRUE(answer.context().coverage().complete());
  EXPECT_EQ(answer.context().coverage().references_searched(), 1);
  EXPECT_GT(answer.context().timings().total_ms(), 0);
  EXPECT_THAT(answer.SerializeAsString(), Not(HasSubstr("Jane Roe")));
}

TEST_F(CheckStreamTest, ClearsAStrangerWithoutADocumentAndVerifiesNothing) {
  const Told told = CheckFrames({FakeFace(10, 10)});
  ASSERT_EQ(CodeAndReason(told.status), "OK");
  ASSERT_EQ(told.answers.size(), 1U);
  EXPECT_EQ(told.answers[0].outcome(), v1::OUTCOME_CLEAR);
  EXPECT_EQ(told.answers[0].verification(), v1::VERIFICATION_UNSPECIFIED);
  EXPECT_FALSE(told.answers[0].has_document_face());
}

TEST_F(CheckStreamTest, TellsTheTravellerAfterEachFrameWhatToDo) {
  const Told told = CheckFrames({"no face", "tiny 10 10", "two faces", FakeFace(10, 10)});
  ASSERT_EQ(told.advice.size(), 4U);
  EXPECT_EQ(told.advice[0].advice(0).code(), v1::CAPTURE_ADVICE_FACE_THE_CAMERA);
  EXPECT_EQ(told.advice[0].advice(0).text(), "Face the camera");
  EXPECT_EQ(told.advice[0].face().problem(), v1::NO_DECISION_REASON_NO_FACE);
  EXPECT_EQ(told.advice[1].advice(0).code(), v1::CAPTURE_ADVICE_COME_CLOSER);
  ASSERT_FALSE(told.advice[1].face().shortfalls().empty());
  EXPECT_EQ(told.advice[1].face().shortfalls(0).measure(), v1::QUALITY_MEASURE_INTER_EYE_DISTANCE);
  EXPECT_EQ(told.advice[2].advice(0).code(), v1::CAPTURE_ADVICE_ONE_PERSON_ONLY);
  for (int i = 0; i < 4; ++i) {
    const v1::FrameAdvice& advice = told.advice[static_cast<std::size_t>(i)];
    EXPECT_EQ(advice.frame(), i + 1);
    EXPECT_EQ(advice.acceptable(), i == 3);
    EXPECT_EQ(advice.frames_kept(), i == 3 ? 1 : 0);
  }
  EXPECT_EQ(told.answers.at(0).outcome(), v1::OUTCOME_CLEAR);
}

TEST_F(CheckStreamTest, GoesOnAfterAFrameThatCannotBeRead) {
  const Told told = CheckFrames({"GIF89a", FakeFace(10, 10), ""});
  ASSERT_EQ(CodeAndReason(told.status), "OK");
  ASSERT_EQ(told.advice.size(), 3U);
  EXPECT_EQ(told.advice[0].error_reason(), "IMAGE_UNREADABLE");
  EXPECT_FALSE(told.advice[0].acceptable());
  EXPECT_EQ(told.advice[1].error_reason(), "");
  EXPECT_EQ(told.advice[2].error_reason(), "IMAGE_UNREADABLE");
  EXPECT_EQ(told.advice[2].frame(), 3);
  EXPECT_EQ(told.answers.at(0).outcome(), v1::OUTCOME_CLEAR);
}

TEST_F(CheckStreamTest, KeepsTheBestEightFramesAndSaysWhenThereAreEnough) {
  const Told told = CheckFrames(std::vector<std::string>(12, FakeFace(10, 10)));
  ASSERT_EQ(told.advice.size(), 12U);
  EXPECT_FALSE(told.advice.front().enough());
  EXPECT_TRUE(told.advice.back().enough());
  EXPECT_EQ(told.advice.back().frames_kept(), 8);
  EXPECT_EQ(told.answers.at(0).frames_used(), 8);
}

TEST_F(CheckStreamTest, DecidesNothingOnFramesOfWhichNoneIsGood) {
  const Told told = CheckFrames({"no face", "two faces", "no face"});
  ASSERT_EQ(CodeAndReason(told.status), "OK");
  const v1::CheckTravellerResponse& answer = told.answers.at(0);
  EXPECT_EQ(answer.outcome(), v1::OUTCOME_NO_DECISION);
  EXPECT_THAT(answer.no_decision_reasons(),
              ElementsAre(v1::NO_DECISION_REASON_NO_FACE, v1::NO_DECISION_REASON_SEVERAL_FACES));
  EXPECT_EQ(answer.action(), v1::FALLBACK_ACTION_RETRY_CAPTURE);
  EXPECT_EQ(answer.frames_used(), 0);
}

TEST_F(CheckStreamTest, DecidesNothingOnFramesOfTwoPeople) {
  const Told told = CheckFrames({FakeFace(10, 10), FakeFace(10, 250)});
  const v1::CheckTravellerResponse& answer = told.answers.at(0);
  EXPECT_EQ(answer.outcome(), v1::OUTCOME_NO_DECISION);
  EXPECT_THAT(answer.no_decision_reasons(),
              ElementsAre(v1::NO_DECISION_REASON_INCONSISTENT_FRAMES));
}

TEST_F(CheckStreamTest, DecidesNothingWhereTheKioskSawAnAttack) {
  v1::CheckStreamRequest start = StartOf(FakeFace(10, 10));
  v1::PresentationAttackEvidence& evidence =
      *start.mutable_start()->mutable_presentation_attack_evidence();
  evidence.set_result(v1::PRESENTATION_ATTACK_RESULT_ATTACK);
  const Told told = Check({start, FrameOf(FakeFace(10, 10))});
  const v1::CheckTravellerResponse& answer = told.answers.at(0);
  EXPECT_EQ(answer.outcome(), v1::OUTCOME_NO_DECISION);
  EXPECT_THAT(answer.no_decision_reasons(), ElementsAre(v1::NO_DECISION_REASON_PAD_FAILED));
  EXPECT_EQ(answer.verification(), v1::VERIFICATION_NO_DECISION);
}

struct BrokenStream {
  std::string expected;
  std::string message;
  std::vector<v1::CheckStreamRequest> requests;
};

TEST_F(CheckStreamTest, EndsWithAnErrorWhereTheContractIsBroken) {
  v1::CheckStreamRequest unknown_list = StartOf();
  unknown_list.mutable_start()->add_lists("lists/nobody");
  v1::CheckStreamRequest malformed_list = StartOf();
  malformed_list.mutable_start()->add_lists("nobody");
  const v1::CheckStreamRequest frame = FrameOf(FakeFace(10, 10));
  const std::vector<BrokenStream> table = {
      {"INVALID_ARGUMENT/FIELD_INVALID", "start is missing", {}},
      {"INVALID_ARGUMENT/FIELD_INVALID", "start must come before", {frame}},
      {"INVALID_ARGUMENT/FIELD_INVALID", "start must come once", {StartOf(), frame, StartOf()}},
      {"INVALID_ARGUMENT/FIELD_INVALID", "request is empty", {StartOf(), v1::CheckStreamRequest()}},
      {"INVALID_ARGUMENT/FIELD_INVALID", "request is empty", {v1::CheckStreamRequest()}},
      {"INVALID_ARGUMENT/FIELD_INVALID", "lists", {malformed_list, frame}},
      {"NOT_FOUND/LIST_NOT_FOUND", "", {unknown_list, frame}},
      {"INVALID_ARGUMENT/IMAGE_MISSING", "without a frame", {StartOf()}},
      {"INVALID_ARGUMENT/IMAGE_UNREADABLE", "document_image: ", {StartOf("GIF89a"), frame}},
      {"INVALID_ARGUMENT/IMAGE_UNREADABLE", "none of the frames", {StartOf(), FrameOf("GIF89a")}},
  };
  for (const BrokenStream& row : table) {
    const Told told = Check(row.requests);
    EXPECT_EQ(CodeAndReason(told.status), row.expected) << row.message;
    EXPECT_THAT(told.status.error_message(), HasSubstr(row.message));
    EXPECT_TRUE(told.answers.empty()) << row.message;
  }
}

TEST_F(CheckStreamTest, TakesAHundredFramesAndNoMore) {
  const Told told = CheckFrames(std::vector<std::string>(101, FakeFace(10, 10)));
  EXPECT_EQ(CodeAndReason(told.status), "INVALID_ARGUMENT/TOO_MANY_IMAGES");
  EXPECT_EQ(told.advice.size(), 100U);
  EXPECT_TRUE(told.answers.empty());
}

TEST_F(CheckStreamTest, AdvisesWhileTheClientIsStillSending) {
  grpc::ClientContext context;
  const auto stream = Open(context);
  ASSERT_TRUE(stream->Write(StartOf()));
  for (int i = 1; i <= 5; ++i) {
    ASSERT_TRUE(stream->Write(FrameOf(FakeFace(10, 10))));
    v1::CheckStreamResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.advice().frame(), i);
  }
  stream->WritesDone();
  EXPECT_EQ(TakeAll(*stream).answers.size(), 1U);
}

TEST_F(CheckStreamTest, DecodesTheDocumentOnceAndEachFrameOnce) {
  const int before = server_.gate().passed();
  CheckFrames(std::vector<std::string>(5, FakeFace(10, 10)), FakeFace(10, 10));
  EXPECT_EQ(server_.gate().passed() - before, 6);
}

TEST_F(CheckStreamTest, LogsOneLineWithTheNumberOfFramesAndTheSumOfTheSteps) {
  const Told told = CheckFrames({FakeFace(10, 10), "no face", "GIF89a"}, FakeFace(10, 10));
  const std::string line = AwaitLogLine();
  EXPECT_THAT(line, AllOf(HasSubstr(told.answers.at(0).context().trace_id()),
                          HasSubstr("\"outcome\":\"CLEAR\""),
                          HasSubstr("\"verification\":\"MATCH\""), HasSubstr("\"frames\":3"),
                          HasSubstr("\"frames_used\":1"), HasSubstr("\"decode_ms\":")));
}

}  // namespace
}  // namespace portcullis::testing
