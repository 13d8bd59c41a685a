#include "matcher/vision/decode/declared_size.h"

#include "fmt/format.h"
#include "matcher/core/error_reason.h"

namespace portcullis {
namespace {

using absl::StatusCode;

constexpr std::int64_t kSmallPixels = 1'000'000;  // 3 MB: not worth a lie

}  // namespace

absl::Status CheckDeclaredSize(const DeclaredSize& size, const SizeBounds& bounds) {
  if (size.width <= 0 || size.height <= 0) {
    return MakeError(
        StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
        fmt::format("image is corrupt: it is {}x{}, a side is 0 px", size.width, size.height));
  }
  if (size.width > bounds.max_side_px || size.height > bounds.max_side_px) {
    return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageTooManyPixels,
                     fmt::format("image is {}x{} px, limit is {} a side", size.width, size.height,
                                 bounds.max_side_px));
  }
  if (size.pixels() > bounds.max_pixels) {
    return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageTooManyPixels,
                     fmt::format("image is {}x{} px, limit is {} pixels", size.width, size.height,
                                 bounds.max_pixels));
  }
  const auto bytes = static_cast<std::int64_t>(size.file_bytes);
  if (size.pixels() > kSmallPixels && size.pixels() > bytes * bounds.max_pixels_per_byte) {
    return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                     fmt::format("image is cut off or empty: {}x{} px in {} bytes, limit is {} "
                                 "pixels a byte",
                                 size.width, size.height, bytes, bounds.max_pixels_per_byte));
  }
  return absl::OkStatus();
}

}  // namespace portcullis
