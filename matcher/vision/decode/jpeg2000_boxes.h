// The JP2 file around a JPEG 2000 codestream (ISO/IEC 15444-1, annex I).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "absl/status/statusor.h"

namespace portcullis {

enum class Jpeg2000Colours : std::uint8_t {
  kUnsaid,  // a codestream by itself, or a profile says: grey or RGB by the number of components
  kGrey,
  kSrgb,
  kSycc,  // luminance and two colour differences
};

struct Jpeg2000File {
  std::span<const std::uint8_t> codestream;
  Jpeg2000Colours colours = Jpeg2000Colours::kUnsaid;
  std::optional<std::span<const std::uint8_t>> profile;  // ICC
  std::optional<std::span<const std::uint8_t>> exif;     // a TIFF structure
};

/// A codestream by itself, or the first one of a JP2 file with what its boxes say of colours and
/// orientation (the uuid box "JpgTiffExif->JP2"). The first colour specification counts that can be
/// read. INVALID_ARGUMENT with IMAGE_UNREADABLE (a box that reaches beyond its end, no codestream,
/// more than 256 boxes) or IMAGE_UNSUPPORTED (transparency, a palette, channels in another order
/// than red, green, blue, colours other than grey, sRGB, sYCC and ICC, each by name).
absl::StatusOr<Jpeg2000File> ReadJpeg2000Boxes(std::span<const std::uint8_t> bytes);

}  // namespace portcullis
