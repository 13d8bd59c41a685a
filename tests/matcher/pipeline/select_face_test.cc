#include "matcher/pipeline/select_face.h"

#include <algorithm>
#include <vector>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

Face FaceOfSide(float side) {
  Face face;
  face.box = {0, 0, side, side};
  return face;
}

TEST(SelectFace, SaysNoFaceWhenThereIsNone) {
  const auto selected = SelectFace({}, {});
  EXPECT_EQ(std::get<CaptureProblem>(selected), CaptureProblem::kNoFace);
}

TEST(SelectFace, TakesTheOnlyFace) {
  const std::vector<Face> faces = {FaceOfSide(10)};
  EXPECT_FLOAT_EQ(std::get<Face>(SelectFace(faces, {})).box.width, 10);
}

TEST(SelectFace, TakesTheMainFaceWithSmallOnesBehindIt) {
  const std::vector<Face> faces = {FaceOfSide(20), FaceOfSide(100), FaceOfSide(30)};
  EXPECT_FLOAT_EQ(std::get<Face>(SelectFace(faces, {})).box.width, 100);
}

TEST(SelectFace, DoesNotGuessBetweenFacesOfComparableSize) {
  const std::vector<Face> faces = {FaceOfSide(100), FaceOfSide(95)};
  EXPECT_EQ(std::get<CaptureProblem>(SelectFace(faces, {})), CaptureProblem::kSeveralFaces);
}

TEST(SelectFace, DrawsTheLineAtTheRatioOfAreas) {
  const SelectFaceOptions options{.comparable_area_ratio = 0.25F};
  const std::vector<Face> below = {FaceOfSide(100), FaceOfSide(49)};
  const std::vector<Face> at = {FaceOfSide(100), FaceOfSide(50)};
  EXPECT_TRUE(std::holds_alternative<Face>(SelectFace(below, options)));
  EXPECT_TRUE(std::holds_alternative<CaptureProblem>(SelectFace(at, options)));
}

TEST(SelectFace, DoesNotDependOnTheOrder) {
  std::vector<Face> faces = {FaceOfSide(20), FaceOfSide(100), FaceOfSide(30)};
  std::reverse(faces.begin(), faces.end());
  EXPECT_FLOAT_EQ(std::get<Face>(SelectFace(faces, {})).box.width, 100);
}

}  // namespace
}  // namespace portcullis
