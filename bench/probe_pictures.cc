#include "bench/probe_pictures.h"

#include <jpeglib.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/decode/decoder.h"

namespace portcullis {
namespace {

constexpr int kJpegQuality = 90;

std::vector<std::uint8_t> JpegOf(const cv::Mat& rgb) {
  jpeg_compress_struct info = {};
  jpeg_error_mgr errors = {};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = static_cast<JDIMENSION>(rgb.cols);
  info.image_height = static_cast<JDIMENSION>(rgb.rows);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, kJpegQuality, TRUE);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    auto* row = const_cast<std::uint8_t*>(rgb.ptr(static_cast<int>(info.next_scanline)));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  std::vector<std::uint8_t> jpeg(bytes, bytes + size);
  std::free(bytes);
  return jpeg;
}

absl::StatusOr<ProbePicture> PictureOf(std::vector<std::uint8_t> jpeg) {
  PORTCULLIS_ASSIGN_OR_RETURN(DecodedImage decoded, MakeImageDecoder({})->Decode(jpeg));
  return ProbePicture{std::move(decoded.image), std::move(jpeg)};
}

}  // namespace

std::vector<std::filesystem::path> PicturesIn(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> pictures;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".jpg") pictures.push_back(entry.path());
  }
  std::sort(pictures.begin(), pictures.end());
  return pictures;
}

std::vector<std::uint8_t> BytesOf(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

absl::StatusOr<ProbePicture> PortraitOf(const std::filesystem::path& folder) {
  const std::vector<std::filesystem::path> pictures = PicturesIn(folder);
  if (pictures.empty()) {
    return absl::NotFoundError(fmt::format("{} has no picture", folder.string()));
  }
  return PictureOf(BytesOf(pictures.front()));
}

absl::StatusOr<ProbePicture> CutTo(const ProbePicture& picture, int width, int height) {
  const Image& image = picture.image;
  const cv::Mat rgb(image.height(), image.width(), CV_8UC3,
                    const_cast<std::uint8_t*>(image.pixels().data()));  // only read
  const int across = std::min(image.width(), image.height() * width / height);
  const int down = std::min(image.height(), image.width() * height / width);
  const cv::Rect middle((image.width() - across) / 2, (image.height() - down) / 2, across, down);
  cv::Mat scaled;
  cv::resize(rgb(middle), scaled, cv::Size(width, height), 0, 0, cv::INTER_AREA);
  return PictureOf(JpegOf(scaled));
}

}  // namespace portcullis
