#include "matcher/vision/decode/png_outline.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/decode/declared_size.h"
#include "matcher/vision/decode/srgb_conversion.h"

namespace portcullis {
namespace {

using absl::StatusCode;
using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kSignatureBytes = 8;
constexpr std::size_t kChunkFrameBytes = 12;  // length, type and CRC around the content
constexpr std::size_t kHeaderBytes = 13;      // content of IHDR
constexpr std::size_t kColourTypeAt = 9;      // in it

// deflate cannot pack better than this (zlib's own figure): what declares more is cut off or a lie.
// That makes 344 pixels a byte of plain white in RGB and 1032 in grey.
constexpr std::int64_t kMaxDeflateRatio = 1032;
constexpr std::int64_t kMaxPixelsPerByte = 1032;

// In the order of the plain file.
constexpr std::array<std::string_view, 4> kColourChunks = {"sRGB", "gAMA", "cHRM", "sBIT"};

absl::Status Unreadable(std::string_view what) {
  return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                   fmt::format("PNG is corrupt or cut off: {}", what));
}

std::uint32_t BigEndian32(Bytes bytes) {
  return (std::uint32_t{bytes[0]} << 24U) | (std::uint32_t{bytes[1]} << 16U) |
         (std::uint32_t{bytes[2]} << 8U) | std::uint32_t{bytes[3]};
}

void AppendBigEndian32(std::vector<std::uint8_t>& file, std::uint32_t value) {
  for (unsigned shift = 32; shift > 0;) {
    shift -= 8;
    file.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

std::uint32_t Checksum(Bytes bytes) {
  return static_cast<std::uint32_t>(crc32_z(crc32(0, nullptr, 0), bytes.data(), bytes.size()));
}

struct PngChunk {
  std::string_view type;
  Bytes content;
  Bytes checked;  // type and content, which the CRC covers
  std::uint32_t crc = 0;

  bool ChecksumIsRight() const { return Checksum(checked) == crc; }
};

/// The chunk at the start of `bytes`; nullopt if it is cut off.
std::optional<PngChunk> ReadChunk(Bytes bytes) {
  if (bytes.size() < kChunkFrameBytes) return std::nullopt;
  const std::size_t length = BigEndian32(bytes);
  if (length > bytes.size() - kChunkFrameBytes) return std::nullopt;
  PngChunk chunk;
  chunk.checked = bytes.subspan(4, 4 + length);
  chunk.type = {reinterpret_cast<const char*>(chunk.checked.data()), 4};
  chunk.content = chunk.checked.subspan(4);
  chunk.crc = BigEndian32(bytes.subspan(8 + length));
  return chunk;
}

absl::StatusOr<ExifOrientation> ReadExifChunk(const PngChunk& chunk) {
  // libpng would drop a damaged eXIf chunk in silence, and the face would lie on its side.
  if (!chunk.ChecksumIsRight()) {
    return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                     "EXIF block is corrupt: its checksum is wrong");
  }
  return ReadExifOrientation(chunk.content);
}

/// The content of iCCP: a name, a zero byte, method 0, then the profile packed by deflate.
absl::StatusOr<std::vector<std::uint8_t>> UnpackProfile(const PngChunk& chunk,
                                                        std::size_t max_bytes) {
  if (!chunk.ChecksumIsRight()) return DamagedProfile("its checksum is wrong");
  const auto zero = std::find(chunk.content.begin(), chunk.content.end(), 0);
  if (chunk.content.end() - zero < 2 || *(zero + 1) != 0) return DamagedProfile("it is not packed");
  const Bytes packed =
      chunk.content.subspan(static_cast<std::size_t>(zero - chunk.content.begin()) + 2);
  // No more room than the profile may need, and one byte to notice that it needs more.
  const std::size_t room =
      std::min(max_bytes, packed.size() * static_cast<std::size_t>(kMaxDeflateRatio)) + 1;
  std::vector<std::uint8_t> profile(room);
  uLongf unpacked = profile.size();
  uLong used = packed.size();
  const int result = uncompress2(profile.data(), &unpacked, packed.data(), &used);
  if (room > max_bytes && (result == Z_BUF_ERROR || unpacked > max_bytes)) {
    return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                     fmt::format("colour profile has more than {} bytes", max_bytes));
  }
  if (result != Z_OK) return DamagedProfile("it cannot be unpacked");
  profile.resize(unpacked);
  return profile;
}

class Walk {
 public:
  explicit Walk(const DecodeLimits& limits) : limits_(limits) {}

