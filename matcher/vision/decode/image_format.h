// What kind of image file some bytes are, told from their first bytes alone.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace portcullis {

enum class ImageFormat {
  kJpeg,
  kPng,
  kGif,
  kWebp,
  kHeif,
  kTiff,
  kBmp,
  kJpeg2000,
  kUnknown,  // none of these; perhaps no image at all
};

ImageFormat SniffImageFormat(std::span<const std::uint8_t> bytes);

/// As users write it: "JPEG 2000".
std::string_view ImageFormatName(ImageFormat format);

}  // namespace portcullis
