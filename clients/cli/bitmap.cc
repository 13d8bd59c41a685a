#include "clients/cli/bitmap.h"

#include <png.h>

#include "fmt/format.h"

namespace portcullis::cli {
namespace {

constexpr int kMostPixelsASide = 4096;

/// libpng's record of an image, freed however reading ends.
struct PngReader {
  png_image image{};
  PngReader() { image.version = PNG_IMAGE_VERSION; }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;
  ~PngReader() { png_image_free(&image); }
};

absl::Status Unreadable(std::string_view why) {
  return absl::DataLossError(
      fmt::format("PICTURE_UNREADABLE: the server's picture cannot be shown: {}", why));
}

}  // namespace

Bitmap::Bitmap(int columns, int rows)
    : width(columns),
      height(rows),
      pixels(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows)) {}

absl::StatusOr<Bitmap> DecodePng(std::string_view png) {
  PngReader reader;
  if (png_image_begin_read_from_memory(&reader.image, png.data(), png.size()) == 0) {
    return Unreadable(reader.image.message);
  }
  if (reader.image.width > kMostPixelsASide || reader.image.height > kMostPixelsASide) {
    return Unreadable(fmt::format("it has {} x {} px", reader.image.width, reader.image.height));
  }
  reader.image.format = PNG_FORMAT_RGB;
  Bitmap bitmap(static_cast<int>(reader.image.width), static_cast<int>(reader.image.height));
  constexpr png_color kBackground = {128, 128, 128};
  if (png_image_finish_read(&reader.image, &kBackground, bitmap.pixels.data(), /*row_stride=*/0,
                            /*colormap=*/nullptr) == 0) {
    return Unreadable(reader.image.message);
  }
  return bitmap;
}

}  // namespace portcullis::cli
