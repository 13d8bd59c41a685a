#include "matcher/vision/decode/jpeg_outline.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <utility>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/decode/srgb_conversion.h"

namespace portcullis {
namespace {

using absl::StatusCode;
using Bytes = std::span<const std::uint8_t>;
using std::string_view_literals::operator""sv;

constexpr std::uint8_t kStartOfImage = 0xD8;
constexpr std::uint8_t kEndOfImage = 0xD9;
constexpr std::uint8_t kStartOfScan = 0xDA;
constexpr std::uint8_t kFirstRestart = 0xD0;
constexpr std::uint8_t kLastRestart = 0xD7;
constexpr std::uint8_t kTemporary = 0x01;
constexpr std::uint8_t kApp1 = 0xE1;
constexpr std::uint8_t kApp2 = 0xE2;

absl::Status Unreadable(std::string_view what) {
  return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                   fmt::format("JPEG is corrupt or cut off: {}", what));
}

absl::Status Unsupported(std::string_view what) {
  return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnsupported, what);
}

bool StartsWith(Bytes bytes, std::string_view prefix) {
  return bytes.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), bytes.begin(), [](char want, std::uint8_t got) {
           return static_cast<std::uint8_t>(want) == got;
         });
}

bool IsFrame(std::uint8_t marker) {
  constexpr std::uint8_t kHuffmanTables = 0xC4;
  constexpr std::uint8_t kExtension = 0xC8;
  constexpr std::uint8_t kArithmeticTables = 0xCC;
  return marker >= 0xC0 && marker <= 0xCF && marker != kHuffmanTables && marker != kExtension &&
         marker != kArithmeticTables;
}

class Walk {
 public:
  explicit Walk(Bytes bytes) : rest_(bytes) {}

  absl::StatusOr<JpegOutline> Run() {
    rest_ = rest_.subspan(std::min<std::size_t>(2, rest_.size()));  // start of image
    while (true) {
      PORTCULLIS_ASSIGN_OR_RETURN(const std::uint8_t marker, NextMarker());
      if (marker == kEndOfImage) break;
      if (marker == kStartOfImage) return Unreadable("an image starts inside it");
      if (marker == kTemporary || (marker >= kFirstRestart && marker <= kLastRestart)) continue;
      PORTCULLIS_ASSIGN_OR_RETURN(const Bytes segment, Segment());
      PORTCULLIS_RETURN_IF_ERROR(Take(marker, segment));
    }
    if (outline_.components == 0) return Unreadable("it has no frame");
    if (outline_.scans == 0) return Unreadable("it has no scan");
    if (outline_.profile_parts.size() != profile_part_count_)
      return DamagedProfile("its parts do not fit together");
    return std::move(outline_);
  }

 private:
  absl::StatusOr<std::uint8_t> NextMarker() {
    if (rest_.empty()) return Unreadable("it has no end");
    if (rest_.front() != 0xFF) return Unreadable("there are bytes between its segments");
    const auto marker = std::find_if(rest_.begin(), rest_.end(), [](auto b) { return b != 0xFF; });
    if (marker == rest_.end()) return Unreadable("it has no end");
    const std::uint8_t found = *marker;
    rest_ = rest_.subspan(static_cast<std::size_t>(marker - rest_.begin()) + 1);
    return found;
  }

  absl::StatusOr<Bytes> Segment() {
    if (rest_.size() < 2) return Unreadable("a segment has no length");
    const std::size_t length = (std::size_t{rest_[0]} << 8U) | rest_[1];
    if (length < 2 || length > rest_.size()) {
      return Unreadable(fmt::format("a segment of {} bytes, {} are left", length, rest_.size()));
    }
    const Bytes content = rest_.subspan(2, length - 2);
    rest_ = rest_.subspan(length);
    return content;
  }

  absl::Status Take(std::uint8_t marker, Bytes segment) {
    constexpr std::string_view kExif = "Exif\0\0"sv;
    constexpr std::string_view kProfile = "ICC_PROFILE\0"sv;
    if (IsFrame(marker)) return TakeFrame(marker, segment);
    if (marker == kStartOfScan) return TakeScan(segment);
    // APP1 holds XMP as well; only the five bytes "Exif\0" tell, the sixth is padding.
    if (marker == kApp1 && !outline_.exif && segment.size() >= kExif.size() &&
        StartsWith(segment, kExif.substr(0, kExif.size() - 1))) {
      outline_.exif = segment.subspan(kExif.size());
    }
    if (marker == kApp2 && StartsWith(segment, kProfile)) {
      return TakeProfilePart(segment.subspan(kProfile.size()));
    }
    return absl::OkStatus();
  }

  absl::Status TakeFrame(std::uint8_t marker, Bytes segment) {
    constexpr std::uint8_t kLastHuffmanDct = 0xC2;  // C0 baseline, C1 extended, C2 progressive
    if (marker > kLastHuffmanDct) {
      return Unsupported(
          "image is an arithmetic, lossless or hierarchical JPEG, accepted are "
          "baseline and progressive");
    }
    if (outline_.components != 0) return Unreadable("it has two frames");
    constexpr std::size_t kFrameBytes = 6;
    if (segment.size() < kFrameBytes) return Unreadable("its frame has a wrong length");
    outline_.height = segment[1] << 8 | segment[2];
    outline_.width = segment[3] << 8 | segment[4];
    outline_.components = segment[5];
    outline_.several_scans = marker == kLastHuffmanDct;
    if (outline_.components == 1 || outline_.components == 3) return absl::OkStatus();
    if (outline_.components == 4) {
      return Unsupported("image is a CMYK JPEG, accepted are colour (RGB) and grey");
    }
    return Unsupported(
        fmt::format("image is a JPEG of {} channels of unknown meaning", outline_.components));
  }

  absl::Status TakeScan(Bytes segment) {
    ++outline_.scans;
    if (segment.empty() || segment[0] != outline_.components) outline_.several_scans = true;
    // The coded data goes on to the next FF that is neither data (FF 00) nor a restart marker.
    while (!rest_.empty()) {
      const void* found = std::memchr(rest_.data(), 0xFF, rest_.size());
      if (found == nullptr) break;
      const auto at =
          static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - rest_.data());
      if (at + 1 == rest_.size()) break;
      const std::uint8_t next = rest_[at + 1];
      const bool goes_on = next == 0 || (next >= kFirstRestart && next <= kLastRestart);
      rest_ = rest_.subspan(goes_on ? at + 2 : at);
      if (!goes_on) return absl::OkStatus();
    }
    return Unreadable("its coded data has no end");
  }

  /// `part`: its number, counted from 1, how many there are, and the bytes.
  absl::Status TakeProfilePart(Bytes part) {
    const std::size_t number = outline_.profile_parts.size() + 1;
    if (part.size() < 2 || part[0] != number || part[1] < number ||
        (number > 1 && part[1] != profile_part_count_)) {
      return DamagedProfile("its parts do not fit together");
    }
    profile_part_count_ = part[1];
    outline_.profile_parts.push_back(part.subspan(2));
    return absl::OkStatus();
  }

  Bytes rest_;
  JpegOutline outline_;
  std::size_t profile_part_count_ = 0;
};

}  // namespace

absl::StatusOr<JpegOutline> ReadJpegOutline(Bytes bytes) { return Walk(bytes).Run(); }

}  // namespace portcullis
