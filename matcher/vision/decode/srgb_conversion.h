// From the colours of an ICC profile to sRGB, the colours that the networks were trained on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "absl/status/statusor.h"

namespace portcullis {

/// The conversion of one image: relative colorimetric, with black point compensation, so that what
/// is darkest in the profile becomes black and shadows keep their detail. Thread-compatible.
class SrgbConversion {
 public:
  /// None where the profile is sRGB to within 1 of 255, on a grid of 18x18x18 colours: such an
  /// image stays as it is, bit for bit. INVALID_ARGUMENT with IMAGE_UNREADABLE for a profile that
  /// is damaged, larger than `max_bytes`, for colours other than RGB and grey, or for grey alone
  /// while the image is not `grey_image`.
  static absl::StatusOr<std::optional<SrgbConversion>> FromProfile(
      std::span<const std::uint8_t> profile, std::size_t max_bytes, bool grey_image);

  ~SrgbConversion();
  SrgbConversion(SrgbConversion&&) noexcept;
  SrgbConversion& operator=(SrgbConversion&&) noexcept;

  /// `rgb`: 8-bit pixels, converted where they are; r = g = b in those of a grey image.
  void Convert(std::span<std::uint8_t> rgb);

 private:
  struct Engine;
  explicit SrgbConversion(std::unique_ptr<Engine> engine);

  std::unique_ptr<Engine> engine_;
};

/// "colour profile is damaged: `what`", IMAGE_UNREADABLE.
absl::Status DamagedProfile(std::string_view what);

}  // namespace portcullis
