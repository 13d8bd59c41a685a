#include "matcher/vision/decode/image_format.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace portcullis {
namespace {

using Bytes = std::span<const std::uint8_t>;

bool HasAt(Bytes bytes, std::size_t offset, std::string_view signature) {
  if (bytes.size() < offset + signature.size()) return false;
  return std::equal(
      signature.begin(), signature.end(), bytes.begin() + static_cast<long>(offset),
      [](char want, std::uint8_t got) { return static_cast<std::uint8_t>(want) == got; });
}

// ISO base media files name their brand after "ftyp"; these are the brands of still pictures.
bool IsHeif(Bytes bytes) {
  constexpr std::array<std::string_view, 8> kBrands = {"heic", "heix", "hevc", "heim",
                                                       "heis", "mif1", "msf1", "avif"};
  return HasAt(bytes, 4, "ftyp") &&
         std::any_of(kBrands.begin(), kBrands.end(),
                     [bytes](std::string_view brand) { return HasAt(bytes, 8, brand); });
}

}  // namespace

ImageFormat SniffImageFormat(Bytes bytes) {
  using std::string_view_literals::operator""sv;
  if (HasAt(bytes, 0, "\xFF\xD8\xFF"sv)) return ImageFormat::kJpeg;
  if (HasAt(bytes, 0, "\x89PNG\r\n\x1A\n"sv)) return ImageFormat::kPng;
  if (HasAt(bytes, 0, "GIF87a"sv) || HasAt(bytes, 0, "GIF89a"sv)) return ImageFormat::kGif;
  if (HasAt(bytes, 0, "RIFF"sv) && HasAt(bytes, 8, "WEBP"sv)) return ImageFormat::kWebp;
  if (IsHeif(bytes)) return ImageFormat::kHeif;
  if (HasAt(bytes, 0, "II*\0"sv) || HasAt(bytes, 0, "MM\0*"sv)) return ImageFormat::kTiff;
  if (HasAt(bytes, 4, "jP  \r\n\x87\n"sv) || HasAt(bytes, 0, "\xFF\x4F\xFF\x51"sv)) {
    return ImageFormat::kJpeg2000;
  }
  if (HasAt(bytes, 0, "BM"sv)) return ImageFormat::kBmp;
  return ImageFormat::kUnknown;
}

std::string_view ImageFormatName(ImageFormat format) {
  switch (format) {
    case ImageFormat::kJpeg: return "JPEG";
    case ImageFormat::kPng: return "PNG";
    case ImageFormat::kGif: return "GIF";
    case ImageFormat::kWebp: return "WebP";
    case ImageFormat::kHeif: return "HEIF";
    case ImageFormat::kTiff: return "TIFF";
    case ImageFormat::kBmp: return "BMP";
    case ImageFormat::kJpeg2000: return "JPEG 2000";
    case ImageFormat::kUnknown: return "unknown";
  }
  return "unknown";
}

}  // namespace portcullis
