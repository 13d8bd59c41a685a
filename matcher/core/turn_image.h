// Turns an image by quarters of a full turn.
#pragma once

#include <cstdint>

#include "matcher/core/image.h"

namespace portcullis {

/// Clockwise, in degrees.
enum class Turn : std::uint16_t { kQuarter = 90, kHalf = 180, kThreeQuarters = 270 };

/// `image` turned clockwise. Pure; moves pixels, changes none.
Image TurnClockwise(const Image& image, Turn turn);

}  // namespace portcullis
