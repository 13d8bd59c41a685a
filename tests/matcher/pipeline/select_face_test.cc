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

/// Two people: one of 300 px, another `size` times as long, their centres so far from the middle of
/// the image, to the left and to the right, in half sides of the image.
struct TwoPeople {
  float size;
  float main_at;
  float other_at;
  bool several;
};

TEST(SelectFace, JudgesTwoPeopleByTheirSizesAndPlaces) {
  const TwoPeople kTable[] = {
      // Beside each other: their areas decide, down to sqrt(0.6) = 0.775 times the length.
      {1.0F, 0.5F, 0.5F, true},
      {0.9F, 0.5F, 0.5F, true},
      {0.8F, 0.5F, 0.5F, true},
      {0.7F, 0.5F, 0.5F, false},
      {0.5F, 0.5F, 0.5F, false},
      {0.3F, 0.5F, 0.5F, false},
      // One in the middle, the other cheek to cheek: 1 of the area, exp(-2.5 x 0.09) = 0.80 of
      // that.
      {1.0F, 0, 0.3F, true},
      {0.9F, 0, 0.3F, true},
      {0.8F, 0, 0.3F, false},
      {0.5F, 0, 0.3F, false},
      // At 0.6 exp(-2.5 x 0.36) = 0.41 is left of it: it takes 1.21 times the length to matter ...
      {1.0F, 0, 0.6F, false},
      {1.2F, 0, 0.6F, false},
      {1.3F, 0, 0.6F, true},
      // ... and a face at the edge 2.7 times as long as the one in the middle is no bystander.
      {2.7F, 0, 0.9F, true},
      // Someone in the middle of the picture, far behind the one who is meant.
      {0.5F, 0.3F, 0, false},
      {0.3F, 0.3F, 0, false},
      {0.8F, 0.3F, 0, true},
  };
  for (const TwoPeople& two : kTable) {
    const std::vector<Face> faces = {FaceAt(500 - 500 * two.main_at, 500, 300),
                                     FaceAt(500 + 500 * two.other_at, 500, 300 * two.size)};
    const auto selection = SelectFace(faces, kImage, {});
    const bool several = std::holds_alternative<CaptureProblem>(selection);
    EXPECT_EQ(several, two.several) << two.size << " at " << two.main_at << ", " << two.other_at;
    if (!several) {
      EXPECT_FLOAT_EQ(std::get<Face>(selection).box.width, 300) << two.size;
    }
  }
}

TEST(SelectFace, DoesNotDependOnTheOrder) {
  std::vector<Face> faces = {FaceAt(400, 500, 60), FaceAt(500, 500, 300), FaceAt(700, 400, 80)};
  std::reverse(faces.begin(), faces.end());
  EXPECT_FLOAT_EQ(SideOfSelected(faces), 300);
}

TEST(Prominence, IsTheAreaInTheMiddleAndFallsWithTheSquareOfTheDistance) {
  EXPECT_FLOAT_EQ(Prominence(FaceAt(500, 500, 10), kImage), 100);
  EXPECT_NEAR(Prominence(FaceAt(1000, 500, 10), kImage), 8.2085, 0.0001);  // 100 exp(-2.5)
  EXPECT_NEAR(Prominence(FaceAt(500, 0, 10), kImage), 8.2085, 0.0001);
}

}  // namespace
}  // namespace portcullis
