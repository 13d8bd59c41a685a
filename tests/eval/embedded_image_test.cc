#include "eval/embedded_image.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

const ModelId kModel{"model", "0123456789abcdef", "alignment-v1"};

FaceCapture Capture(std::variant<Embedding, CaptureProblem> result) {
  FaceCapture capture;
  if (const auto* problem = std::get_if<CaptureProblem>(&result)) {
    capture.problem = *problem;
  } else {
    capture.embedding = std::get<Embedding>(result);
  }
  Face face;
  face.box = {1.5F, 2, 30, 40};
  face.detector_confidence = 0.9F;
  face.points = FacePoints{{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}};
  capture.face = face;
  capture.quality = Quality{.inter_eye_distance_px = 31,
                            .sharpness = 120.5F,
                            .mean_luminance = 99,
                            .detector_confidence = 0.9F,
                            .components = {{QualityMeasure::kHeadYaw, -12.5, 95},
                                           {QualityMeasure::kForeheadVisible, 1.25, 100}},
                            .overall = 81};
  return capture;
}

TEST(EmbeddedImage, NamesEveryOutcome) {
  EXPECT_EQ(EmbeddedImageFrom(Capture(Embedding(kModel, {1, 2})))->outcome, "EMBEDDED");
  EXPECT_EQ(EmbeddedImageFrom(Capture(CaptureProblem::kNoFace))->outcome, "NO_FACE");
  EXPECT_EQ(EmbeddedImageFrom(Capture(CaptureProblem::kSeveralFaces))->outcome, "SEVERAL_FACES");
  EXPECT_EQ(EmbeddedImageFrom(Capture(CaptureProblem::kLowQuality))->outcome, "LOW_QUALITY");
}

TEST(EmbeddedImage, TakesARefusedImageForAnOutcome) {
  const absl::StatusOr<FaceCapture> refused =
      MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable, "not an image");
  const auto image = EmbeddedImageFrom(refused);
  ASSERT_OK(image);
  EXPECT_EQ(image->outcome, "IMAGE_UNREADABLE");
  EXPECT_FALSE(image->embedding);
}

TEST(EmbeddedImage, DoesNotBlameAnImageForOurOwnErrors) {
  const absl::StatusOr<FaceCapture> failed = absl::InternalError("the library threw");
  EXPECT_EQ(EmbeddedImageFrom(failed).status().code(), absl::StatusCode::kInternal);
}

TEST(EmbeddedImage, IsReadBackAsItWasWritten) {
  const auto image = EmbeddedImageFrom(Capture(Embedding(kModel, {0.1F, -2.5e-8F, 3})));
  const std::string line = ToJsonLine("a/b.jpg", kModel, *image);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto read = FromJsonLine(line, kModel);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->outcome, "EMBEDDED");
  EXPECT_EQ(read->face->box.left, 1.5F);
  EXPECT_EQ(read->face->points->left_mouth_corner.y, 10);
  EXPECT_EQ(*read->quality, *image->quality);
  const auto values = read->embedding->values();
  EXPECT_EQ(std::vector<float>(values.begin(), values.end()),
            (std::vector<float>{0.1F, -2.5e-8F, 3}));
  EXPECT_EQ(read->embedding->model(), kModel);
}

TEST(EmbeddedImage, IsNotReadWithAQualityOfWhichHalfIsMissing) {
  const std::string line =
      R"({"path":"a","outcome":"LOW_QUALITY","model":"model@0123456789ab/alignment-v1",)"
      R"("quality":{"inter_eye_distance_px":9,"sharpness":1,"mean_luminance":2,)"
      R"("detector_confidence":0.5)";
  EXPECT_FALSE(FromJsonLine(line + "}}", kModel));
  EXPECT_FALSE(FromJsonLine(line + R"(,"overall":50}})", kModel));
  EXPECT_TRUE(FromJsonLine(line + R"(,"overall":50,"components":[]}})", kModel));
}

TEST(EmbeddedImage, RefusesAMeasureThatItDoesNotKnow) {
  const auto image = EmbeddedImageFrom(Capture(Embedding(kModel, {1})));
  std::string line = ToJsonLine("a", kModel, *image);
  line.replace(line.find("HEAD_YAW"), 8, "HAT_SIZE");
  EXPECT_FALSE(FromJsonLine(line, kModel));
}

TEST(EmbeddedImage, WritesOneLineWithPathAndOutcomeFirst) {
  EmbeddedImage image;
  image.outcome = "NO_FACE";
  EXPECT_EQ(ToJsonLine("a.jpg", kModel, image),
            R"({"path":"a.jpg","outcome":"NO_FACE","model":"model@0123456789ab/alignment-v1"})");
}

TEST(EmbeddedImage, WritesJsonForNamesThatAreNotUtf8) {
  EmbeddedImage image;
  image.outcome = "NO_FACE";
  EXPECT_TRUE(FromJsonLine(ToJsonLine("\xff.jpg", kModel, image), kModel));
}

TEST(EmbeddedImage, IsNotReadFromAnythingElse) {
  const auto image = EmbeddedImageFrom(Capture(Embedding(kModel, {1})));
  const std::string line = ToJsonLine("a", kModel, *image);
  EXPECT_FALSE(FromJsonLine("", kModel));
  EXPECT_FALSE(FromJsonLine("{}", kModel));
  EXPECT_FALSE(FromJsonLine(line.substr(0, line.size() / 2), kModel));
  EXPECT_FALSE(FromJsonLine(line, {"other", kModel.weights_sha256, kModel.alignment}));
}

}  // namespace
}  // namespace portcullis
