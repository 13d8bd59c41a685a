// The default alignment: from YuNet's five points to dlib's chip.
#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "matcher/core/face_aligner.h"

namespace portcullis {

/// Where the five points of FacePoints, in their order, lie in the mean face.
using FivePointTemplate = std::array<Point, 5>;

/// Changes with the template, with ConfirmingDetector and with CutChip: embeddings of differently
/// cut chips must not be compared.
inline constexpr std::string_view kYunetAlignment = "yunet5-v2";

// Where ConfirmingDetector finds YuNet's points, on average, in chips that dlib cuts from its HOG
// detector and 68 landmarks (get_face_chip_details(shape, 150, 0.25)): the mean over 2,026 images
// of 1,118 people of lfw-dev, those whose name has an even CRC-32, at most 10 images each, counting
// images in which YuNet's largest box and a HOG box have centres within 0.35 of the larger width.
// To reproduce: map each point of the image into that chip, from px to mean-face
// coordinates (the inverse of ChipPointOf), and average. Measured against the alternatives in
// docs/accuracy.md.
inline constexpr FivePointTemplate kYunetTemplate = {{{0.2034F, 0.2057F},
                                                      {0.7574F, 0.2094F},
                                                      {0.4797F, 0.5263F},
                                                      {0.2373F, 0.7601F},
                                                      {0.7208F, 0.7632F}}};

/// Needs faces with points.
std::unique_ptr<FaceAligner> MakeFivePointAligner(const FivePointTemplate& points,
                                                  std::string_view alignment);

}  // namespace portcullis
