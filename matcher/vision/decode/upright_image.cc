#include "matcher/vision/decode/upright_image.h"

#include <cstddef>

namespace portcullis {
namespace {

std::size_t Bytes(int pixels) { return static_cast<std::size_t>(pixels) * 3; }

}  // namespace

UprightImage::UprightImage(int width, int height, ExifOrientation orientation,
                           std::optional<SrgbConversion> conversion)
    : stored_width_(width),
      stored_height_(height),
      orientation_(orientation),
      conversion_(std::move(conversion)),
      row_(Bytes(width)),
      pixels_(Bytes(width) * static_cast<std::size_t>(height)) {}

void UprightImage::PutRow(int y) {
  if (conversion_) conversion_->Convert(row_);
  CopyAlong(PathOfRow(orientation_, stored_width_, stored_height_, y), row_, pixels_.data());
}

Image UprightImage::Take() && {
  const bool swaps = SwapsSides(orientation_);
  return Image(swaps ? stored_height_ : stored_width_, swaps ? stored_width_ : stored_height_,
               std::move(pixels_));
}

}  // namespace portcullis
