// Where a face is in its image, and how large: the coordinates that the measures use.
#pragma once

#include "matcher/core/face.h"

namespace portcullis {

/// Coordinates of the face: the origin halfway between the eyes, u to the right of the picture and
/// v downward when the head is upright, the unit being the distance between the eyes of a frontal
/// face of this size. It is found from all five points, because the eyes alone come closer to each
/// other when a head turns. A value.
struct FaceFrame {
  Point origin;       // pixels of the image
  float unit_px = 1;  // more than 0
  float cosine = 1;   // of the turn from upright, clockwise as seen
  float sine = 0;
  bool from_points = false;  // false: guessed from the box, upright

  Point ToImage(float u, float v) const {
    return {origin.x + unit_px * (u * cosine - v * sine),
            origin.y + unit_px * (u * sine + v * cosine)};
  }
};

/// The turn, scale and shift that bring the five points of the mean frontal face closest to those
/// of `face` (least squares, Umeyama 1991). Without points: from the box, with the shares of it
/// that YuNet's boxes have on lfw-dev. Pure.
FaceFrame FrameOf(const Face& face);

}  // namespace portcullis
