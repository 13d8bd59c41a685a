// Which part of a face a measure looks at.
#pragma once

#include "matcher/core/quality/face_patch.h"

namespace portcullis {

/// What FacePatches of faces are cut out as, and how finely: 80 x 104 samples, from the hairline to
/// below the chin.
inline constexpr PatchArea kFaceArea = {-1.25F, -1.25F, 1.25F, 2.0F};
inline constexpr int kFaceSamplesPerUnit = 32;

/// Coarser and wider, for what is behind the head: 48 x 32 samples.
inline constexpr PatchArea kSurroundings = {-3.0F, -2.0F, 3.0F, 2.0F};
inline constexpr int kSurroundingsSamplesPerUnit = 8;

/// The skin from forehead to chin: an ellipse 1.7 wide and 2.4 high.
inline bool IsInFace(float u, float v) {
  const float across = u / 0.85F;
  const float down = (v - 0.55F) / 1.2F;
  return across * across + down * down <= 1;
}

/// Below the eyes and beside the nose, on the right and the left of the person.
inline constexpr PatchArea kRightCheek = {-0.7F, 0.35F, -0.3F, 0.8F};
inline constexpr PatchArea kLeftCheek = {0.3F, 0.35F, 0.7F, 0.8F};

/// Above the eyebrows.
inline constexpr PatchArea kForehead = {-0.4F, -0.85F, 0.4F, -0.5F};

inline constexpr PatchArea kRightEye = {-0.69F, -0.13F, -0.29F, 0.17F};
inline constexpr PatchArea kLeftEye = {0.29F, -0.13F, 0.69F, 0.17F};
inline constexpr PatchArea kMouth = {-0.3F, 0.85F, 0.3F, 1.3F};

/// Eyebrows to chin, without what is at the edge of the head.
inline constexpr PatchArea kInnerFace = {-0.8F, -0.2F, 0.8F, 1.5F};

/// What the head covers, hair included, on passport-like portraits.
inline constexpr PatchArea kHead = {-1.25F, -1.5F, 1.25F, 1.85F};

}  // namespace portcullis
