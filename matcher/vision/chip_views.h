// The same face seen in slightly different ways.
#pragma once

#include <array>
#include <span>
#include <string>

#include "matcher/core/face.h"
#include "matcher/core/face_chip.h"
#include "matcher/core/image.h"

namespace portcullis {

/// How one view of a face differs from the chip as the template has it. Turned and enlarged about
/// the middle of the chip, then mirrored.
struct ChipView {
  float turned_degrees = 0;  // of the face in the chip, clockwise as seen
  float enlarged = 1;        // 1.05: the face is 5 % larger
  bool mirrored = false;     // left and right swapped, after turning
};

/// The first is always the plain chip.
inline constexpr std::array<ChipView, 4> kFourViews = {{{},
                                                        {.enlarged = 1.05F, .mirrored = true},
                                                        {.turned_degrees = 5},
                                                        {.turned_degrees = -5, .mirrored = true}}};
inline constexpr std::array<ChipView, 2> kTwoViews = {{{}, {.mirrored = true}}};

/// Every view cut out of the image itself as CutChip does: `image` of the chip is the first view,
/// `further_views` the others in their order. `views` is not empty, its first is plain.
FaceChip CutViews(const Image& image, std::span<const Point> chip_points,
                  std::span<const Point> image_points, int side_px, std::span<const ChipView> views,
                  std::string alignment);

}  // namespace portcullis
