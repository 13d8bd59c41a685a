#include <functional>
#include <string>

#include "fmt/format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/server/server_under_test.h"

namespace portcullis::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

constexpr char kName[] = "Jane Roe";

class MatchServiceTest : public ::testing::Test {
 protected:
  /// At (0, 0), (1, 0), ..., (11, 0).
  void EnrolTwelve() {
    const std::string list = server_.CreateList("demo");
    for (int i = 0; i < 12; ++i) server_.Enroll(list, fmt::format("P{}", i), FakeFace(i, 0));
  }

  grpc::Status Identify(const v1::IdentifyRequest& request) {
    grpc::ClientContext context;
    response_.Clear();
    return server_.match().Identify(&context, request, &response_);
  }

  grpc::Status Identify(const std::string& image) {
    v1::IdentifyRequest request;
    request.add_images(image);
    return Identify(request);
  }

  grpc::Status Verify(const std::string& document, const std::string& live) {
    v1::VerifyRequest request;
    request.set_document_image(document);
    request.set_live_image(live);
    grpc::ClientContext context;
    verification_.Clear();
    return server_.match().Verify(&context, request, &verification_);
  }

  ServerUnderTest server_;
  v1::IdentifyResponse response_;
  v1::VerifyResponse verification_;
};

TEST_F(MatchServiceTest, RefersATravellerWhoIsListed) {
  const std::string list = server_.CreateList("demo");
  const std::string entry = server_.Enroll(list, kName, FakeFace(100, 100));
  server_.Enroll(list, "Far Away", FakeFace(200, 200));

  ASSERT_EQ(CodeAndReason(Identify(FakeFace(103, 104))), "OK");

  EXPECT_EQ(response_.outcome(), v1::OUTCOME_REFER);
  EXPECT_TRUE(response_.no_decision_reasons().empty());
  ASSERT_EQ(response_.candidates_size(), 2);
  const v1::Candidate& first = response_.candidates(0);
  EXPECT_EQ(first.rank(), 1);
  EXPECT_EQ(first.entry(), entry);
  EXPECT_TRUE(first.referred());
  EXPECT_FLOAT_EQ(static_cast<float>(first.score().distance()), 5);
  EXPECT_TRUE(first.score().beyond_measured_range());
  EXPECT_FALSE(response_.candidates(1).referred());
  EXPECT_EQ(response_.candidates(1).rank(), 2);
  EXPECT_EQ(response_.face().box().width(), 250);
}

TEST_F(MatchServiceTest, SaysWhatIsNeededToExplainTheAnswerLater) {
  const std::string list = server_.CreateList("demo");
  server_.Enroll(list, kName, FakeFace(100, 100));
  ASSERT_EQ(CodeAndReason(Identify(FakeFace(0, 0))), "OK");
  const v1::AnswerContext& context = response_.context();
  EXPECT_THAT(context.trace_id(), MatchesRegex("[0-9a-f]{32}"));
  EXPECT_EQ(context.policy_version(), "policies/1");
  EXPECT_EQ(context.model_id(), kFakeModel.ToString());
  EXPECT_EQ(context.epoch(), 4U);
  EXPECT_TRUE(context.coverage().complete());
  EXPECT_EQ(context.coverage().entries_searched(), 1);
  EXPECT_EQ(context.coverage().references_searched(), 1);
  EXPECT_GT(context.timings().total_ms(), 0);
  EXPECT_GE(context.timings().total_ms(),
            context.timings().decode_ms() + context.timings().search_ms());
}

TEST_F(MatchServiceTest, ClearsAStranger) {
  server_.Enroll(server_.CreateList("demo"), kName, FakeFace(200, 200));
  ASSERT_EQ(CodeAndReason(Identify(FakeFace(0, 0))), "OK");
  EXPECT_EQ(response_.outcome(), v1::OUTCOME_CLEAR);
}

TEST_F(MatchServiceTest, AnswersNoDecisionWhereTheCaptureDoesNotAllowOne) {
  server_.Enroll(server_.CreateList("demo"), kName, FakeFace(200, 200));
  const std::vector<std::pair<std::string, v1::NoDecisionReason>> captures = {
      {"no face", v1::NO_DECISION_REASON_NO_FACE},
      {"two faces", v1::NO_DECISION_REASON_SEVERAL_FACES},
      {"tiny 1 1", v1::NO_DECISION_REASON_LOW_QUALITY}};
  for (const auto& [image, reason] : captures) {
    ASSERT_EQ(CodeAndReason(Identify(image)), "OK");
    EXPECT_EQ(response_.outcome(), v1::OUTCOME_NO_DECISION) << image;
    EXPECT_THAT(response_.no_decision_reasons(), ElementsAre(reason)) << image;
  }
}

