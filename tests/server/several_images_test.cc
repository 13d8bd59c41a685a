// Identify and CheckTraveller with several images, and with evidence about attacks.
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/server/server_under_test.h"

namespace portcullis::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class SeveralImages : public ::testing::Test {
 protected:
  explicit SeveralImages(const ServerUnderTestOptions& options = {}) : server_(options) {
    entry_ = server_.Enroll(server_.CreateList("demo"), "Jane Roe", FakeFace(200, 200));
  }

  grpc::Status Identify(const v1::IdentifyRequest& request) {
    grpc::ClientContext context;
    identified_.Clear();
    return server_.match().Identify(&context, request, &identified_);
  }

  grpc::Status Identify(const std::vector<std::string>& images) {
    v1::IdentifyRequest request;
    for (const std::string& image : images) request.add_images(image);
    return Identify(request);
  }

  grpc::Status CheckTraveller(const std::string& document, const std::vector<std::string>& live) {
    v1::CheckTravellerRequest request;
    request.set_document_image(document);
    for (const std::string& image : live) request.add_live_images(image);
    grpc::ClientContext context;
    checked_.Clear();
    return server_.match().CheckTraveller(&context, request, &checked_);
  }

  ServerUnderTest server_;
  std::string entry_;
  v1::IdentifyResponse identified_;
  v1::CheckTravellerResponse checked_;
};

TEST_F(SeveralImages, AreSearchedWithTogether) {
  ASSERT_EQ(CodeAndReason(Identify({FakeFace(200, 203), FakeFace(203, 200)})), "OK");
  EXPECT_EQ(identified_.outcome(), v1::OUTCOME_REFER);
  EXPECT_EQ(identified_.candidates(0).entry(), entry_);
  EXPECT_EQ(identified_.frames_size(), 2);
  EXPECT_EQ(identified_.frames_used(), 2);
  EXPECT_GT(identified_.context().timings().decode_ms(), 0);
  EXPECT_THAT(server_.log().back(),
              AllOf(HasSubstr("\"frames\":2"), HasSubstr("\"frames_used\":2")));
}

TEST_F(SeveralImages, AreLeftOutWhereTheyShowNoSingleGoodFaceAndTheAnswerSaysWhich) {
  ASSERT_EQ(CodeAndReason(Identify({"no face", FakeFace(10, 10), "two faces", "tiny 10 10"})),
            "OK");
  EXPECT_EQ(identified_.outcome(), v1::OUTCOME_CLEAR);
  EXPECT_EQ(identified_.frames_used(), 1);
  ASSERT_EQ(identified_.frames_size(), 4);
  EXPECT_EQ(identified_.frames(0).problem(), v1::NO_DECISION_REASON_NO_FACE);
  EXPECT_EQ(identified_.frames(1).problem(), v1::NO_DECISION_REASON_UNSPECIFIED);
  EXPECT_EQ(identified_.frames(2).problem(), v1::NO_DECISION_REASON_SEVERAL_FACES);
  EXPECT_EQ(identified_.frames(3).problem(), v1::NO_DECISION_REASON_LOW_QUALITY);
  EXPECT_FALSE(identified_.frames(3).shortfalls().empty());
  EXPECT_TRUE(identified_.face().has_box()) << "the best image is the one that was used";
}

TEST_F(SeveralImages, MayAllBeAsLargeAsOneMayBe) {
  ServerUnderTest server({.max_image_bytes = 1U << 20U});
  std::string image = FakeFace(200, 200) + " ";
  image.resize(1U << 20U);
  v1::CheckTravellerRequest request;
  request.set_document_image(image);
  for (int i = 0; i < 8; ++i) request.add_live_images(image);
  grpc::ClientContext context;
  EXPECT_EQ(CodeAndReason(server.match().CheckTraveller(&context, request, &checked_)), "OK");
  EXPECT_EQ(checked_.frames_used(), 8);
}

TEST_F(SeveralImages, AreNoDecisionWhereNoneIsGood) {
  ASSERT_EQ(CodeAndReason(Identify({"no face", "two faces"})), "OK");
  EXPECT_EQ(identified_.outcome(), v1::OUTCOME_NO_DECISION);
  EXPECT_THAT(identified_.no_decision_reasons(),
              ElementsAre(v1::NO_DECISION_REASON_NO_FACE, v1::NO_DECISION_REASON_SEVERAL_FACES));
}

TEST_F(SeveralImages, AreNoDecisionWhereTheyShowTwoPeople) {
  ASSERT_EQ(CodeAndReason(Identify({FakeFace(10, 10), FakeFace(10, 250)})), "OK");
  EXPECT_EQ(identified_.outcome(), v1::OUTCOME_NO_DECISION);
  EXPECT_THAT(identified_.no_decision_reasons(),
              ElementsAre(v1::NO_DECISION_REASON_INCONSISTENT_FRAMES));
}

TEST_F(SeveralImages, StillReferTheListedOneOfTwoPeople) {
  ASSERT_EQ(CodeAndReason(Identify({FakeFace(10, 10), FakeFace(200, 200)})), "OK");
  EXPECT_EQ(identified_.outcome(), v1::OUTCOME_REFER);
}

