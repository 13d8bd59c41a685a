// Which way a head is turned: yaw, pitch and roll.
#pragma once

#include "matcher/core/face.h"
#include "matcher/core/quality.h"

namespace portcullis {

/// Degrees, in (-90, 90) but for the roll, which is in (-180, 180]. Yaw is positive when the person
/// looks to his own left, pitch when he looks up, roll when the head leans clockwise as seen.
struct HeadPose {
  double yaw = 0;
  double pitch = 0;
  double roll = 0;
};

/// The turn of kMeanFace that explains the five points best under scaled orthographic projection,
/// in the sense of least squares: Gauss-Newton from the frontal pose. What makes the mean face
/// frontal is said in mean_face.h. Points that fall together give a frontal pose. Pure.
HeadPose EstimateHeadPose(const FacePoints& points);

/// Raw: degrees. Score: 100 cos^2, as ISO/IEC 29794-5 maps the angles of the head.
QualityComponent HeadYaw(const HeadPose& pose);
QualityComponent HeadPitch(const HeadPose& pose);
QualityComponent HeadRoll(const HeadPose& pose);

}  // namespace portcullis
