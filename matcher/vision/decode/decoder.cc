#include "matcher/vision/decode/decoder.h"

#include <optional>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/decode/image_format.h"
#include "matcher/vision/decode/jpeg2000_decode.h"
#include "matcher/vision/decode/jpeg_decode.h"
#include "matcher/vision/decode/png_decode.h"
#include "matcher/vision/face_record/face_record.h"

namespace portcullis {
namespace {

using absl::StatusCode;

absl::StatusOr<DecodedImage> WithSource(absl::StatusOr<Image> image, ImageCoding coding) {
  if (!image.ok()) return image.status();
  return DecodedImage{*std::move(image), {.coding = coding, .record = std::nullopt}};
}

absl::Status Unsupported(ImageFormat format) {
  return MakeError(
      StatusCode::kInvalidArgument, ErrorReason::kImageUnsupported,
      fmt::format("image is {}, accepted are JPEG, PNG, JPEG 2000 and face records of them",
                  ImageFormatName(format)));
}

class LibraryDecoder : public ImageDecoder {
 public:
  explicit LibraryDecoder(const DecodeLimits& limits) : limits_(limits) {}

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
    if (!StartsLikeFaceRecord(bytes)) return DecodeImage(bytes);
    PORTCULLIS_ASSIGN_OR_RETURN(FaceRecord record, ParseFaceRecord(bytes));
    absl::StatusOr<DecodedImage> decoded = DecodeImage(record.image);
    if (!decoded.ok()) return WithContext(decoded.status(), "in a face record");
    decoded->source.record = std::move(record.facts);
    return decoded;
  }

 private:
  absl::StatusOr<DecodedImage> DecodeImage(std::span<const std::uint8_t> bytes) const {
    const ImageFormat format = SniffImageFormat(bytes);
    switch (format) {
      case ImageFormat::kJpeg: return WithSource(DecodeJpeg(bytes, limits_), ImageCoding::kJpeg);
      case ImageFormat::kPng: return WithSource(DecodePng(bytes, limits_), ImageCoding::kPng);
      case ImageFormat::kJpeg2000:
        return WithSource(DecodeJpeg2000(bytes, limits_), ImageCoding::kJpeg2000);
      case ImageFormat::kGif:
      case ImageFormat::kWebp:
      case ImageFormat::kHeif:
      case ImageFormat::kTiff:
      case ImageFormat::kBmp: return Unsupported(format);
      case ImageFormat::kUnknown: break;
    }
    return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                     "not an image: neither JPEG, PNG, JPEG 2000 nor a face record by its first "
                     "bytes");
  }

  DecodeLimits limits_;
};

}  // namespace

std::unique_ptr<ImageDecoder> MakeImageDecoder(const DecodeLimits& limits) {
  return std::make_unique<LibraryDecoder>(limits);
}

}  // namespace portcullis
