// How a camera was held, as the EXIF block of its image says.
#pragma once

#include <cstdint>
#include <span>

#include "absl/status/statusor.h"
#include "matcher/core/image.h"

namespace portcullis {

/// The values of EXIF tag 0x0112: where row 0 and column 0 of the stored pixels belong.
enum class ExifOrientation : std::uint8_t {
  kUpright = 1,
  kMirrored = 2,        // left and right swapped
  kUpsideDown = 3,      // turn by 180 degrees
  kFlipped = 4,         // top and bottom swapped
  kTransposed = 5,      // rows are columns
  kTurnRight = 6,       // turn by 90 degrees clockwise
  kAntiTransposed = 7,  // rows are columns, both reversed
  kTurnLeft = 8,        // turn by 90 degrees counter-clockwise
};

/// Reads the orientation from a TIFF structure (what follows "Exif\0\0" in a JPEG, or the content
/// of a PNG eXIf chunk). Upright if the block has no orientation, or the value 0 that some cameras
/// write for "unknown". INVALID_ARGUMENT with IMAGE_UNREADABLE if the block is corrupt.
absl::StatusOr<ExifOrientation> ReadExifOrientation(std::span<const std::uint8_t> tiff);

/// `image` with its pixels moved to where they belong.
Image MakeUpright(Image image, ExifOrientation orientation);

}  // namespace portcullis
