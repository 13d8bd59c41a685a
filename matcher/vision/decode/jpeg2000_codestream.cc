#include "matcher/vision/decode/jpeg2000_codestream.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/decode/declared_size.h"
#include "matcher/vision/decode/jpeg2000_coding.h"

namespace portcullis {
namespace {

using absl::StatusCode;
using Bytes = std::span<const std::uint8_t>;

constexpr std::uint16_t kStartOfCodestream = 0xFF4F;
constexpr std::uint16_t kCapabilities = 0xFF50;  // Part 15: high throughput
constexpr std::uint16_t kSize = 0xFF51;
constexpr std::uint16_t kCodingDefault = 0xFF52;
constexpr std::uint16_t kCodingComponent = 0xFF53;
constexpr std::uint16_t kTilePartLengths = 0xFF55;
constexpr std::uint16_t kPacketLengthsMain = 0xFF57;
constexpr std::uint16_t kPacketLengths = 0xFF58;
constexpr std::uint16_t kQuantisationDefault = 0xFF5C;
constexpr std::uint16_t kQuantisationComponent = 0xFF5D;
constexpr std::uint16_t kRegionOfInterest = 0xFF5E;
constexpr std::uint16_t kRegistration = 0xFF63;
constexpr std::uint16_t kComment = 0xFF64;
constexpr std::uint16_t kStartOfTilePart = 0xFF90;
constexpr std::uint16_t kStartOfData = 0xFF93;
constexpr std::uint16_t kEndOfCodestream = 0xFFD9;

constexpr std::int64_t kMaxTiles = 1024;
constexpr int kMaxLayers = 100;
constexpr std::int64_t kMaxBlocks = 65'536;
constexpr std::int64_t kMaxPackets = 262'144;
constexpr int kMaxBits = 16;

// A portrait at 1:200, coarser than any document has, is at 70 pixels a byte. Plain white has more
// than ten thousand: of over a million pixels it is refused here, where PNG and JPEG take it, as
// decoding it costs as much as decoding a picture.
constexpr std::int64_t kMaxPixelsPerByte = 1000;

absl::Status Unreadable(std::string_view what) {
  return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                   fmt::format("JPEG 2000 is corrupt or cut off: {}", what));
}

absl::Status Unsupported(std::string_view what) {
  return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnsupported,
                   fmt::format("image is a JPEG 2000 {}", what));
}

std::uint16_t BigEndian16(Bytes bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8U | bytes[at + 1]);
}

std::int64_t BigEndian32(Bytes bytes, std::size_t at) {
  return std::int64_t{BigEndian16(bytes, at)} << 16 | BigEndian16(bytes, at + 2);
}

std::int64_t DivideUp(std::int64_t value, std::int64_t by) { return (value + by - 1) / by; }

class Walk {
 public:
  Walk(Bytes bytes, const DecodeLimits& limits) : bytes_(bytes), rest_(bytes), limits_(limits) {}

