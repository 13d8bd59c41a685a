// The default alignment: from YuNet's five points to dlib's chip.
#pragma once

#include <array>
#include <memory>

#include "matcher/core/face_aligner.h"

namespace portcullis {

/// Where the five points of FacePoints, in their order, lie in the mean face.
using FivePointTemplate = std::array<Point, 5>;

inline constexpr std::string_view kYunetAlignment = "yunet5-v1";

inline constexpr FivePointTemplate kYunetTemplate = {
    {{0.227F, 0.213F}, {0.753F, 0.213F}, {0.490F, 0.516F}, {0.254F, 0.780F}, {0.726F, 0.780F}}};

/// Needs faces with points.
std::unique_ptr<FaceAligner> MakeFivePointAligner(const FivePointTemplate& points,
                                                  std::string_view alignment);

}  // namespace portcullis
