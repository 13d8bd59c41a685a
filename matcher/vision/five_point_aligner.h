// Alignment by YuNet's five points: the default.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string_view>

#include "matcher/core/face_aligner.h"
#include "matcher/vision/chip_views.h"

namespace portcullis {

/// Where the five points of FacePoints, in their order, lie.
using FivePointTemplate = std::array<Point, 5>;

/// Changes with the template, the views, ConfirmingDetector and CutChip: embeddings of differently
/// cut chips must not be compared.
inline constexpr std::string_view kYunetAlignment = "yunet5-v3";

// Where ConfirmingDetector finds YuNet's points, on average, in chips that dlib cuts from its HOG
// detector and 68 landmarks (get_face_chip_details(shape, 150, 0.25)): the mean over 2,026 images
// of 1,118 people of lfw-dev, those whose name has an even CRC-32, at most 10 images each, counting
// images in which YuNet's largest box and a HOG box have centres within 0.35 of the larger width.
// In mean-face coordinates. To reproduce: map each point of the image into that chip, from px to
// mean-face coordinates (the inverse of ChipPointOf), and average. Measured against the
// alternatives in docs/accuracy.md.
inline constexpr FivePointTemplate kYunetTemplate = {{{0.2034F, 0.2057F},
                                                      {0.7574F, 0.2094F},
                                                      {0.4797F, 0.5263F},
                                                      {0.2373F, 0.7601F},
                                                      {0.7208F, 0.7632F}}};

/// How chips are cut for one kind of network.
struct FivePointFrame {
  FivePointTemplate points;         // in pixels of the chip
  int side_px = 0;                  // of the chip
  std::span<const ChipView> views;  // as CutViews; static
  std::string_view alignment;       // FaceChip::alignment
};

/// kYunetTemplate in dlib's chip, in four views.
FivePointFrame YunetFrame();

/// Needs faces with points: turns, scales and moves them as close to those of `frame` as it can.
std::unique_ptr<FaceAligner> MakeFivePointAligner(const FivePointFrame& frame);

}  // namespace portcullis