TEST_F(MatchServiceTest, NeverClearsWhatItCouldNotSearch) {
  ASSERT_EQ(CodeAndReason(Identify(FakeFace(0, 0))), "OK");
  EXPECT_THAT(response_.no_decision_reasons(),
              ElementsAre(v1::NO_DECISION_REASON_NOTHING_TO_SEARCH));

  server_.Enroll(server_.CreateList("demo"), kName, FakeFace(200, 200));
  server_.gallery().MarkIncomplete();
  ASSERT_EQ(CodeAndReason(Identify(FakeFace(0, 0))), "OK");
  EXPECT_EQ(response_.outcome(), v1::OUTCOME_NO_DECISION);
  EXPECT_THAT(response_.no_decision_reasons(),
              ElementsAre(v1::NO_DECISION_REASON_PARTIAL_COVERAGE));
  EXPECT_FALSE(response_.context().coverage().complete());
}

TEST_F(MatchServiceTest, SearchesOnlyTheListsAskedFor) {
  server_.Enroll(server_.CreateList("here"), kName, FakeFace(100, 100));
  server_.Enroll(server_.CreateList("there"), "Other", FakeFace(200, 200));
  v1::IdentifyRequest request;
  request.add_images(FakeFace(100, 100));
  request.add_lists("lists/there");
  ASSERT_EQ(CodeAndReason(Identify(request)), "OK");
  EXPECT_EQ(response_.outcome(), v1::OUTCOME_CLEAR);
  EXPECT_EQ(response_.context().coverage().entries_searched(), 1);
}

TEST_F(MatchServiceTest, ReturnsAsManyCandidatesAsAskedFor) {
  EnrolTwelve();
  v1::IdentifyRequest request;
  request.add_images(FakeFace(0, 90));
  ASSERT_EQ(CodeAndReason(Identify(request)), "OK");
  EXPECT_EQ(response_.candidates_size(), 10);
  request.set_max_candidates(3);
  ASSERT_EQ(CodeAndReason(Identify(request)), "OK");
  EXPECT_EQ(response_.candidates_size(), 3);
}

TEST_F(MatchServiceTest, KeepsNobodyBackWhoIsAtALevel) {
  EnrolTwelve();
  v1::IdentifyRequest request;
  request.add_images(FakeFace(0, 0));
  request.set_max_candidates(3);
  ASSERT_EQ(CodeAndReason(Identify(request)), "OK");
  EXPECT_EQ(response_.candidates_size(), 12);
}

TEST_F(MatchServiceTest, TellsKiosksNoNames) {
  server_.Enroll(server_.CreateList("demo"), kName, FakeFace(100, 100));
  ASSERT_EQ(CodeAndReason(Identify(FakeFace(100, 100))), "OK");
  EXPECT_THAT(response_.SerializeAsString(), Not(HasSubstr(kName)));
}

TEST_F(MatchServiceTest, LogsOneLineForEachCallWithoutAName) {
  server_.Enroll(server_.CreateList("demo"), kName, FakeFace(100, 100));
  ASSERT_EQ(CodeAndReason(Identify(FakeFace(100, 100))), "OK");
  const std::vector<std::string> log = server_.log();
  ASSERT_EQ(log.size(), 4U);
  EXPECT_THAT(log[3], HasSubstr(response_.context().trace_id()));
  EXPECT_THAT(log[3], HasSubstr("\"outcome\":\"REFER\""));
  for (const std::string& line : log) EXPECT_THAT(line, Not(HasSubstr(kName)));
}

TEST_F(MatchServiceTest, GivesTheTraceIdWithErrorsToo) {
  grpc::ClientContext context;
  v1::IdentifyRequest request;
  const grpc::Status status = server_.match().Identify(&context, request, &response_);
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto trace_id = trailers.find("portcullis-trace-id");
  ASSERT_NE(trace_id, trailers.end());
  const std::string text(trace_id->second.data(), trace_id->second.size());
  EXPECT_EQ(text, ErrorInfoOf(status).metadata().at("trace_id"));
  EXPECT_THAT(server_.log().back(), HasSubstr(text));
}

struct BadRequest {
  std::string expected;
  std::function<void(v1::IdentifyRequest&)> spoil;
};