  absl::StatusOr<PngOutline> Run(Bytes bytes) {
    if (bytes.size() < kSignatureBytes) return Unreadable("it ends in its signature");
    const Bytes signature = bytes.first(kSignatureBytes);
    Bytes rest = bytes.subspan(kSignatureBytes);
    file_bytes_ = bytes.size();
    while (true) {
      const std::optional<PngChunk> chunk = ReadChunk(rest);
      if (!chunk) return Unreadable("a chunk reaches beyond the end");
      rest = rest.subspan(chunk->content.size() + kChunkFrameBytes);
      if (chunk->type == "IEND") break;
      PORTCULLIS_RETURN_IF_ERROR(Take(*chunk));
    }
    if (!header_) return Unreadable("its header is not its first chunk");
    PORTCULLIS_RETURN_IF_ERROR(CheckData());
    WritePlainFile(signature);
    return std::move(outline_);
  }

 private:
  absl::Status Take(const PngChunk& chunk) {
    if (header_.has_value() == (chunk.type == "IHDR")) {
      return Unreadable("its header is not its first chunk");
    }
    if (chunk.type == "IHDR") return TakeHeader(chunk);
    if (chunk.type == "IDAT") return TakeData(chunk);
    data_ended_ = !data_.empty();
    if (chunk.type == "acTL") {
      return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnsupported,
                       "image is an animated PNG, accepted are still images");
    }
    if (chunk.type == "eXIf") {
      PORTCULLIS_ASSIGN_OR_RETURN(outline_.orientation, ReadExifChunk(chunk));
      return absl::OkStatus();
    }
    if (chunk.type == "iCCP") return TakeProfile(chunk);
    if (chunk.type == "PLTE") return Keep(chunk, palette_);
    if (chunk.type == "tRNS") return Keep(chunk, transparency_);
    for (std::size_t i = 0; i < kColourChunks.size(); ++i) {
      if (chunk.type == kColourChunks[i]) return Keep(chunk, colour_[i]);
    }
    constexpr unsigned char kAncillary = 0x20;  // lower case
    if ((static_cast<unsigned char>(chunk.type[0]) & kAncillary) != 0) return absl::OkStatus();
    return Unreadable("it has a critical chunk of unknown meaning");
  }

  absl::Status TakeHeader(const PngChunk& chunk) {
    if (chunk.content.size() != kHeaderBytes) return Unreadable("its header has a wrong length");
    const DeclaredSize size = {BigEndian32(chunk.content), BigEndian32(chunk.content.subspan(4)),
                               file_bytes_};
    PORTCULLIS_RETURN_IF_ERROR(
        CheckDeclaredSize(size, {.max_side_px = limits_.max_side_px,
                                 .max_pixels = std::min(limits_.max_pixels, limits_.max_png_pixels),
                                 .max_pixels_per_byte = kMaxPixelsPerByte}));
    if (!chunk.ChecksumIsRight()) return Unreadable("the checksum of IHDR is wrong");
    outline_.width = static_cast<int>(size.width);
    outline_.height = static_cast<int>(size.height);
    constexpr unsigned kColour = 2;
    outline_.is_grey = (chunk.content[kColourTypeAt] & kColour) == 0;
    header_ = chunk;
    return absl::OkStatus();
  }