  absl::StatusOr<Jpeg2000Codestream> Run() {
    if (bytes_.size() > limits_.max_jpeg2000_bytes) {
      return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageTooLarge,
                       fmt::format("image is a JPEG 2000 of {} bytes, limit is {}", bytes_.size(),
                                   limits_.max_jpeg2000_bytes));
    }
    PORTCULLIS_RETURN_IF_ERROR(ReadMainHeader());
    PORTCULLIS_RETURN_IF_ERROR(CheckWork());
    PORTCULLIS_RETURN_IF_ERROR(ReadTileParts());
    return std::move(stream_);
  }

 private:
  absl::StatusOr<std::uint16_t> Marker() {
    if (rest_.size() < 2) return Unreadable("it has no end");
    const std::uint16_t marker = BigEndian16(rest_, 0);
    rest_ = rest_.subspan(2);
    return marker;
  }

  absl::StatusOr<Bytes> Segment() {
    if (rest_.size() < 2) return Unreadable("a segment has no length");
    const std::size_t length = BigEndian16(rest_, 0);
    if (length < 2 || length > rest_.size()) {
      return Unreadable(fmt::format("a segment of {} bytes, {} are left", length, rest_.size()));
    }
    const Bytes content = rest_.subspan(2, length - 2);
    rest_ = rest_.subspan(length);
    return content;
  }

  absl::Status ReadMainHeader() {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::uint16_t start, Marker());
    if (start != kStartOfCodestream) return Unreadable("it does not begin with SOC");
    PORTCULLIS_ASSIGN_OR_RETURN(const std::uint16_t size, Marker());
    if (size != kSize) return Unreadable("SIZ does not follow SOC");
    PORTCULLIS_ASSIGN_OR_RETURN(const Bytes content, Segment());
    PORTCULLIS_RETURN_IF_ERROR(TakeSize(content));
    while (true) {
      PORTCULLIS_ASSIGN_OR_RETURN(const std::uint16_t marker, Marker());
      if (marker == kStartOfTilePart) break;
      PORTCULLIS_ASSIGN_OR_RETURN(const Bytes segment, Segment());
      PORTCULLIS_RETURN_IF_ERROR(TakeMainSegment(marker, segment));
    }
    if (!coding_) return Unreadable("it has no COD");
    return absl::OkStatus();
  }

  absl::Status TakeMainSegment(std::uint16_t marker, Bytes segment) {
    switch (marker) {
      case kCodingDefault: return TakeCodingDefault(segment);
      case kCodingComponent: return TakeCodingComponent(segment);
      case kTilePartLengths:
      case kPacketLengthsMain:
      case kQuantisationDefault:
      case kQuantisationComponent:
      case kRegionOfInterest:
      case kRegistration:
      case kComment: return absl::OkStatus();
      case kCapabilities: return Unsupported("of high throughput, accepted is Part 1");
      default: return Unsupported(fmt::format("with a marker {:04X} in its header", marker));
    }
  }

  absl::Status TakeSize(Bytes segment) {
    constexpr std::size_t kFixedBytes = 36;
    if (segment.size() < kFixedBytes) return Unreadable("SIZ has a wrong length");
    constexpr std::uint16_t kExtensions = 0x8000;
    if ((BigEndian16(segment, 0) & kExtensions) != 0) {
      return Unsupported("of Part 2, accepted is Part 1");
    }
    const std::int64_t right = BigEndian32(segment, 2);
    const std::int64_t bottom = BigEndian32(segment, 6);
    const std::int64_t left = BigEndian32(segment, 10);
    const std::int64_t top = BigEndian32(segment, 14);
    tile_width_ = BigEndian32(segment, 18);
    tile_height_ = BigEndian32(segment, 22);
    const std::int64_t tile_left = BigEndian32(segment, 26);
    const std::int64_t tile_top = BigEndian32(segment, 30);
    const DeclaredSize size = {right - left, bottom - top, bytes_.size()};
    PORTCULLIS_RETURN_IF_ERROR(CheckDeclaredSize(
        size, {.max_side_px = limits_.max_side_px,
               .max_pixels = std::min(limits_.max_pixels, limits_.max_jpeg2000_pixels),
               .max_pixels_per_byte = kMaxPixelsPerByte}));
    constexpr std::int64_t kMaxCoordinate = 1 << 30;
    if (right > kMaxCoordinate || bottom > kMaxCoordinate) return Unsupported("far off its grid");
    if (tile_width_ == 0 || tile_height_ == 0 || tile_left > left || tile_top > top ||
        tile_left + tile_width_ <= left || tile_top + tile_height_ <= top) {
      return Unreadable("its tiles do not cover it");
    }
    tiles_ = DivideUp(right - tile_left, tile_width_) * DivideUp(bottom - tile_top, tile_height_);
    if (tiles_ > kMaxTiles) {
      return Unsupported(fmt::format("of {} tiles, limit is {}", tiles_, kMaxTiles));
    }
    stream_.width = static_cast<int>(size.width);
    stream_.height = static_cast<int>(size.height);
    stream_.left = static_cast<int>(left);
    stream_.top = static_cast<int>(top);
    return TakeComponents(BigEndian16(segment, 34), segment.subspan(kFixedBytes));
  }

  absl::Status TakeComponents(std::size_t count, Bytes parameters) {
    if (count != 1 && count != 3) {
      return Unsupported(fmt::format(
          "of {} components (transparency, CMYK or other), accepted are grey (1) and colour (3)",
          count));
    }
    if (parameters.size() != 3 * count) return Unreadable("SIZ has a wrong length");
    for (std::size_t i = 0; i < count; ++i) {
      constexpr std::uint8_t kSigned = 0x80;
      const std::uint8_t bits = parameters[3 * i];
      const Jpeg2000Component component = {.bits = (bits & 0x7F) + 1,
                                           .is_signed = (bits & kSigned) != 0,
                                           .dx = parameters[3 * i + 1],
                                           .dy = parameters[3 * i + 2]};
      if (component.bits > kMaxBits) {
        return Unsupported(fmt::format("of {} bits, limit is {}", component.bits, kMaxBits));
      }
      PORTCULLIS_RETURN_IF_ERROR(CheckSampling(component, /*first=*/i == 0));
      stream_.components.push_back(component);
    }
    return absl::OkStatus();
  }

  absl::Status CheckSampling(const Jpeg2000Component& component, bool first) const {
    if (component.dx == 0 || component.dy == 0) return Unreadable("a component has no samples");
    const auto known = [](int d) { return d == 1 || d == 2 || d == 4; };
    const bool whole = component.dx == 1 && component.dy == 1;
    const bool on_grid = stream_.left == 0 && stream_.top == 0;
    if (whole || (!first && on_grid && known(component.dx) && known(component.dy))) {
      return absl::OkStatus();
    }
    return Unsupported(fmt::format("with a component sampled {}x{}", component.dx, component.dy));
  }

  absl::Status TakeCodingDefault(Bytes segment) {
    if (coding_) return Unreadable("it has two COD");
    constexpr std::size_t kStyleBytes = 5;  // style, progression, layers, component transform
    if (segment.size() < kStyleBytes) return Unreadable("COD has a wrong length");
    layers_ = BigEndian16(segment, 2);
    if (layers_ == 0) return Unreadable("it has no layer");
    if (layers_ > kMaxLayers) {
      return Unsupported(fmt::format("of {} layers, limit is {}", layers_, kMaxLayers));
    }
    PORTCULLIS_ASSIGN_OR_RETURN(
        coding_, ReadJpeg2000Coding(segment.subspan(kStyleBytes), (segment[0] & 1U) != 0));
    component_coding_.resize(stream_.components.size());
    return absl::OkStatus();
  }

  absl::Status TakeCodingComponent(Bytes segment) {
    if (!coding_) return Unreadable("COC comes before COD");
    if (segment.size() < 2) return Unreadable("COC has a wrong length");
    if (segment[0] >= component_coding_.size()) return Unreadable("COC is for no component");
    PORTCULLIS_ASSIGN_OR_RETURN(component_coding_[segment[0]],
                                ReadJpeg2000Coding(segment.subspan(2), (segment[1] & 1U) != 0));
    return absl::OkStatus();
  }

  absl::Status CheckWork() const {
    Jpeg2000Work all;
    for (std::size_t i = 0; i < stream_.components.size(); ++i) {
      const Jpeg2000Component& component = stream_.components[i];
      const Jpeg2000Coding& coding = component_coding_[i] ? *component_coding_[i] : *coding_;
      const auto width = DivideUp(std::min<std::int64_t>(tile_width_, stream_.width), component.dx);
      const auto height =
          DivideUp(std::min<std::int64_t>(tile_height_, stream_.height), component.dy);
      const Jpeg2000Work tile = WorkOfTile(coding, width, height);
      all.blocks += tile.blocks * tiles_;
      all.precincts += tile.precincts * tiles_;
    }
    if (all.blocks > kMaxBlocks) {
      return Unsupported(
          fmt::format("of about {} code-blocks, limit is {}", all.blocks, kMaxBlocks));
    }
    if (all.precincts * layers_ > kMaxPackets) {
      return Unsupported(
          fmt::format("of about {} packets, limit is {}", all.precincts * layers_, kMaxPackets));
    }
    return absl::OkStatus();
  }

  absl::Status ReadTileParts() {
    std::vector<bool> seen(static_cast<std::size_t>(tiles_));
    std::uint16_t marker = kStartOfTilePart;  // that which ended the main header
    while (marker == kStartOfTilePart) {
      const Bytes part = bytes_.subspan(bytes_.size() - rest_.size() - 2);
      PORTCULLIS_ASSIGN_OR_RETURN(const Bytes head, Segment());
      constexpr std::size_t kHeadBytes = 8;
      if (head.size() != kHeadBytes) return Unreadable("SOT has a wrong length");
      const std::size_t tile = BigEndian16(head, 0);
      if (tile >= seen.size()) return Unreadable(fmt::format("a part of tile {}", tile));
      seen[tile] = true;
      PORTCULLIS_RETURN_IF_ERROR(ReadTilePartHeader());
      // Length 0 stands for all up to the end of the codestream.
      const auto length = static_cast<std::size_t>(BigEndian32(head, 2));
      const std::size_t header_bytes = part.size() - rest_.size();
      const std::size_t whole = length == 0 ? part.size() - 2 : length;
      if (whole < header_bytes || whole > part.size()) {
        return Unreadable(fmt::format("a tile-part of {} bytes, {} are left", length, part.size()));
      }
      rest_ = part.subspan(whole);
      PORTCULLIS_ASSIGN_OR_RETURN(marker, Marker());
    }
    if (marker != kEndOfCodestream) return Unreadable("a tile-part is not where it should be");
    const auto missing = std::find(seen.begin(), seen.end(), false);
    if (missing == seen.end()) return absl::OkStatus();
    return Unreadable(fmt::format("tile {} is missing", missing - seen.begin()));
  }

  absl::Status ReadTilePartHeader() {
    while (true) {
      PORTCULLIS_ASSIGN_OR_RETURN(const std::uint16_t marker, Marker());
      if (marker == kStartOfData) return absl::OkStatus();
      PORTCULLIS_RETURN_IF_ERROR(Segment().status());
      if (marker != kPacketLengths && marker != kComment) {
        return Unsupported(
            fmt::format("with a marker {:04X} in a tile, accepted is one coding "
                        "for all tiles",
                        marker));
      }
    }
  }

  Bytes bytes_;
  Bytes rest_;
  const DecodeLimits& limits_;
  Jpeg2000Codestream stream_;
  std::int64_t tile_width_ = 0;
  std::int64_t tile_height_ = 0;
  std::int64_t tiles_ = 0;
  int layers_ = 0;
  std::optional<Jpeg2000Coding> coding_;
  std::vector<std::optional<Jpeg2000Coding>> component_coding_;
};

}  // namespace

absl::StatusOr<Jpeg2000Codestream> ReadJpeg2000Codestream(Bytes bytes, const DecodeLimits& limits) {
  return Walk(bytes, limits).Run();
}

}  // namespace portcullis
