#include "matcher/vision/decode/exif_orientation.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"

// A reader of our own, for one tag: the EXIF libraries parse maker notes and thumbnails too, which
// is a lot of code to show hostile bytes to, and they skip a corrupt block in silence. Here a
// corrupt block must be an error, or a sideways face would end as "no face".
namespace portcullis {
namespace {

constexpr std::uint16_t kOrientationTag = 0x0112;
constexpr std::uint16_t kTypeShort = 3;
constexpr std::size_t kEntryBytes = 12;

absl::Status Corrupt(std::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                   fmt::format("EXIF block is corrupt: {}", what));
}

/// Numbers of a TIFF structure in its byte order; nullopt beyond the end.
class TiffReader {
 public:
  TiffReader(std::span<const std::uint8_t> bytes, bool big_endian)
      : bytes_(bytes), big_endian_(big_endian) {}

  std::optional<std::uint16_t> Short(std::size_t offset) const {
    const std::optional<std::uint32_t> value = Number(offset, 2);
    if (!value) return std::nullopt;
    return static_cast<std::uint16_t>(*value);
  }

  std::optional<std::uint32_t> Long(std::size_t offset) const { return Number(offset, 4); }

 private:
  std::optional<std::uint32_t> Number(std::size_t offset, std::size_t count) const {
    if (offset > bytes_.size() || bytes_.size() - offset < count) return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      value = (value << 8U) | bytes_[offset + (big_endian_ ? i : count - 1 - i)];
    }
    return value;
  }

  std::span<const std::uint8_t> bytes_;
  bool big_endian_;
};

std::optional<TiffReader> OpenTiff(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 8) return std::nullopt;
  const bool little = bytes[0] == 'I' && bytes[1] == 'I';
  const bool big = bytes[0] == 'M' && bytes[1] == 'M';
  if (!little && !big) return std::nullopt;
  const TiffReader reader(bytes, big);
  if (reader.Short(2) != 42) return std::nullopt;
  return reader;
}

}  // namespace

absl::StatusOr<ExifOrientation> ReadExifOrientation(std::span<const std::uint8_t> tiff) {
  const std::optional<TiffReader> reader = OpenTiff(tiff);
  if (!reader) return Corrupt("no TIFF header");
  const std::size_t directory = *reader->Long(4);
  const std::optional<std::uint16_t> entries = reader->Short(directory);
  if (!entries) return Corrupt("its directory lies beyond its end");
  for (std::size_t i = 0; i < *entries; ++i) {
    const std::size_t entry = directory + 2 + i * kEntryBytes;
    if (!reader->Long(entry + 8)) return Corrupt("its directory is cut off");
    if (reader->Short(entry) != kOrientationTag) continue;
    if (reader->Short(entry + 2) != kTypeShort || reader->Long(entry + 4) != 1U) {
      return Corrupt("its orientation is not one short integer");
    }
    const std::uint16_t value = *reader->Short(entry + 8);
    if (value > 8) return Corrupt(fmt::format("its orientation is {}, not 1 to 8", value));
    return value == 0 ? ExifOrientation::kUpright : static_cast<ExifOrientation>(value);
  }
  return ExifOrientation::kUpright;
}

bool SwapsSides(ExifOrientation orientation) { return orientation >= ExifOrientation::kTransposed; }

PixelPath PathOfRow(ExifOrientation orientation, std::ptrdiff_t width, std::ptrdiff_t height,
                    std::ptrdiff_t y) {
  switch (orientation) {
    case ExifOrientation::kUpright: return {y * width, 1};
    case ExifOrientation::kMirrored: return {y * width + width - 1, -1};
    case ExifOrientation::kUpsideDown: return {(height - 1 - y) * width + width - 1, -1};
    case ExifOrientation::kFlipped: return {(height - 1 - y) * width, 1};
    // From here on an upright row is as long as a stored column.
    case ExifOrientation::kTransposed: return {y, height};
    case ExifOrientation::kTurnRight: return {height - 1 - y, height};
    case ExifOrientation::kAntiTransposed: return {(width - 1) * height + height - 1 - y, -height};
    case ExifOrientation::kTurnLeft: return {(width - 1) * height + y, -height};
  }
  return {y * width, 1};
}

void CopyAlong(const PixelPath& path, std::span<const std::uint8_t> row, std::uint8_t* upright) {
  std::uint8_t* to = upright + path.start * 3;
  if (path.step == 1) {
    std::copy(row.begin(), row.end(), to);
    return;
  }
  for (std::size_t from = 0; from < row.size(); from += 3, to += path.step * 3) {
    for (std::size_t c = 0; c < 3; ++c) to[c] = row[from + c];
  }
}

Image MakeUpright(Image image, ExifOrientation orientation) {
  if (orientation == ExifOrientation::kUpright) return image;
  const int width = image.width();
  const int height = image.height();
  std::vector<std::uint8_t> upright(image.pixels().size());
  const std::size_t step = static_cast<std::size_t>(width) * 3;
  for (int y = 0; y < height; ++y) {
    CopyAlong(PathOfRow(orientation, width, height, y),
              image.pixels().subspan(static_cast<std::size_t>(y) * step, step), upright.data());
  }
  return SwapsSides(orientation) ? Image(height, width, std::move(upright))
                                 : Image(width, height, std::move(upright));
}

}  // namespace portcullis
