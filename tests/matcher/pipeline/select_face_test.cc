#include "matcher/pipeline/select_face.h"

#include <algorithm>
#include <vector>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

constexpr ImageSize kImage{1000, 1000};

Face FaceAt(float centre_x, float centre_y, float side) {
  Face face;
  face.box = {centre_x - side / 2, centre_y - side / 2, side, side};
  return face;
}

CaptureProblem ProblemOf(const std::vector<Face>& faces, const SelectFaceOptions& options = {}) {
  return std::get<CaptureProblem>(SelectFace(faces, kImage, options));
}

float SideOfSelected(const std::vector<Face>& faces, const SelectFaceOptions& options = {}) {
  return std::get<Face>(SelectFace(faces, kImage, options)).box.width;
}

TEST(SelectFace, SaysNoFaceWhenThereIsNone) { EXPECT_EQ(ProblemOf({}), CaptureProblem::kNoFace); }

TEST(SelectFace, TakesTheOnlyFaceWhereverItIs) {
  EXPECT_FLOAT_EQ(SideOfSelected({FaceAt(50, 950, 40)}), 40);
}

TEST(SelectFace, TakesTheMainFaceWithSmallOnesBehindIt) {
  EXPECT_FLOAT_EQ(
      SideOfSelected({FaceAt(400, 500, 60), FaceAt(500, 500, 300), FaceAt(700, 400, 80)}), 300);
}

TEST(SelectFace, TakesTheCentralFaceWithOneAsLargeAtTheEdge) {
  EXPECT_FLOAT_EQ(SideOfSelected({FaceAt(950, 500, 310), FaceAt(500, 500, 300)}), 300);
}

TEST(SelectFace, DoesNotGuessBetweenTwoFacesSideBySide) {
  EXPECT_EQ(ProblemOf({FaceAt(250, 500, 300), FaceAt(750, 500, 300)}),
            CaptureProblem::kSeveralFaces);
}

TEST(SelectFace, DoesNotGuessWhenAnotherFaceIsNearlyAsProminent) {
  EXPECT_EQ(ProblemOf({FaceAt(450, 500, 300), FaceAt(600, 500, 280)}),
            CaptureProblem::kSeveralFaces);
}

TEST(SelectFace, DrawsTheLineAtTheRatioOfProminences) {
  const SelectFaceOptions options{.comparable_prominence_ratio = 0.25F};
  EXPECT_FLOAT_EQ(SideOfSelected({FaceAt(500, 500, 100), FaceAt(500, 500, 49)}, options), 100);
  EXPECT_EQ(ProblemOf({FaceAt(500, 500, 100), FaceAt(500, 500, 50)}, options),
            CaptureProblem::kSeveralFaces);
}

TEST(SelectFace, DoesNotDependOnTheOrder) {
  std::vector<Face> faces = {FaceAt(400, 500, 60), FaceAt(500, 500, 300), FaceAt(700, 400, 80)};
  std::reverse(faces.begin(), faces.end());
  EXPECT_FLOAT_EQ(SideOfSelected(faces), 300);
}

TEST(Prominence, IsTheAreaInTheMiddleAndFallsWithTheSquareOfTheDistance) {
  EXPECT_FLOAT_EQ(Prominence(FaceAt(500, 500, 10), kImage), 100);
  EXPECT_NEAR(Prominence(FaceAt(1000, 500, 10), kImage), 13.534, 0.001);  // 100 exp(-2)
  EXPECT_NEAR(Prominence(FaceAt(500, 0, 10), kImage), 13.534, 0.001);
}

}  // namespace
}  // namespace portcullis
