// How a camera was held, as the EXIF block of its image says.
#pragma once

#include <cstddef>
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

/// Whether the rows of the stored image are columns of the upright one.
bool SwapsSides(ExifOrientation orientation);

/// Where the pixels of one stored row go: that of the first one, and the step from one to the next,
/// in pixels of the upright image (row by row from its top).
struct PixelPath {
  std::ptrdiff_t start = 0;
  std::ptrdiff_t step = 1;
};

/// `width` and `height` are those of the stored image, `y` is the stored row.
PixelPath PathOfRow(ExifOrientation orientation, std::ptrdiff_t width, std::ptrdiff_t height,
                    std::ptrdiff_t y);

/// Copies a stored row of RGB to where it goes in the upright image, whose first byte is `upright`.
void CopyAlong(const PixelPath& path, std::span<const std::uint8_t> row, std::uint8_t* upright);

/// `image` with its pixels moved to where they belong.
Image MakeUpright(Image image, ExifOrientation orientation);

}  // namespace portcullis
