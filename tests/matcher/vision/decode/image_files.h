// Image files made in memory, good and bad, for the tests of decoding.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "matcher/core/image.h"

namespace portcullis::testing {

using FileBytes = std::vector<std::uint8_t>;

/// A picture whose four quarters are red, green (top right), blue (bottom left) and white.
Image FourQuarters(int width, int height);

bool SamePixels(const Image& a, const Image& b);

enum class JpegColour { kRgb, kGrey, kCmyk };

FileBytes JpegFile(const Image& image, JpegColour colour = JpegColour::kRgb,
                   bool progressive = false);
/// Colour, with a restart marker after every `interval` blocks of 16x16.
FileBytes JpegFileWithRestarts(const Image& image, unsigned interval);
/// Colour at full size in each channel, one scan for each.
FileBytes JpegFileInThreeScans(const Image& image);
/// The same as JpegFile with an APP1 segment that holds "Exif\0\0" and `tiff`.
FileBytes JpegFileWithExif(const Image& image, const FileBytes& tiff);

/// One PNG colour type: `type` is libpng's, `samples` its rows one after the other (16-bit ones
/// big-endian), without palette.
struct PngSamples {
  int width = 0;
  int height = 0;
  int bit_depth = 8;
  int colour_type = 0;
  FileBytes samples;
};
FileBytes PngFile(const PngSamples& samples);
FileBytes PngFile(const Image& image);
/// Two colours: index 0 is red, index 1 is blue and fully transparent where `transparent`.
FileBytes PalettePngFile(const PngSamples& indices, bool transparent);

/// `png` with a chunk of this type and content after its header, with a right CRC.
FileBytes WithPngChunk(const FileBytes& png, std::string_view type, const FileBytes& content);
/// `png` with other sides declared in its header, with a right CRC.
FileBytes WithDeclaredSize(const FileBytes& png, std::uint32_t width, std::uint32_t height);

/// A TIFF structure with the one tag orientation.
FileBytes TiffWithOrientation(std::uint16_t orientation, bool big_endian = true);

}  // namespace portcullis::testing
