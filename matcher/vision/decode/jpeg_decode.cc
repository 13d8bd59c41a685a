#include "matcher/vision/decode/jpeg_decode.h"

#include <jpeglib.h>

#include <array>
#include <csetjmp>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/decode/declared_size.h"
#include "matcher/vision/decode/exif_orientation.h"
#include "matcher/vision/decode/jpeg_outline.h"
#include "matcher/vision/decode/srgb_conversion.h"
#include "matcher/vision/decode/upright_image.h"

namespace portcullis {
namespace {

using absl::StatusCode;

// Photographs have about ten scans. Each further one costs a pass over all blocks for a few bytes
// of file, so that without a limit a small file could keep a lane busy for minutes.
constexpr int kMaxScans = 64;

// A block of 64 pixels takes two bits at the least, 256 pixels a byte, or one where a scan of a
// progressive file spends one. Plain white of 1350x1350 px at quality 95 has 62 pixels a byte, 160
// if progressive; the portraits and news photographs that we measure with have 2.4 to 8.2.
constexpr std::int64_t kMaxPixelsPerByte = 300;

// What libjpeg may take for one image. The coefficients of several scans are most of it: two bytes
// each, 75 MB of 12.5 million pixels in three channels of full size.
constexpr long kMaxWorkingMemory = 96L << 20;

/// One run of libjpeg. Plain memory only: libjpeg reports errors by longjmp, which skips
/// destructors.
struct JpegRun {
  jpeg_decompress_struct info;
  jpeg_error_mgr errors;
  std::jmp_buf on_error;
  std::array<char, JMSG_LENGTH_MAX> message;
};

[[noreturn]] void Fail(j_common_ptr common) {
  auto* run = static_cast<JpegRun*>(common->client_data);
  common->err->format_message(common, run->message.data());
  std::longjmp(run->on_error, 1);
}

// libjpeg fills in what is missing with grey and only warns. Half a face must not be compared.
void FailOnWarning(j_common_ptr common, int level) {
  if (level < 0) Fail(common);
}

// The functions with setjmp hold no object that has a destructor; false means run.message is set.

bool ReadHeader(JpegRun& run, std::span<const std::uint8_t> bytes) {
  if (setjmp(run.on_error) != 0) return false;
  jpeg_create_decompress(&run.info);
  run.info.client_data = &run;
  jpeg_mem_src(&run.info, bytes.data(), bytes.size());
  run.info.mem->max_memory_to_use = kMaxWorkingMemory;
  jpeg_read_header(&run.info, TRUE);
  return true;
}

bool ReadPixels(JpegRun& run, UprightImage* image, std::uint8_t* row) {
  if (setjmp(run.on_error) != 0) return false;
  run.info.out_color_space = JCS_RGB;
  jpeg_start_decompress(&run.info);
  while (run.info.output_scanline < run.info.output_height) {
    const auto y = static_cast<int>(run.info.output_scanline);
    JSAMPROW rows = row;
    jpeg_read_scanlines(&run.info, &rows, 1);
    image->PutRow(y);
  }
  jpeg_finish_decompress(&run.info);
  return true;
}

/// Owns a JpegRun from start to end.
class JpegReader {
 public:
  JpegReader() {
    run_.info.err = jpeg_std_error(&run_.errors);
    run_.info.client_data = &run_;
    run_.errors.error_exit = Fail;
    run_.errors.emit_message = FailOnWarning;
  }
  ~JpegReader() { jpeg_destroy_decompress(&run_.info); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  JpegRun& run() { return run_; }
  const jpeg_decompress_struct& info() const { return run_.info; }

  absl::Status Error() const {
    return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                     fmt::format("JPEG is corrupt or cut off: {}", run_.message.data()));
  }

 private:
  JpegRun run_ = {};
};

absl::Status CheckOutline(const JpegOutline& outline, std::size_t bytes,
                          const DecodeLimits& limits) {
  const DeclaredSize size = {outline.width, outline.height, bytes};
  PORTCULLIS_RETURN_IF_ERROR(CheckDeclaredSize(size, {.max_side_px = limits.max_side_px,
                                                      .max_pixels = limits.max_pixels,
                                                      .max_pixels_per_byte = kMaxPixelsPerByte}));
  if (outline.scans > kMaxScans) {
    return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                     fmt::format("JPEG has {} scans, limit is {}", outline.scans, kMaxScans));
  }
  if (outline.several_scans && size.pixels() * outline.scans > limits.max_scan_pixels) {
    return MakeError(
        StatusCode::kInvalidArgument, ErrorReason::kImageTooManyPixels,
        fmt::format("image is a JPEG of {} scans of {}x{} px, limit is {} pixels in "
                    "all scans",
                    outline.scans, outline.width, outline.height, limits.max_scan_pixels));
  }
  return absl::OkStatus();
}

/// libjpeg's own reading; it must not see another image than was held against the limits.
absl::Status CheckHeader(const jpeg_decompress_struct& info, const JpegOutline& outline) {
  if (info.image_width != static_cast<JDIMENSION>(outline.width) ||
      info.image_height != static_cast<JDIMENSION>(outline.height) ||
      info.num_components != outline.components) {
    return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                     "JPEG is corrupt: it has two different headers");
  }
  const J_COLOR_SPACE space = info.jpeg_color_space;
  if (space == JCS_GRAYSCALE || space == JCS_RGB || space == JCS_YCbCr) return absl::OkStatus();
  return MakeError(
      StatusCode::kInvalidArgument, ErrorReason::kImageUnsupported,
      fmt::format("image is a JPEG of {} channels of unknown meaning", info.num_components));
}

absl::StatusOr<std::optional<SrgbConversion>> Conversion(const JpegOutline& outline,
                                                         const DecodeLimits& limits) {
  if (outline.profile_parts.empty()) return std::nullopt;
  std::vector<std::uint8_t> profile;
  for (const auto part : outline.profile_parts) {
    profile.insert(profile.end(), part.begin(), part.end());
  }
  return SrgbConversion::FromProfile(profile, limits.max_profile_bytes,
                                     /*grey_image=*/outline.components == 1);
}

}  // namespace

absl::StatusOr<Image> DecodeJpeg(std::span<const std::uint8_t> bytes, const DecodeLimits& limits) {
  PORTCULLIS_ASSIGN_OR_RETURN(const JpegOutline outline, ReadJpegOutline(bytes));
  PORTCULLIS_RETURN_IF_ERROR(CheckOutline(outline, bytes.size(), limits));
  ExifOrientation orientation = ExifOrientation::kUpright;
  if (outline.exif) {
    PORTCULLIS_ASSIGN_OR_RETURN(orientation, ReadExifOrientation(*outline.exif));
  }
  PORTCULLIS_ASSIGN_OR_RETURN(std::optional<SrgbConversion> conversion,
                              Conversion(outline, limits));
  JpegReader reader;
  if (!ReadHeader(reader.run(), bytes)) return reader.Error();
  PORTCULLIS_RETURN_IF_ERROR(CheckHeader(reader.info(), outline));
  UprightImage image(outline.width, outline.height, orientation, std::move(conversion));
  if (!ReadPixels(reader.run(), &image, image.row().data())) return reader.Error();
  return std::move(image).Take();
}

}  // namespace portcullis
