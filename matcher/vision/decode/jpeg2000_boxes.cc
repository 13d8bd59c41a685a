#include "matcher/vision/decode/jpeg2000_boxes.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

using absl::StatusCode;
using Bytes = std::span<const std::uint8_t>;
using std::string_view_literals::operator""sv;

constexpr int kMaxBoxes = 256;

absl::Status Unreadable(std::string_view what) {
  return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable,
                   fmt::format("JPEG 2000 is corrupt or cut off: {}", what));
}

absl::Status Unsupported(std::string_view what) {
  return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnsupported,
                   fmt::format("image is a JPEG 2000 {}", what));
}

std::uint64_t BigEndian(Bytes bytes) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = (value << 8U) | byte;
  return value;
}

bool StartsWith(Bytes bytes, std::string_view prefix) {
  return bytes.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), bytes.begin(), [](char want, std::uint8_t got) {
           return static_cast<std::uint8_t>(want) == got;
         });
}

struct Box {
  std::string_view type;
  Bytes content;
};

/// The box at the start of `rest`, which is moved behind it.
absl::StatusOr<Box> ReadBox(Bytes& rest) {
  constexpr std::size_t kHeader = 8;
  constexpr std::size_t kLongHeader = 16;
  if (rest.size() < kHeader) return Unreadable("a box has no header");
  std::size_t header = kHeader;
  std::uint64_t length = BigEndian(rest.first(4));
  if (length == 1) {  // the length follows in 8 bytes
    if (rest.size() < kLongHeader) return Unreadable("a box has no header");
    header = kLongHeader;
    length = BigEndian(rest.subspan(kHeader, 8));
  } else if (length == 0) {  // up to the end
    length = rest.size();
  }
  if (length < header || length > rest.size()) {
    return Unreadable(fmt::format("a box of {} bytes, {} are left", length, rest.size()));
  }
  const Bytes whole = rest.first(static_cast<std::size_t>(length));
  rest = rest.subspan(whole.size());
  return Box{{reinterpret_cast<const char*>(whole.data()) + 4, 4}, whole.subspan(header)};
}

class Walk {
 public:
  absl::StatusOr<Jpeg2000File> Run(Bytes bytes) {
    PORTCULLIS_RETURN_IF_ERROR(ReadAll(bytes, /*in_header=*/false));
    if (!codestream_) return Unreadable("it has no codestream");
    file_.codestream = *codestream_;
    return file_;
  }

 private:
  absl::Status ReadAll(Bytes rest, bool in_header) {
    while (!rest.empty()) {
      if (++boxes_ > kMaxBoxes) return Unreadable(fmt::format("more than {} boxes", kMaxBoxes));
      PORTCULLIS_ASSIGN_OR_RETURN(const Box box, ReadBox(rest));
      PORTCULLIS_RETURN_IF_ERROR(in_header ? TakeHeaderBox(box) : TakeBox(box));
    }
    return absl::OkStatus();
  }

  absl::Status TakeBox(const Box& box) {
    if (box.type == "jp2h" && !codestream_) return ReadAll(box.content, /*in_header=*/true);
    if (box.type == "jp2c" && !codestream_) codestream_ = box.content;
    if (box.type == "uuid" && !file_.exif) TakeUuid(box.content);
    return absl::OkStatus();
  }

  void TakeUuid(Bytes content) {
    constexpr std::string_view kExifUuid = "JpgTiffExif->JP2";
    constexpr std::string_view kExif = "Exif\0\0"sv;  // some writers put it in front, as in JPEG
    if (!StartsWith(content, kExifUuid)) return;
    const Bytes tiff = content.subspan(kExifUuid.size());
    file_.exif = StartsWith(tiff, kExif) ? tiff.subspan(kExif.size()) : tiff;
  }

  absl::Status TakeHeaderBox(const Box& box) {
    if (box.type == "pclr") return Unsupported("with a palette, accepted are grey and colour");
    if (box.type == "colr") return TakeColours(box.content);
    if (box.type == "cdef") return CheckChannels(box.content);
    return absl::OkStatus();
  }

  absl::Status TakeColours(Bytes content) {
    constexpr std::uint8_t kEnumerated = 1;
    constexpr std::uint8_t kRestrictedProfile = 2;
    constexpr std::uint8_t kAnyProfile = 3;
    constexpr std::size_t kFixedBytes = 3;  // method, precedence, approximation
    if (has_colours_) return absl::OkStatus();
    if (content.size() < kFixedBytes) return Unreadable("its colours are cut off");
    const std::uint8_t method = content[0];
    if (method == kRestrictedProfile || method == kAnyProfile) {
      file_.profile = content.subspan(kFixedBytes);
    } else if (method != kEnumerated) {
      return absl::OkStatus();  // a vendor's own; a specification that can be read may follow
    } else {
      PORTCULLIS_RETURN_IF_ERROR(TakeEnumeratedColours(content.subspan(kFixedBytes)));
    }
    has_colours_ = true;
    return absl::OkStatus();
  }

  absl::Status TakeEnumeratedColours(Bytes content) {
    constexpr std::uint64_t kCmyk = 12;
    constexpr std::uint64_t kSrgb = 16;
    constexpr std::uint64_t kGrey = 17;
    constexpr std::uint64_t kSycc = 18;
    if (content.size() < 4) return Unreadable("its colours are cut off");
    const std::uint64_t colours = BigEndian(content.first(4));
    if (colours == kSrgb) {
      file_.colours = Jpeg2000Colours::kSrgb;
    } else if (colours == kGrey) {
      file_.colours = Jpeg2000Colours::kGrey;
    } else if (colours == kSycc) {
      file_.colours = Jpeg2000Colours::kSycc;
    } else if (colours == kCmyk) {
      return Unsupported("in CMYK, accepted are grey, sRGB and sYCC");
    } else {
      return Unsupported(
          fmt::format("in colour space {}, accepted are grey, sRGB and sYCC", colours));
    }
    return absl::OkStatus();
  }

  /// cdef: how many, then for each channel its number, type (0: colour) and which colour it is.
  static absl::Status CheckChannels(Bytes content) {
    constexpr std::size_t kEntryBytes = 6;
    if (content.size() < 2 || content.size() != 2 + kEntryBytes * BigEndian(content.first(2))) {
      return Unreadable("its channel definitions are cut off");
    }
    for (Bytes rest = content.subspan(2); !rest.empty(); rest = rest.subspan(kEntryBytes)) {
      const std::uint64_t channel = BigEndian(rest.first(2));
      if (BigEndian(rest.subspan(2, 2)) != 0) {
        return Unsupported("with transparency, accepted are opaque pictures");
      }
      if (BigEndian(rest.subspan(4, 2)) != channel + 1) {
        return Unsupported("with its channels in another order than red, green, blue");
      }
    }
    return absl::OkStatus();
  }

  Jpeg2000File file_;
  std::optional<Bytes> codestream_;
  bool has_colours_ = false;
  int boxes_ = 0;
};

}  // namespace

absl::StatusOr<Jpeg2000File> ReadJpeg2000Boxes(Bytes bytes) {
  if (StartsWith(bytes, "\xFF\x4F\xFF\x51"sv)) {
    Jpeg2000File file;
    file.codestream = bytes;
    return file;
  }
  return Walk().Run(bytes);
}

}  // namespace portcullis