  absl::Status TakeData(const PngChunk& chunk) {
    if (data_ended_) return Unreadable("its data is not in one piece");
    if (!chunk.ChecksumIsRight()) return Unreadable("the checksum of IDAT is wrong");
    if (!chunk.content.empty()) data_.push_back(chunk.content);
    return absl::OkStatus();
  }

  absl::Status TakeProfile(const PngChunk& chunk) {
    if (!outline_.profile.empty()) return DamagedProfile("there are two");
    PORTCULLIS_ASSIGN_OR_RETURN(outline_.profile, UnpackProfile(chunk, limits_.max_profile_bytes));
    if (outline_.profile.empty()) return DamagedProfile("it is empty");
    return absl::OkStatus();
  }

  absl::Status Keep(const PngChunk& chunk, std::optional<PngChunk>& where) {
    if (where) return Unreadable(fmt::format("it has two chunks {}", chunk.type));
    if (!data_.empty()) return Unreadable(fmt::format("{} comes after its data", chunk.type));
    if (!chunk.ChecksumIsRight()) {
      return Unreadable(fmt::format("the checksum of {} is wrong", chunk.type));
    }
    where = chunk;
    return absl::OkStatus();
  }

  absl::Status CheckData() const {
    std::int64_t packed = 0;
    for (const Bytes part : data_) packed += static_cast<std::int64_t>(part.size());
    // Channels by colour type (PNG, 11.2.2): grey, -, RGB, palette, grey and alpha, -, RGB and
    // alpha.
    constexpr std::array<int, 7> kChannels = {1, 0, 3, 1, 2, 0, 4};
    const int depth = header_->content[8];
    const std::size_t colour_type = header_->content[kColourTypeAt];
    const int channels = colour_type < kChannels.size() ? kChannels[colour_type] : 0;
    const std::int64_t row = (std::int64_t{outline_.width} * channels * depth + 7) / 8;
    if (row * outline_.height > packed * kMaxDeflateRatio) {
      return Unreadable(
          fmt::format("{}x{} px cannot be in {} bytes", outline_.width, outline_.height, packed));
    }
    return absl::OkStatus();
  }

  void WritePlainFile(Bytes signature) {
    std::vector<std::uint8_t>& file = outline_.plain_file;
    file.reserve(file_bytes_ + kChunkFrameBytes);
    file.assign(signature.begin(), signature.end());
    Write(*header_);
    for (const std::optional<PngChunk>& chunk : colour_) {
      if (chunk && (outline_.profile.empty() || chunk->type == "sBIT")) Write(*chunk);
    }
    if (palette_) Write(*palette_);
    if (transparency_) Write(*transparency_);
    Write("IDAT", data_);
    Write("IEND", {});
  }

  void Write(const PngChunk& chunk) {
    const std::array<Bytes, 1> content = {chunk.content};
    Write(chunk.type, content);
  }

  void Write(std::string_view type, std::span<const Bytes> content) {
    std::vector<std::uint8_t>& file = outline_.plain_file;
    std::size_t length = 0;
    for (const Bytes part : content) length += part.size();
    AppendBigEndian32(file, static_cast<std::uint32_t>(length));
    const std::size_t checked_at = file.size();
    file.insert(file.end(), type.begin(), type.end());
    for (const Bytes part : content) file.insert(file.end(), part.begin(), part.end());
    AppendBigEndian32(file, Checksum(Bytes(file).subspan(checked_at)));
  }

  const DecodeLimits& limits_;
  std::size_t file_bytes_ = 0;
  PngOutline outline_;
  std::optional<PngChunk> header_;
  std::array<std::optional<PngChunk>, kColourChunks.size()> colour_;
  std::optional<PngChunk> palette_;
  std::optional<PngChunk> transparency_;
  std::vector<Bytes> data_;
  bool data_ended_ = false;
};

}  // namespace

absl::StatusOr<PngOutline> ReadPngOutline(Bytes bytes, const DecodeLimits& limits) {
  return Walk(limits).Run(bytes);
}

}  // namespace portcullis
