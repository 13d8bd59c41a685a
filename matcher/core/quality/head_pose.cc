#include "matcher/core/quality/head_pose.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include "matcher/core/quality/face_frame.h"
#include "matcher/core/quality/mean_face.h"
#include "matcher/core/quality/score_curve.h"

namespace portcullis {
namespace {

constexpr double kDegreesPerRadian = 57.29577951308232;
constexpr int kIterations = 15;
constexpr double kMostRadians = 1.5;  // of yaw and pitch; beyond, two points at least are hidden
constexpr double kDamping = 1e-3;     // keeps a step finite where a turn changes nothing
constexpr double kLongestStep = 0.3;  // radians

constexpr std::size_t kUnknowns = 4;  // yaw, pitch, and the two numbers of turn and scale
using Vector = std::array<double, kUnknowns>;
using Matrix = std::array<Vector, kUnknowns>;

/// Gaussian elimination with pivots; `a` is positive definite.
Vector Solve(Matrix a, Vector b) {
  for (std::size_t column = 0; column < kUnknowns; ++column) {
    std::size_t pivot = column;
    for (std::size_t row = column + 1; row < kUnknowns; ++row) {
      if (std::abs(a[row][column]) > std::abs(a[pivot][column])) pivot = row;
    }
    std::swap(a[column], a[pivot]);
    std::swap(b[column], b[pivot]);
    for (std::size_t row = column + 1; row < kUnknowns; ++row) {
      const double factor = a[row][column] / a[column][column];
      for (std::size_t k = column; k < kUnknowns; ++k) a[row][k] -= factor * a[column][k];
      b[row] -= factor * b[column];
    }
  }
  Vector x{};
  for (std::size_t row = kUnknowns; row-- > 0;) {
    double sum = b[row];
    for (std::size_t k = row + 1; k < kUnknowns; ++k) sum -= a[row][k] * x[k];
    x[row] = sum / a[row][row];
  }
  return x;
}

// The mean face with its centre of gravity at the origin, since a shift is free.
std::array<MeanFacePoint, 5> CentredMeanFace() {
  MeanFacePoint centre;
  for (const MeanFacePoint& point : kMeanFace) {
    centre.x += point.x / 5;
    centre.y += point.y / 5;
    centre.z += point.z / 5;
  }
  std::array<MeanFacePoint, 5> centred = kMeanFace;
  for (MeanFacePoint& point : centred) {
    point = {point.x - centre.x, point.y - centre.y, point.z - centre.z};
  }
  return centred;
}

struct Position {
  double x = 0;
  double y = 0;
};

// A turned point seen from the front, before roll and scale, and how it moves with yaw and pitch.
struct Turned {
  Position at;
  Position by_yaw;
  Position by_pitch;
};

Turned Turn(const MeanFacePoint& point, double yaw, double pitch) {
  const double towards = point.y * std::sin(pitch) + point.z * std::cos(pitch);
  const double down = point.y * std::cos(pitch) - point.z * std::sin(pitch);
  return {{point.x * std::cos(yaw) + towards * std::sin(yaw), down},
          {-point.x * std::sin(yaw) + towards * std::cos(yaw), 0},
          {down * std::sin(yaw), -towards}};
}

}  // namespace

HeadPose EstimateHeadPose(const FacePoints& points) {
  Face face;
  face.points = points;
  const FaceFrame frame = FrameOf(face);
  const std::array<Point, 5> all = {points.right_eye, points.left_eye, points.nose_tip,
                                    points.right_mouth_corner, points.left_mouth_corner};
  // In units of the face, so that the damping means the same for every size.
  std::array<Position, 5> seen;
  Position centre;
  for (std::size_t i = 0; i < all.size(); ++i) {
    seen[i] = {static_cast<double>(all[i].x) / frame.unit_px,
               static_cast<double>(all[i].y) / frame.unit_px};
    centre.x += seen[i].x / 5;
    centre.y += seen[i].y / 5;
  }
  static const std::array<MeanFacePoint, 5> kModel = CentredMeanFace();
  double yaw = 0;
  double pitch = 0;
  double a = frame.cosine;  // scale times cosine and sine of the roll
  double b = frame.sine;
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    Matrix normal{};
    Vector right{};
    for (std::size_t row = 0; row < kUnknowns; ++row) normal[row][row] = kDamping;
    for (std::size_t i = 0; i < seen.size(); ++i) {
      const Turned turned = Turn(kModel[i], yaw, pitch);
      const auto& [at, by_yaw, by_pitch] = turned;
      const Vector dx = {a * by_yaw.x - b * by_yaw.y, a * by_pitch.x - b * by_pitch.y, at.x, -at.y};
      const Vector dy = {b * by_yaw.x + a * by_yaw.y, b * by_pitch.x + a * by_pitch.y, at.y, at.x};
      const double error_x = seen[i].x - centre.x - (a * at.x - b * at.y);
      const double error_y = seen[i].y - centre.y - (b * at.x + a * at.y);
      for (std::size_t row = 0; row < kUnknowns; ++row) {
        right[row] += dx[row] * error_x + dy[row] * error_y;
        for (std::size_t k = 0; k < kUnknowns; ++k) {
          normal[row][k] += dx[row] * dx[k] + dy[row] * dy[k];
        }
      }
    }
    const Vector step = Solve(normal, right);
    yaw = std::clamp(yaw + std::clamp(step[0], -kLongestStep, kLongestStep), -kMostRadians,
                     kMostRadians);
    pitch = std::clamp(pitch + std::clamp(step[1], -kLongestStep, kLongestStep), -kMostRadians,
                       kMostRadians);
    a += step[2];
    b += step[3];
  }
  return {yaw * kDegreesPerRadian, pitch * kDegreesPerRadian, std::atan2(b, a) * kDegreesPerRadian};
}

namespace {

QualityComponent OfAngle(QualityMeasure measure, double degrees) {
  const double cosine = std::max(0.0, std::cos(degrees / kDegreesPerRadian));
  return {measure, degrees, ScoreOf(cosine * cosine)};
}

}  // namespace

QualityComponent HeadYaw(const HeadPose& pose) {
  return OfAngle(QualityMeasure::kHeadYaw, pose.yaw);
}

QualityComponent HeadPitch(const HeadPose& pose) {
  return OfAngle(QualityMeasure::kHeadPitch, pose.pitch);
}

QualityComponent HeadRoll(const HeadPose& pose) {
  return OfAngle(QualityMeasure::kHeadRoll, pose.roll);
}

}  // namespace portcullis
