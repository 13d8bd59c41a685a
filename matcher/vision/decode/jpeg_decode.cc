#include "matcher/vision/decode/jpeg_decode.h"

#include <jpeglib.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstring>
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

// Photographs have about ten scans. Each further one costs a pass over all blocks for a few bytes
// of file, so that without a limit a small file could keep a lane busy for minutes.
constexpr int kMaxScans = 64;

/// One run of libjpeg. Plain memory only: libjpeg reports errors by longjmp, which skips
/// destructors.
struct JpegRun {
  jpeg_decompress_struct info;
  jpeg_error_mgr errors;
  jpeg_progress_mgr progress;
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

void FailOnManyScans(j_common_ptr common) {
  auto* run = static_cast<JpegRun*>(common->client_data);
  if (run->info.input_scan_number <= kMaxScans) return;
  std::strncpy(run->message.data(), "more scans than any photograph has", run->message.size() - 1);
  std::longjmp(run->on_error, 1);
}

// The functions with setjmp hold no object that has a destructor; false means run.message is set.

bool ReadHeader(JpegRun& run, std::span<const std::uint8_t> bytes) {
  if (setjmp(run.on_error) != 0) return false;
  jpeg_create_decompress(&run.info);
  run.info.client_data = &run;
  jpeg_mem_src(&run.info, bytes.data(), bytes.size());
  jpeg_save_markers(&run.info, JPEG_APP0 + 1, 0xFFFF);
  jpeg_read_header(&run.info, TRUE);
  return true;
}

bool ReadPixels(JpegRun& run, std::uint8_t* pixels) {
  if (setjmp(run.on_error) != 0) return false;
  run.progress.progress_monitor = FailOnManyScans;
  run.info.progress = &run.progress;
  run.info.out_color_space = JCS_RGB;
  jpeg_start_decompress(&run.info);
  const std::size_t row_bytes = std::size_t{run.info.output_width} * 3;
  while (run.info.output_scanline < run.info.output_height) {
    JSAMPROW row = pixels + run.info.output_scanline * row_bytes;
    jpeg_read_scanlines(&run.info, &row, 1);
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

absl::Status CheckHeader(const jpeg_decompress_struct& info, int max_side_px) {
  const auto limit = static_cast<JDIMENSION>(max_side_px);
  if (info.image_width > limit || info.image_height > limit) {
    return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageTooManyPixels,
                     fmt::format("image is {}x{} px, limit is {} a side", info.image_width,
                                 info.image_height, max_side_px));
  }
  switch (info.jpeg_color_space) {
    case JCS_GRAYSCALE:
    case JCS_RGB:
    case JCS_YCbCr: return absl::OkStatus();
    case JCS_CMYK:
    case JCS_YCCK:
      return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnsupported,
                       "image is a CMYK JPEG, accepted are colour (RGB) and grey");
    default:
      return MakeError(
          StatusCode::kInvalidArgument, ErrorReason::kImageUnsupported,
          fmt::format("image is a JPEG of {} channels of unknown meaning", info.num_components));
  }
}

absl::StatusOr<ExifOrientation> Orientation(const jpeg_decompress_struct& info) {
  constexpr std::string_view kExif("Exif\0\0", 6);
  for (jpeg_saved_marker_ptr marker = info.marker_list; marker != nullptr; marker = marker->next) {
    const std::span<const std::uint8_t> data(marker->data, marker->data_length);
    // APP1 holds XMP as well; only the five bytes "Exif\0" tell, the sixth is padding.
    if (data.size() < kExif.size() || !std::equal(kExif.begin(), kExif.end() - 1, data.begin())) {
      continue;
    }
    return ReadExifOrientation(data.subspan(kExif.size()));
  }
  return ExifOrientation::kUpright;
}

}  // namespace

absl::StatusOr<Image> DecodeJpeg(std::span<const std::uint8_t> bytes, int max_side_px) {
  JpegReader reader;
  if (!ReadHeader(reader.run(), bytes)) return reader.Error();
  PORTCULLIS_RETURN_IF_ERROR(CheckHeader(reader.info(), max_side_px));
  PORTCULLIS_ASSIGN_OR_RETURN(const ExifOrientation orientation, Orientation(reader.info()));
  const auto width = static_cast<int>(reader.info().image_width);
  const auto height = static_cast<int>(reader.info().image_height);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width) *
                                   static_cast<std::size_t>(height) * 3);
  if (!ReadPixels(reader.run(), pixels.data())) return reader.Error();
  return MakeUpright(Image(width, height, std::move(pixels)), orientation);
}

}  // namespace portcullis
