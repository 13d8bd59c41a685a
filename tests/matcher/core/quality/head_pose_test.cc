#include "matcher/core/quality/head_pose.h"

#include <array>
#include <cmath>
#include <string>

#include "gtest/gtest.h"
#include "matcher/core/quality/mean_face.h"

namespace portcullis {
namespace {

constexpr double kRadians = 3.14159265358979323846 / 180;

// The mean face, turned: first pitch, then yaw, then roll, then seen from the front by a camera
// without perspective.
FacePoints Project(const HeadPose& pose, double unit_px) {
  const double yaw = pose.yaw * kRadians;
  const double pitch = pose.pitch * kRadians;
  const double roll = pose.roll * kRadians;
  std::array<Point, 5> seen;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const MeanFacePoint& point = kMeanFace[i];
    // Looking up brings the nose, which is in front, upward: y becomes smaller.
    const double down = point.y * std::cos(pitch) - point.z * std::sin(pitch);
    const double front = point.y * std::sin(pitch) + point.z * std::cos(pitch);
    // Looking to one's own left brings the nose to the right of the picture.
    const double across = point.x * std::cos(yaw) + front * std::sin(yaw);
    const double x = across * std::cos(roll) - down * std::sin(roll);
    const double y = across * std::sin(roll) + down * std::cos(roll);
    seen[i] = {static_cast<float>(300 + unit_px * x), static_cast<float>(200 + unit_px * y)};
  }
  return {seen[0], seen[1], seen[2], seen[3], seen[4]};
}

void ExpectFound(const HeadPose& pose, double unit_px, double tolerance) {
  const HeadPose found = EstimateHeadPose(Project(pose, unit_px));
  const std::string said =
      std::to_string(pose.yaw) + " " + std::to_string(pose.pitch) + " " + std::to_string(pose.roll);
  EXPECT_NEAR(found.yaw, pose.yaw, tolerance) << said;
  EXPECT_NEAR(found.pitch, pose.pitch, tolerance) << said;
  EXPECT_NEAR(found.roll, pose.roll, tolerance) << said;
}

TEST(EstimateHeadPose, FindsTheTurnThatTheMeanFaceWasGiven) {
  for (const double yaw : {-45.0, -20.0, 0.0, 10.0, 30.0, 45.0}) {
    for (const double pitch : {-25.0, -10.0, 0.0, 15.0, 25.0}) {
      for (const double roll : {-60.0, -5.0, 0.0, 20.0, 90.0}) {
        ExpectFound({yaw, pitch, roll}, 60, 0.5);
      }
    }
  }
}

TEST(EstimateHeadPose, DoesNotDependOnTheSizeOfTheFace) {
  ExpectFound({25, -12, 8}, 15, 0.5);
  ExpectFound({25, -12, 8}, 600, 0.5);
}

TEST(EstimateHeadPose, CallsItPositiveWhenThePersonLooksToHisOwnLeft) {
  FacePoints points = Project({0, 0, 0}, 60);
  points.nose_tip.x += 10;  // towards the left eye, which is on the right of the picture
  EXPECT_GT(EstimateHeadPose(points).yaw, 5);
}

TEST(EstimateHeadPose, CallsItPositiveWhenThePersonLooksUp) {
  FacePoints points = Project({0, 0, 0}, 60);
  points.nose_tip.y -= 10;
  EXPECT_GT(EstimateHeadPose(points).pitch, 5);
}

TEST(EstimateHeadPose, CallsItPositiveWhenTheHeadLeansClockwise) {
  FacePoints points = Project({0, 0, 0}, 60);
  points.left_eye.y += 10;
  points.left_mouth_corner.y += 10;
  EXPECT_GT(EstimateHeadPose(points).roll, 4);
}

TEST(EstimateHeadPose, TakesPointsThatFallTogetherForAFrontalFace) {
  const HeadPose pose = EstimateHeadPose({{5, 5}, {5, 5}, {5, 5}, {5, 5}, {5, 5}});
  EXPECT_NEAR(pose.yaw, 0, 0.5);
  EXPECT_NEAR(pose.pitch, 0, 0.5);
}

TEST(HeadPose, ScoresTheSquareOfTheCosine) {
  EXPECT_EQ(HeadYaw({0, 0, 0}).score, 100);
  EXPECT_EQ(HeadYaw({30, 0, 0}).score, 75);  // cos^2 30 = 3/4
  EXPECT_EQ(HeadPitch({0, -45, 0}).score, 50);
  EXPECT_EQ(HeadRoll({0, 0, 60}).score, 25);
  EXPECT_EQ(HeadRoll({0, 0, 120}).score, 0);
  EXPECT_EQ(HeadYaw({30, 0, 0}).raw, 30);
}

}  // namespace
}  // namespace portcullis
