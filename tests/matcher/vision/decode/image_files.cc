#include "tests/matcher/vision/decode/image_files.h"

#include <jpeglib.h>
#include <png.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <span>
#include <utility>

namespace portcullis::testing {
namespace {

/// Byte by byte: gcc 12 sees overflows that are not there in vector::insert.
template <typename Bytes>
void Append(FileBytes& file, const Bytes& bytes) {
  for (const auto byte : bytes) file.push_back(static_cast<std::uint8_t>(byte));
}

/// `file` with `bytes` put in at `offset`.
FileBytes WithInserted(const FileBytes& file, std::size_t offset, const FileBytes& bytes) {
  const std::span<const std::uint8_t> whole(file);
  FileBytes longer;
  Append(longer, whole.first(offset));
  Append(longer, bytes);
  Append(longer, whole.subspan(offset));
  return longer;
}

void AppendBigEndian32(FileBytes& bytes, std::uint32_t value) {
  for (unsigned shift = 32; shift > 0;) {
    shift -= 8;
    bytes.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

constexpr std::array<jpeg_scan_info, 3> kScanEach = {
    {{1, {0}, 0, 63, 0, 0}, {1, {1}, 0, 63, 0, 0}, {1, {2}, 0, 63, 0, 0}}};

enum class JpegScans { kOne, kProgressive, kOneForEachChannel };

FileBytes WriteJpeg(const Image& image, JpegColour colour, JpegScans scans,
                    unsigned restart_interval) {
  jpeg_compress_struct info = {};
  jpeg_error_mgr errors = {};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &memory, &size);
  info.image_width = static_cast<JDIMENSION>(image.width());
  info.image_height = static_cast<JDIMENSION>(image.height());
  info.input_components = colour == JpegColour::kRgb ? 3 : colour == JpegColour::kGrey ? 1 : 4;
  info.in_color_space = colour == JpegColour::kRgb    ? JCS_RGB
                        : colour == JpegColour::kGrey ? JCS_GRAYSCALE
                                                      : JCS_CMYK;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 95, TRUE);
  info.restart_interval = restart_interval;
  if (scans == JpegScans::kProgressive) jpeg_simple_progression(&info);
  if (scans == JpegScans::kOneForEachChannel) {
    info.comp_info[0].h_samp_factor = 1;
    info.comp_info[0].v_samp_factor = 1;
    info.scan_info = kScanEach.data();
    info.num_scans = static_cast<int>(kScanEach.size());
  }
  jpeg_start_compress(&info, TRUE);
  const auto channels = static_cast<std::size_t>(info.input_components);
  const auto width = static_cast<std::size_t>(image.width());
  while (info.next_scanline < info.image_height) {
    FileBytes row(width * channels);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::size_t pixel = info.next_scanline * width + i / channels;
      row[i] = image.pixels()[pixel * 3 + (i % channels) % 3];
    }
    JSAMPROW pointer = row.data();
    jpeg_write_scanlines(&info, &pointer, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  FileBytes file(memory, memory + size);
  std::free(memory);
  return file;
}

FileBytes PngChunk(std::string_view type, const FileBytes& content) {
  FileBytes chunk;
  AppendBigEndian32(chunk, static_cast<std::uint32_t>(content.size()));
  Append(chunk, type);
  Append(chunk, content);
  const uLong crc = crc32(0, chunk.data() + 4, static_cast<uInt>(chunk.size() - 4));
  AppendBigEndian32(chunk, static_cast<std::uint32_t>(crc));
  return chunk;
}

FileBytes WritePng(const PngSamples& image, const std::vector<png_color>& palette,
                   const std::vector<png_byte>& palette_alpha) {
  FileBytes file;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &file,
      [](png_structp writer, png_bytep data, png_size_t length) {
        auto* bytes = static_cast<FileBytes*>(png_get_io_ptr(writer));
        bytes->insert(bytes->end(), data, data + length);
      },
      nullptr);
  png_set_IHDR(png, info, static_cast<png_uint_32>(image.width),
               static_cast<png_uint_32>(image.height), image.bit_depth, image.colour_type,
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (!palette.empty()) png_set_PLTE(png, info, palette.data(), static_cast<int>(palette.size()));
  if (!palette_alpha.empty()) {
    png_set_tRNS(png, info, palette_alpha.data(), static_cast<int>(palette_alpha.size()), nullptr);
  }
  png_write_info(png, info);
  const std::size_t row_bytes = png_get_rowbytes(png, info);
  for (std::size_t y = 0; y < static_cast<std::size_t>(image.height); ++y) {
    png_write_row(png, image.samples.data() + y * row_bytes);
  }
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return file;
}

}  // namespace

Image FourQuarters(int width, int height) {
  constexpr std::array<std::array<std::uint8_t, 3>, 4> kColours = {
      {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}}};
  FileBytes pixels;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const std::size_t quarter = (x < width / 2 ? 0U : 1U) + (y < height / 2 ? 0U : 2U);
      pixels.insert(pixels.end(), kColours[quarter].begin(), kColours[quarter].end());
    }
  }
  return Image(width, height, std::move(pixels));
}

