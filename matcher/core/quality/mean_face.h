// The five points of a mean face, in three dimensions.
#pragma once

#include <array>

namespace portcullis {

/// Units of the distance between the eyes: x to the right of the picture, y downward, z towards
/// the camera; the origin halfway between the eyes.
struct MeanFacePoint {
  double x = 0;
  double y = 0;
  double z = 0;
};

/// In the order of FacePoints. Fitted on 2026-11-28 to where YuNet puts its points: x and y are the
/// means of the 55 neutral portraits of the Face Research Lab London Set, so that a portrait for a
/// passport has yaw and pitch 0 in the mean; the two depths are those that explain the points of
/// 1,888 images of lfw-dev, turned every way, best (least squares, each residual held below 0.05).
/// They are depths of YuNet's points rather than of a skull.
inline constexpr std::array<MeanFacePoint, 5> kMeanFace = {{
    {-0.5, 0, 0},
    {0.5, 0, 0},
    {0, 0.559, 0.35},
    {-0.448, 0.937, -0.2},
    {0.448, 0.937, -0.2},
}};

}  // namespace portcullis
