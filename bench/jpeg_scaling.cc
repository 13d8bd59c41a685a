#include "bench/jpeg_scaling.h"

#include <jpeglib.h>

#include <cstddef>
#include <cstdio>
#include <vector>

namespace portcullis {

absl::Status DecodeScaled(std::span<const std::uint8_t> jpeg, int divisor) {
  jpeg_decompress_struct info = {};
  jpeg_error_mgr errors = {};
  info.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, jpeg.data(), jpeg.size());
  jpeg_read_header(&info, TRUE);
  info.out_color_space = JCS_RGB;
  info.scale_num = 1;
  info.scale_denom = static_cast<unsigned>(divisor);
  jpeg_start_decompress(&info);
  const std::size_t step = std::size_t{info.output_width} * 3;
  std::vector<std::uint8_t> pixels(step * info.output_height);
  while (info.output_scanline < info.output_height) {
    JSAMPROW row = pixels.data() + info.output_scanline * step;
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return absl::OkStatus();
}

}  // namespace portcullis