bool SamePixels(const Image& a, const Image& b) {
  return a.width() == b.width() &&
         std::equal(a.pixels().begin(), a.pixels().end(), b.pixels().begin(), b.pixels().end());
}

FileBytes JpegFile(const Image& image, JpegColour colour, bool progressive) {
  return WriteJpeg(image, colour, progressive ? JpegScans::kProgressive : JpegScans::kOne,
                   /*restart_interval=*/0);
}

FileBytes JpegFileWithRestarts(const Image& image, unsigned interval) {
  return WriteJpeg(image, JpegColour::kRgb, JpegScans::kOne, interval);
}

FileBytes JpegFileInThreeScans(const Image& image) {
  return WriteJpeg(image, JpegColour::kRgb, JpegScans::kOneForEachChannel, /*restart_interval=*/0);
}

FileBytes JpegFileWithExif(const Image& image, const FileBytes& tiff) {
  constexpr std::size_t kAfterStart = 2;
  const std::size_t length = 2 + 6 + tiff.size();
  FileBytes segment = {0xFF,
                       0xE1,
                       static_cast<std::uint8_t>(length >> 8U),
                       static_cast<std::uint8_t>(length & 0xFFU),
                       'E',
                       'x',
                       'i',
                       'f',
                       0,
                       0};
  Append(segment, tiff);
  return WithInserted(JpegFile(image), kAfterStart, segment);
}

FileBytes PngFile(const PngSamples& samples) { return WritePng(samples, {}, {}); }

FileBytes PngFile(const Image& image) {
  return PngFile({.width = image.width(),
                  .height = image.height(),
                  .colour_type = PNG_COLOR_TYPE_RGB,
                  .samples = FileBytes(image.pixels().begin(), image.pixels().end())});
}

FileBytes PalettePngFile(const PngSamples& indices, bool transparent) {
  std::vector<png_byte> alpha;
  if (transparent) alpha = {255, 0};
  return WritePng(indices, {{255, 0, 0}, {0, 0, 255}}, alpha);
}

FileBytes WithPngChunk(const FileBytes& png, std::string_view type, const FileBytes& content) {
  constexpr std::size_t kAfterHeader = 8 + 12 + 13;
  return WithInserted(png, kAfterHeader, PngChunk(type, content));
}

FileBytes WithDeclaredSize(const FileBytes& png, std::uint32_t width, std::uint32_t height) {
  const std::span<const std::uint8_t> whole(png);
  FileBytes header;
  AppendBigEndian32(header, width);
  AppendBigEndian32(header, height);
  Append(header, whole.subspan(24, 5));
  FileBytes file;
  Append(file, whole.first(8));
  Append(file, PngChunk("IHDR", header));
  Append(file, whole.subspan(33));
  return file;
}

FileBytes TiffWithOrientation(std::uint16_t orientation, bool big_endian) {
  const auto value = static_cast<std::uint8_t>(orientation);
  if (big_endian) {
    return {'M', 'M', 0, 42, 0, 0, 0,     8, 0, 1, 0x01, 0x12, 0,
            3,   0,   0, 0,  1, 0, value, 0, 0, 0, 0,    0,    0};
  }
  return {'I', 'I', 42, 0, 8, 0,     0, 0, 1, 0, 0x12, 0x01, 3,
          0,   1,   0,  0, 0, value, 0, 0, 0, 0, 0,    0,    0};
}

}  // namespace portcullis::testing
