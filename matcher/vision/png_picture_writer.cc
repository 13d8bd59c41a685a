#include "matcher/vision/png_picture_writer.h"

#include <png.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <string>

#include "fmt/format.h"

namespace portcullis {
namespace {

/// Refers to the pixels of `image`, which OpenCV only reads.
cv::Mat PixelsOf(const Image& image) {
  return {image.height(), image.width(), CV_8UC3, const_cast<std::uint8_t*>(image.pixels().data())};
}

cv::Mat ScaledDown(const cv::Mat& pixels, int max_side_px) {
  const int longer = std::max(pixels.cols, pixels.rows);
  if (longer <= max_side_px) return pixels;
  const double scale = static_cast<double>(max_side_px) / longer;
  const auto scaled = [scale](int side) {
    return std::max(1, static_cast<int>(std::lround(side * scale)));
  };
  cv::Mat small;
  cv::resize(pixels, small, {scaled(pixels.cols), scaled(pixels.rows)}, 0, 0, cv::INTER_AREA);
  return small;
}

/// Rows of `pixels` follow each other without gaps.
absl::StatusOr<std::string> Compressed(const cv::Mat& pixels) {
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  header.width = static_cast<png_uint_32>(pixels.cols);
  header.height = static_cast<png_uint_32>(pixels.rows);
  header.format = PNG_FORMAT_RGB;
  // Somebody waits for it: a larger file costs less than the time that a smaller one takes.
  header.flags = PNG_IMAGE_FLAG_FAST;
  std::string file(PNG_IMAGE_PNG_SIZE_MAX(header), '\0');
  png_alloc_size_t size = file.size();
  if (png_image_write_to_memory(&header, file.data(), &size, 0, pixels.data, 0, nullptr) == 0) {
    return absl::InternalError(fmt::format("writing a PNG failed: {}", header.message));
  }
  file.resize(size);
  return file;
}

class PngPictureWriter : public PictureWriter {
 public:
  absl::StatusOr<std::string> Write(const Image& image, int max_side_px) const override {
    try {
      return Compressed(ScaledDown(PixelsOf(image), max_side_px));
    } catch (const std::exception& error) {
      return absl::InternalError(fmt::format("writing a picture failed: {}", error.what()));
    }
  }
};

}  // namespace

std::unique_ptr<PictureWriter> MakePngPictureWriter() {
  return std::make_unique<PngPictureWriter>();
}

}  // namespace portcullis
