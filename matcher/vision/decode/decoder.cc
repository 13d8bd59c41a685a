#include "matcher/vision/decode/decoder.h"

#include <optional>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/vision/decode/image_format.h"
#include "matcher/vision/decode/jpeg_decode.h"
#include "matcher/vision/decode/png_decode.h"

namespace portcullis {
namespace {

using absl::StatusCode;

class JpegAndPngDecoder : public ImageDecoder {
 public:
  explicit JpegAndPngDecoder(const DecodeLimits& limits) : limits_(limits) {}

  absl::StatusOr<DecodedImage> Decode(std::span<const std::uint8_t> bytes) override {
    if (bytes.empty()) {
      return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                       "image has 0 bytes");
    }
    if (bytes.size() > limits_.max_bytes) {
      return MakeError(
          StatusCode::kInvalidArgument, ErrorReason::kImageTooLarge,
          fmt::format("image has {} bytes, limit is {}", bytes.size(), limits_.max_bytes));
    }
    const ImageFormat format = SniffImageFormat(bytes);
    switch (format) {
      case ImageFormat::kJpeg:
        return WithSource(DecodeJpeg(bytes, limits_.max_side_px), ImageCoding::kJpeg);
      case ImageFormat::kPng:
        return WithSource(DecodePng(bytes, limits_.max_side_px), ImageCoding::kPng);
      case ImageFormat::kGif:
      case ImageFormat::kWebp:
      case ImageFormat::kHeif:
      case ImageFormat::kTiff:
      case ImageFormat::kBmp:
      case ImageFormat::kJpeg2000:
        return MakeError(
            StatusCode::kInvalidArgument, ErrorReason::kImageUnsupported,
            fmt::format("image is {}, accepted are JPEG and PNG", ImageFormatName(format)));
      case ImageFormat::kUnknown: break;
    }
    return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                     "not an image: neither JPEG nor PNG by its first bytes");
  }

 private:
  static absl::StatusOr<DecodedImage> WithSource(absl::StatusOr<Image> image, ImageCoding coding) {
    if (!image.ok()) return image.status();
    return DecodedImage{*std::move(image), {.coding = coding, .record = std::nullopt}};
  }

  DecodeLimits limits_;
};

}  // namespace

std::unique_ptr<ImageDecoder> MakeImageDecoder(const DecodeLimits& limits) {
  return std::make_unique<JpegAndPngDecoder>(limits);
}

}  // namespace portcullis