TEST_F(SeveralImages, AreAtMostEight) {
  EXPECT_EQ(CodeAndReason(Identify(std::vector<std::string>(8, FakeFace(10, 10)))), "OK");
  EXPECT_EQ(identified_.frames_used(), 8);
  const grpc::Status status = Identify(std::vector<std::string>(9, FakeFace(10, 10)));
  EXPECT_EQ(CodeAndReason(status), "INVALID_ARGUMENT/TOO_MANY_IMAGES");
  EXPECT_THAT(status.error_message(), HasSubstr("9 images, limit is 8"));
}

TEST_F(SeveralImages, AreNamedWhereOneCannotBeRead) {
  const grpc::Status status = Identify({FakeFace(10, 10), "GIF89a"});
  EXPECT_EQ(CodeAndReason(status), "INVALID_ARGUMENT/IMAGE_UNREADABLE");
  EXPECT_THAT(status.error_message(), HasSubstr("images[1]"));
}

struct Evidence {
  std::string expected;
  std::function<void(v1::PresentationAttackEvidence&)> set;
};

TEST_F(SeveralImages, MayComeWithEvidenceThatIsChecked) {
  const std::vector<Evidence> table = {
      {"OK", [](auto& e) { e.set_result(v1::PRESENTATION_ATTACK_RESULT_BONA_FIDE); }},
      {"OK", [](auto& e) { e.set_subsystem("acme-3d 4.1"); }},
      {"OK", [](auto& e) { e.set_score(-3.5); }},
      {"INVALID_ARGUMENT/FIELD_INVALID", [](auto& e) { e.clear_result(); }},
      {"INVALID_ARGUMENT/FIELD_INVALID",
       [](auto& e) { e.set_result(static_cast<v1::PresentationAttackResult>(9)); }},
      {"INVALID_ARGUMENT/FIELD_INVALID", [](auto& e) { e.set_subsystem("a\nb"); }},
      {"OK", [](auto& e) { e.set_subsystem(std::string(100, 'x')); }},
      {"INVALID_ARGUMENT/FIELD_INVALID", [](auto& e) { e.set_subsystem(std::string(101, 'x')); }},
      {"INVALID_ARGUMENT/FIELD_INVALID",
       [](auto& e) { e.set_score(std::numeric_limits<double>::quiet_NaN()); }},
      {"INVALID_ARGUMENT/FIELD_INVALID",
       [](auto& e) { e.set_score(std::numeric_limits<double>::infinity()); }},
  };
  for (const Evidence& row : table) {
    v1::IdentifyRequest request;
    request.add_images(FakeFace(10, 10));
    v1::PresentationAttackEvidence& evidence = *request.mutable_presentation_attack_evidence();
    evidence.set_result(v1::PRESENTATION_ATTACK_RESULT_BONA_FIDE);
    row.set(evidence);
    const grpc::Status status = Identify(request);
    EXPECT_EQ(CodeAndReason(status), row.expected) << evidence.ShortDebugString();
    if (!status.ok()) {
      EXPECT_THAT(status.error_message(), HasSubstr("presentation_attack_evidence."));
    }
  }
}

TEST_F(SeveralImages, AreNoDecisionWhereTheKioskSawAnAttackUnlessSomebodyIsListed) {
  v1::IdentifyRequest request;
  request.add_images(FakeFace(10, 10));
  request.mutable_presentation_attack_evidence()->set_result(
      v1::PRESENTATION_ATTACK_RESULT_INCONCLUSIVE);
  ASSERT_EQ(CodeAndReason(Identify(request)), "OK");
  EXPECT_EQ(identified_.outcome(), v1::OUTCOME_NO_DECISION);
  EXPECT_THAT(identified_.no_decision_reasons(), ElementsAre(v1::NO_DECISION_REASON_PAD_FAILED));
  EXPECT_EQ(identified_.action(), v1::FALLBACK_ACTION_MANUAL_CHECK);

  request.set_images(0, FakeFace(200, 200));
  ASSERT_EQ(CodeAndReason(Identify(request)), "OK");
  EXPECT_EQ(identified_.outcome(), v1::OUTCOME_REFER);
}

TEST_F(SeveralImages, OfATravellerAreHeldAgainstHisDocumentAndTheLists) {
  const int before = server_.gate().passed();
  ASSERT_EQ(CodeAndReason(CheckTraveller(FakeFace(10, 13), {FakeFace(10, 10), FakeFace(10, 11)})),
            "OK");
  EXPECT_EQ(server_.gate().passed() - before, 3);
  EXPECT_EQ(checked_.verification(), v1::VERIFICATION_MATCH);
  EXPECT_TRUE(checked_.has_verification_score());
  EXPECT_EQ(checked_.outcome(), v1::OUTCOME_CLEAR);
  EXPECT_EQ(checked_.frames_used(), 2);
  EXPECT_TRUE(checked_.document_face().has_box());
  EXPECT_TRUE(checked_.live_face().has_box());
  EXPECT_EQ(checked_.context().coverage().entries_searched(), 1);
  EXPECT_THAT(server_.log().back(),
              AllOf(HasSubstr("\"outcome\":\"CLEAR\""), HasSubstr("\"verification\":\"MATCH\"")));
}

