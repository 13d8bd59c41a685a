// A face that a detector found in an image.
#pragma once

#include <array>
#include <optional>

namespace portcullis {

/// Pixels of the image, origin at the centre of the top left pixel, x to the right, y downward.
struct Point {
  float x = 0;
  float y = 0;
};

/// Pixels of the image; may reach beyond its borders.
struct Box {
  float left = 0;
  float top = 0;
  float width = 0;
  float height = 0;

  float area() const { return width * height; }
  Point centre() const { return {left + width / 2, top + height / 2}; }
};

/// Right and left are the person's own, so the right eye is on the left of a frontal picture.
struct FacePoints {
  Point right_eye;
  Point left_eye;
  Point nose_tip;
  Point right_mouth_corner;
  Point left_mouth_corner;
};

struct Face {
  Box box;
  float detector_confidence = 0;     // higher is surer; the scale is the detector's own
  std::optional<FacePoints> points;  // absent from detectors that find boxes only
};

}  // namespace portcullis