TEST_F(MatchServiceTest, RefusesRequestsThatBreakTheContract) {
  const std::vector<BadRequest> table = {
      {"INVALID_ARGUMENT/IMAGE_MISSING", [](auto& r) { r.clear_images(); }},
      {"INVALID_ARGUMENT/TOO_MANY_IMAGES",
       [](auto& r) {
         for (int i = 0; i < 8; ++i) r.add_images("face 1 1");
       }},
      {"INVALID_ARGUMENT/IMAGE_UNREADABLE", [](auto& r) { r.set_images(0, "GIF89a"); }},
      {"INVALID_ARGUMENT/IMAGE_UNREADABLE", [](auto& r) { r.set_images(0, ""); }},
      {"INVALID_ARGUMENT/FIELD_INVALID", [](auto& r) { r.set_max_candidates(-1); }},
      {"INVALID_ARGUMENT/FIELD_INVALID", [](auto& r) { r.set_max_candidates(101); }},
      {"INVALID_ARGUMENT/FIELD_INVALID", [](auto& r) { r.add_lists("demo"); }},
      {"INVALID_ARGUMENT/FIELD_INVALID",
       [](auto& r) {
         for (int i = 0; i < 101; ++i) r.add_lists("lists/a");
       }},
      {"NOT_FOUND/LIST_NOT_FOUND", [](auto& r) { r.add_lists("lists/nobody"); }},
  };
  for (const BadRequest& bad : table) {
    v1::IdentifyRequest request;
    request.add_images(FakeFace(1, 1));
    bad.spoil(request);
    const grpc::Status status = Identify(request);
    EXPECT_EQ(CodeAndReason(status), bad.expected) << request.ShortDebugString();
    EXPECT_EQ(ErrorInfoOf(status).domain(), "portcullis");
  }
}

TEST_F(MatchServiceTest, SurvivesAnOversizedMessage) {
  EXPECT_EQ(CodeAndReason(Identify(std::string(2U << 20U, 'x'))), "RESOURCE_EXHAUSTED");
  EXPECT_EQ(CodeAndReason(Identify(FakeFace(1, 1))), "OK");
}

TEST_F(MatchServiceTest, ComparesTheFacesOfTwoImages) {
  ASSERT_EQ(CodeAndReason(Verify(FakeFace(10, 10), FakeFace(13, 14))), "OK");
  EXPECT_EQ(verification_.verification(), v1::VERIFICATION_MATCH);
  EXPECT_FLOAT_EQ(static_cast<float>(verification_.score().distance()), 5);
  EXPECT_TRUE(verification_.context().coverage().complete());

  ASSERT_EQ(CodeAndReason(Verify(FakeFace(10, 10), FakeFace(90, 10))), "OK");
  EXPECT_EQ(verification_.verification(), v1::VERIFICATION_NO_MATCH);
}

TEST_F(MatchServiceTest, GivesNoScoreWhereAnImageHasNoSingleFace) {
  ASSERT_EQ(CodeAndReason(Verify(FakeFace(10, 10), "two faces")), "OK");
  EXPECT_EQ(verification_.verification(), v1::VERIFICATION_NO_DECISION);
  EXPECT_THAT(verification_.no_decision_reasons(),
              ElementsAre(v1::NO_DECISION_REASON_SEVERAL_FACES));
  EXPECT_FALSE(verification_.has_score());
  EXPECT_FALSE(verification_.live_face().has_box());
}

TEST_F(MatchServiceTest, AsksForBothImages) {
  EXPECT_EQ(CodeAndReason(Verify("", FakeFace(1, 1))), "INVALID_ARGUMENT/IMAGE_MISSING");
  EXPECT_EQ(CodeAndReason(Verify(FakeFace(1, 1), "")), "INVALID_ARGUMENT/IMAGE_MISSING");
  EXPECT_THAT(Verify(FakeFace(1, 1), "x").error_message(), HasSubstr("live_image"));
}

TEST_F(MatchServiceTest, ReportsTheStateOfTheServer) {
  server_.Enroll(server_.CreateList("demo"), kName, FakeFace(100, 100));
  grpc::ClientContext context;
  v1::GetStatusResponse status;
  ASSERT_TRUE(server_.admin().GetStatus(&context, {}, &status).ok());
  EXPECT_EQ(status.version(), "1.2.3");
  EXPECT_EQ(status.start_time().seconds(), 1'700'000'000);
  EXPECT_EQ(status.model().model_id(), kFakeModel.ToString());
  EXPECT_EQ(status.calibration().impostor_comparisons(), 3'000'000);
  EXPECT_DOUBLE_EQ(status.calibration().fnmr_at_fmr_1e3(), 0.5);
  EXPECT_EQ(status.policy().version(), "policies/1");
  EXPECT_FALSE(status.policy().threshold_finer_than_measured());
  EXPECT_EQ(status.lists(), 1);
  EXPECT_EQ(status.entries(), 1);
  EXPECT_EQ(status.references(), 1);
  EXPECT_EQ(status.epoch(), 4U);
  EXPECT_TRUE(status.coverage_complete());
  EXPECT_EQ(status.lanes(), 1);
  EXPECT_EQ(status.queue_capacity(), 64);
  EXPECT_TRUE(status.insecure_loopback());
}

}  // namespace
}  // namespace portcullis::testing