TEST_F(SeveralImages, OfAnotherThanTheHolderOfTheDocumentAreNoMatchAndAreSearchedAllTheSame) {
  ASSERT_EQ(CodeAndReason(CheckTraveller(FakeFace(10, 10), {FakeFace(200, 200)})), "OK");
  EXPECT_EQ(checked_.verification(), v1::VERIFICATION_NO_MATCH);
  EXPECT_EQ(checked_.outcome(), v1::OUTCOME_REFER);
}

TEST_F(SeveralImages, AreSearchedAlsoWhereTheDocumentHasNoFace) {
  ASSERT_EQ(CodeAndReason(CheckTraveller("no face", {FakeFace(10, 10)})), "OK");
  EXPECT_EQ(checked_.verification(), v1::VERIFICATION_NO_DECISION);
  EXPECT_THAT(checked_.verification_no_decision_reasons(),
              ElementsAre(v1::NO_DECISION_REASON_NO_FACE));
  EXPECT_FALSE(checked_.has_verification_score());
  EXPECT_EQ(checked_.outcome(), v1::OUTCOME_CLEAR);
  EXPECT_THAT(checked_.no_decision_reasons(), IsEmpty());
}

TEST_F(SeveralImages, OfATravellerAreAskedForWithHisDocument) {
  const std::string face = FakeFace(10, 10);
  struct Row {
    std::string expected, message, document;
    std::vector<std::string> live;
  };
  const std::vector<Row> table = {
      {"INVALID_ARGUMENT/IMAGE_MISSING", "document_image", "", {face}},
      {"INVALID_ARGUMENT/IMAGE_MISSING", "live_images", face, {}},
      {"INVALID_ARGUMENT/TOO_MANY_IMAGES", "live_images", face, std::vector<std::string>(9, face)},
      {"INVALID_ARGUMENT/IMAGE_UNREADABLE", "document_image", "x", {face}},
      {"INVALID_ARGUMENT/IMAGE_UNREADABLE", "live_images[1]", face, {face, "x"}},
  };
  for (const Row& row : table) {
    const grpc::Status status = CheckTraveller(row.document, row.live);
    EXPECT_EQ(CodeAndReason(status), row.expected) << row.message;
    EXPECT_THAT(status.error_message(), HasSubstr(row.message));
  }
}

TEST_F(SeveralImages, TellNoNames) {
  ASSERT_EQ(CodeAndReason(CheckTraveller(FakeFace(200, 200), {FakeFace(200, 200)})), "OK");
  EXPECT_EQ(checked_.outcome(), v1::OUTCOME_REFER);
  EXPECT_THAT(checked_.SerializeAsString(), Not(HasSubstr("Jane Roe")));
}

class CheckedForAttacks : public SeveralImages {
 protected:
  static ServerUnderTestOptions Options() {
    ServerUnderTestOptions options{.checks_attacks = true};
    options.policy.presentation_attack.min_bona_fide_score = 0.5;
    return options;
  }
  CheckedForAttacks() : SeveralImages(Options()) {}
};

TEST_F(CheckedForAttacks, ImagesOfAPersonPass) {
  ASSERT_EQ(CodeAndReason(Identify({FakeFace(10, 10)})), "OK");
  EXPECT_EQ(identified_.outcome(), v1::OUTCOME_CLEAR);
  EXPECT_DOUBLE_EQ(identified_.frames(0).bona_fide_score(), 0.9);
}

TEST_F(CheckedForAttacks, ImagesOfAPhotographAreNoDecision) {
  ASSERT_EQ(CodeAndReason(Identify({FakeFace(10, 10), FakePrint(10, 10)})), "OK");
  EXPECT_EQ(identified_.outcome(), v1::OUTCOME_NO_DECISION);
  EXPECT_THAT(identified_.no_decision_reasons(), ElementsAre(v1::NO_DECISION_REASON_PAD_FAILED));
  EXPECT_DOUBLE_EQ(identified_.frames(1).bona_fide_score(), 0.1);
}

TEST_F(CheckedForAttacks, DocumentsAreNotHeldForPeople) {
  ASSERT_EQ(CodeAndReason(CheckTraveller(FakePrint(10, 10), {FakeFace(10, 10)})), "OK");
  EXPECT_EQ(checked_.verification(), v1::VERIFICATION_MATCH);
  EXPECT_FALSE(checked_.document_face().has_bona_fide_score());
}

TEST_F(SeveralImages, HaveNoScoreWhereTheCheckIsOff) {
  ASSERT_EQ(CodeAndReason(Identify({FakeFace(10, 10)})), "OK");
  EXPECT_FALSE(identified_.frames(0).has_bona_fide_score());
}

}  // namespace
}  // namespace portcullis::testing
