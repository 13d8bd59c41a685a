// A face drawn by a formula, for tests of what is measured on one.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "matcher/core/face.h"
#include "matcher/core/image.h"
#include "matcher/core/quality/face_frame.h"
#include "matcher/core/quality/mean_face.h"

namespace portcullis::testing {

/// What is drawn, and how it is lit and seen. The defaults are a portrait that is good in all ways.
struct DrawnFace {
  int width = 400;
  int height = 400;
  FaceFrame frame = {{199.5F, 170}, 60, 1, 0, true};
  float skin = 160;       // luminance
  float light_right = 1;  // times the skin on the picture's right edge of the face, 1 on its left
  float gain = 1;         // of the whole picture
  float offset = 0;       // of the whole picture
  float softness = 0;     // width of a blur, in units of the frame
  bool eyes_open = true;
  bool mouth_open = false;
  bool hat = false;
  bool busy_background = false;
};

// 1 inside, 0 outside, with an edge `soft` wide.
inline float Inside(float distance, float soft) {
  return std::clamp(0.5F - distance / std::max(soft, 0.02F), 0.0F, 1.0F);
}

inline float Ellipse(float u, float v, float centre_u, float centre_v, float width, float height) {
  const float across = (u - centre_u) / width;
  const float down = (v - centre_v) / height;
  return (std::sqrt(across * across + down * down) - 1) * std::min(width, height);
}

inline float Mixed(float below, float above, float share) {
  return below * (1 - share) + above * share;
}

/// Luminance at a place of the face's frame, before gain and offset.
inline float LuminanceOf(const DrawnFace& face, float u, float v) {
  const float soft = 0.05F + face.softness;
  // What a blur leaves of the fine things.
  const float fine = 1 / (1 + 40 * face.softness);
  float value = 200;
  if (face.busy_background) {
    value += 55 * std::sin(12 * u) * std::sin(12 * v);
  }
  const float light = Mixed(1, face.light_right, std::clamp((u + 1) / 2, 0.0F, 1.0F));
  const float pores = 5 * fine * std::sin(70 * u) * std::sin(60 * v);
  value = Mixed(value, (face.skin + pores) * light, Inside(Ellipse(u, v, 0, 0.5F, 1, 1.35F), soft));
  for (const float side : {-0.5F, 0.5F}) {
    const float skin = value;
    value = Mixed(value, 60, fine * Inside(Ellipse(u, v, side, -0.33F, 0.25F, 0.05F), soft));
    if (face.eyes_open) {
      value = Mixed(value, 215 * light, fine * Inside(Ellipse(u, v, side, 0, 0.19F, 0.08F), soft));
      value = Mixed(value, 30, fine * Inside(Ellipse(u, v, side, 0, 0.075F, 0.075F), soft));
    } else {
      value = Mixed(skin, 70, fine * Inside(Ellipse(u, v, side, 0.03F, 0.19F, 0.02F), soft));
    }
  }
  value = Mixed(value, 100 * light, fine * Inside(Ellipse(u, v, 0, 1.04F, 0.4F, 0.1F), soft));
  if (face.mouth_open) {
    const float teeth = std::sin(40 * u) > -0.6F ? 230.0F : 60.0F;
    value = Mixed(value, teeth, fine * Inside(Ellipse(u, v, 0, 1.04F, 0.32F, 0.07F), soft));
  }
  if (face.hat)
    value = Mixed(value, 30, Inside(v + 0.42F, soft) * Inside(std::abs(u) - 1.1F, soft));
  return value;
}

inline Image Draw(const DrawnFace& face) {
  std::vector<std::uint8_t> pixels;
  pixels.reserve(static_cast<std::size_t>(face.width) * static_cast<std::size_t>(face.height) * 3);
  for (int y = 0; y < face.height; ++y) {
    for (int x = 0; x < face.width; ++x) {
      const float right = (static_cast<float>(x) - face.frame.origin.x) / face.frame.unit_px;
      const float down = (static_cast<float>(y) - face.frame.origin.y) / face.frame.unit_px;
      const float u = right * face.frame.cosine + down * face.frame.sine;
      const float v = -right * face.frame.sine + down * face.frame.cosine;
      const float value = face.gain * LuminanceOf(face, u, v) + face.offset;
      const auto grey = static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0F, 255.0F)));
      pixels.insert(pixels.end(), {grey, grey, grey});
    }
  }
  return {face.width, face.height, std::move(pixels)};
}

/// The face with the points of the mean face, where a detector would find it.
inline Face FoundFace(const DrawnFace& drawn) {
  const auto at = [&](std::size_t i) {
    return drawn.frame.ToImage(static_cast<float>(kMeanFace[i].x),
                               static_cast<float>(kMeanFace[i].y));
  };
  Face face;
  const float unit = drawn.frame.unit_px;
  face.box = {drawn.frame.origin.x - 1.1F * unit, drawn.frame.origin.y - 0.9F * unit, 2.2F * unit,
              2.8F * unit};
  face.detector_confidence = 0.95F;
  face.points = FacePoints{at(0), at(1), at(2), at(3), at(4)};
  return face;
}

}  // namespace portcullis::testing
