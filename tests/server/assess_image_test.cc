// MatchService.AssessImage over real connections.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/server/server_under_test.h"

namespace portcullis::testing {
namespace {

using ::testing::HasSubstr;

ServerUnderTestOptions StricterForReferences() {
  ServerUnderTestOptions options;
  options.policy.quality.probe.min_inter_eye_distance_px = 20;
  options.policy.quality.reference.min_inter_eye_distance_px = 60;
  return options;
}

class AssessImage : public ::testing::Test {
 protected:
  grpc::Status Assess(const std::string& image, v1::CaptureUse use = v1::CAPTURE_USE_UNSPECIFIED,
                      bool include_pictures = false) {
    v1::AssessImageRequest request;
    request.set_image(image);
    request.set_use(use);
    request.set_include_pictures(include_pictures);
    grpc::ClientContext context;
    response_.Clear();
    return server_.match().AssessImage(&context, request, &response_);
  }

  ServerUnderTest server_{StricterForReferences()};
  v1::AssessImageResponse response_;
};

TEST_F(AssessImage, AcceptsOneGoodFaceAndSaysWhereItIs) {
  ASSERT_EQ(CodeAndReason(Assess(FakeFace(10, 10))), "OK");
  EXPECT_TRUE(response_.acceptable());
  EXPECT_EQ(response_.face().box().width(), 250);
  EXPECT_EQ(response_.face().points().right_eye().x(), 100);
  EXPECT_EQ(response_.face().source().width_px(), 250);
  EXPECT_EQ(response_.face().source().height_px(), 250);
  EXPECT_EQ(response_.face().quality().inter_eye_distance_px(), 50);
  EXPECT_EQ(response_.face().problem(), v1::NO_DECISION_REASON_UNSPECIFIED);
}

TEST_F(AssessImage, SaysInWordsWhatWouldMakeItBetter) {
  ASSERT_EQ(CodeAndReason(Assess("tiny 10 10")), "OK");
  EXPECT_FALSE(response_.acceptable());
  ASSERT_FALSE(response_.advice().empty());
  EXPECT_EQ(response_.advice(0).code(), v1::CAPTURE_ADVICE_COME_CLOSER);
  EXPECT_EQ(response_.advice(0).text(), "Come closer");
  EXPECT_EQ(response_.face().problem(), v1::NO_DECISION_REASON_LOW_QUALITY);
  EXPECT_EQ(response_.face().shortfalls(0).value(), 4);
  EXPECT_EQ(response_.face().shortfalls(0).minimum(), 20);
}

TEST_F(AssessImage, HoldsAReferenceAgainstTheBarForReferences) {
  ASSERT_EQ(CodeAndReason(Assess(FakeFace(10, 10), v1::CAPTURE_USE_PROBE)), "OK");
  EXPECT_TRUE(response_.acceptable());
  EXPECT_EQ(response_.bar().min_inter_eye_distance_px(), 20);
  ASSERT_EQ(CodeAndReason(Assess(FakeFace(10, 10), v1::CAPTURE_USE_REFERENCE)), "OK");
  EXPECT_EQ(response_.bar().min_inter_eye_distance_px(), 60);
  EXPECT_FALSE(response_.acceptable());
  EXPECT_EQ(response_.face().shortfalls(0).minimum(), 60);
}

TEST_F(AssessImage, ShowsWhatWasSearchedAndWhatWouldBeEmbeddedWhereThatIsWanted) {
  ASSERT_EQ(CodeAndReason(Assess(FakeFace(10, 10))), "OK");
  EXPECT_EQ(response_.upright_image(), "");
  EXPECT_EQ(response_.chip(), "");
  ASSERT_EQ(CodeAndReason(Assess(FakeFace(10, 10), v1::CAPTURE_USE_PROBE, true)), "OK");
  EXPECT_EQ(response_.upright_image(), "picture of 250x250, 800 at most");
  EXPECT_EQ(response_.chip(), "picture of 250x250, 250 at most");
  ASSERT_EQ(CodeAndReason(Assess("no face", v1::CAPTURE_USE_PROBE, true)), "OK");
  EXPECT_EQ(response_.upright_image(), "picture of 250x250, 800 at most");
  EXPECT_EQ(response_.chip(), "");
}

TEST_F(AssessImage, StoresNothingAndSearchesNothing) {
  const std::size_t events = server_.Events().size();
  ASSERT_EQ(CodeAndReason(Assess(FakeFace(10, 10))), "OK");
  EXPECT_EQ(server_.Events().size(), events);
  EXPECT_FALSE(response_.context().has_coverage());
  EXPECT_EQ(response_.context().epoch(), 0U);
  EXPECT_EQ(response_.context().policy_version(), "policies/1");
  EXPECT_EQ(response_.context().model_id(), kFakeModel.ToString());
  EXPECT_EQ(response_.context().timings().embed_ms(), 0);
  EXPECT_THAT(server_.log().back(), HasSubstr("\"outcome\":\"ACCEPTABLE\""));
}

TEST_F(AssessImage, RefusesWhatIsNoImageOrNoUse) {
  EXPECT_EQ(CodeAndReason(Assess("")), "INVALID_ARGUMENT/IMAGE_MISSING");
  EXPECT_EQ(CodeAndReason(Assess("GIF89a")), "INVALID_ARGUMENT/IMAGE_UNREADABLE");
  EXPECT_EQ(CodeAndReason(Assess(FakeFace(1, 1), static_cast<v1::CaptureUse>(7))),
            "INVALID_ARGUMENT/FIELD_INVALID");
}

}  // namespace
}  // namespace portcullis::testing
