#include "matcher/vision/decode/png_decode.h"

#include <png.h>
#include <zlib.h>

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/decode/exif_orientation.h"

namespace portcullis {
namespace {

using absl::StatusCode;
using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kSignatureBytes = 8;
constexpr std::size_t kChunkFrameBytes = 12;  // length, type and CRC around the content
constexpr std::size_t kHeaderBytes = 13;      // content of IHDR

absl::Status Unreadable(std::string_view what) {
  return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                   fmt::format("PNG is corrupt or cut off: {}", what));
}

std::uint32_t BigEndian32(Bytes bytes) {
  return (std::uint32_t{bytes[0]} << 24U) | (std::uint32_t{bytes[1]} << 16U) |
         (std::uint32_t{bytes[2]} << 8U) | std::uint32_t{bytes[3]};
}

struct PngChunk {
  std::string_view type;
  Bytes content;
  Bytes checked;  // type and content, which the CRC covers
  std::uint32_t crc = 0;
};

/// The chunk at the start of `bytes`; nullopt if it is cut off.
std::optional<PngChunk> ReadChunk(Bytes bytes) {
  if (bytes.size() < kChunkFrameBytes) return std::nullopt;
  const std::size_t length = BigEndian32(bytes);
  if (length > bytes.size() - kChunkFrameBytes) return std::nullopt;
  PngChunk chunk;
  chunk.checked = bytes.subspan(4, 4 + length);
  chunk.type = {reinterpret_cast<const char*>(chunk.checked.data()), 4};
  chunk.content = chunk.checked.subspan(4);
  chunk.crc = BigEndian32(bytes.subspan(8 + length));
  return chunk;
}

/// What must be known before a pixel is decoded.
struct PngOutline {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  ExifOrientation orientation = ExifOrientation::kUpright;
};

absl::StatusOr<ExifOrientation> ReadExifChunk(const PngChunk& chunk) {
  const uLong crc =
      crc32(crc32(0, nullptr, 0), chunk.checked.data(), static_cast<uInt>(chunk.checked.size()));
  // libpng would drop a damaged eXIf chunk in silence, and the face would lie on its side.
  if (crc != chunk.crc) {
    return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                     "EXIF block is corrupt: its checksum is wrong");
  }
  return ReadExifOrientation(chunk.content);
}

absl::Status CheckSize(std::uint32_t width, std::uint32_t height, int max_side_px) {
  if (width == 0 || height == 0) return Unreadable("a side is 0 px");
  const auto limit = static_cast<std::uint32_t>(max_side_px);
  if (width <= limit && height <= limit) return absl::OkStatus();
  return MakeError(
      StatusCode::kInvalidArgument, ErrorReason::kImageTooManyPixels,
      fmt::format("image is {}x{} px, limit is {} a side", width, height, max_side_px));
}

absl::StatusOr<PngOutline> ReadOutline(Bytes bytes, int max_side_px) {
  if (bytes.size() < kSignatureBytes) return Unreadable("it ends in its signature");
  PngOutline outline;
  Bytes rest = bytes.subspan(kSignatureBytes);
  for (bool first = true;; first = false) {
    const std::optional<PngChunk> chunk = ReadChunk(rest);
    if (!chunk) return Unreadable("a chunk reaches beyond the end");
    rest = rest.subspan(chunk->content.size() + kChunkFrameBytes);
    if (first != (chunk->type == "IHDR")) return Unreadable("its header is not its first chunk");
    if (first) {
      if (chunk->content.size() != kHeaderBytes) return Unreadable("its header has a wrong length");
      outline.width = BigEndian32(chunk->content);
      outline.height = BigEndian32(chunk->content.subspan(4));
      PORTCULLIS_RETURN_IF_ERROR(CheckSize(outline.width, outline.height, max_side_px));
    } else if (chunk->type == "acTL") {
      return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnsupported,
                       "image is an animated PNG, accepted are still images");
    } else if (chunk->type == "eXIf") {
      PORTCULLIS_ASSIGN_OR_RETURN(outline.orientation, ReadExifChunk(*chunk));
    } else if (chunk->type == "IEND") {
      return outline;
    }
  }
}

/// libpng's simplified reader: it knows every colour type, depth and interlacing.
absl::StatusOr<Image> ReadPixels(Bytes bytes, const PngOutline& outline) {
  png_image png = {};
  png.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&png, bytes.data(), bytes.size()) == 0) {
    return Unreadable(png.message);
  }
  png.format = PNG_FORMAT_RGB;
  png.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  constexpr png_color kMidGrey = {128, 128, 128};
  std::vector<std::uint8_t> pixels(std::size_t{outline.width} * outline.height * 3);
  if (png_image_finish_read(&png, &kMidGrey, pixels.data(), /*row_stride=*/0, nullptr) == 0) {
    return Unreadable(png.message);
  }
  return Image(static_cast<int>(outline.width), static_cast<int>(outline.height),
               std::move(pixels));
}

}  // namespace

absl::StatusOr<Image> DecodePng(Bytes bytes, int max_side_px) {
  PORTCULLIS_ASSIGN_OR_RETURN(const PngOutline outline, ReadOutline(bytes, max_side_px));
  PORTCULLIS_ASSIGN_OR_RETURN(Image image, ReadPixels(bytes, outline));
  return MakeUpright(std::move(image), outline.orientation);
}

}  // namespace portcullis
