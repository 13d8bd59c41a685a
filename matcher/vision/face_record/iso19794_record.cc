#include "matcher/vision/face_record/iso19794_record.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/face_record/byte_cursor.h"

namespace portcullis {
namespace {

using Bytes = std::span<const std::uint8_t>;
using std::string_view_literals::operator""sv;

constexpr std::string_view kFormat = "FAC\0"sv;
constexpr std::string_view kVersion2005 = "010\0"sv;
constexpr std::size_t kHeaderBytes = 14;
constexpr std::uint8_t kMpeg4Point = 1;

bool Is(Bytes bytes, std::string_view want) {
  return std::equal(bytes.begin(), bytes.end(), want.begin(), want.end(),
                    [](std::uint8_t got, char c) { return got == static_cast<std::uint8_t>(c); });
}

FaceImageType ImageTypeOf(std::uint8_t code) {
  constexpr std::uint8_t kBasic = 0;
  constexpr std::uint8_t kFullFrontal = 1;
  constexpr std::uint8_t kTokenFrontal = 2;
  if (code == kBasic) return FaceImageType::kBasic;
  if (code == kFullFrontal) return FaceImageType::kFullFrontal;
  if (code == kTokenFrontal) return FaceImageType::kTokenFrontal;
  return FaceImageType::kOther;
}

struct RecordHeader {
  std::size_t length = 0;  // of the record, this header included
  int images = 0;
};

absl::StatusOr<RecordHeader> ReadHeader(ByteCursor& cursor) {
  PORTCULLIS_ASSIGN_OR_RETURN(const Bytes format, cursor.Take(kFormat.size(), "format"));
  if (!Is(format, kFormat)) return WrongField("format", 0, "is not FAC");
  PORTCULLIS_ASSIGN_OR_RETURN(const Bytes version, cursor.Take(kVersion2005.size(), "version"));
  if (!Is(version, kVersion2005)) {
    return WrongField("version", kFormat.size(), "is not 010, that of ISO/IEC 19794-5:2005");
  }
  const std::size_t length_at = cursor.offset();
  PORTCULLIS_ASSIGN_OR_RETURN(const std::uint32_t length, cursor.U32("length of the record"));
  const std::size_t images_at = cursor.offset();
  PORTCULLIS_ASSIGN_OR_RETURN(const std::uint16_t images, cursor.U16("number of images"));
  if (length < kHeaderBytes || length - kHeaderBytes > cursor.left()) {
    return WrongField("length of the record", length_at,
                      fmt::format("is {}, the file has {}", length, kHeaderBytes + cursor.left()));
  }
  if (images == 0 || images > kMaxRecordImages) {
    return WrongField("number of images", images_at,
                      fmt::format("is {}, not 1 to {}", images, kMaxRecordImages));
  }
  return RecordHeader{length, images};
}

absl::StatusOr<std::vector<RecordPoint>> ReadPoints(ByteCursor& block, int count) {
  std::vector<RecordPoint> points;
  for (int i = 0; i < count; ++i) {
    PORTCULLIS_ASSIGN_OR_RETURN(const std::uint8_t type, block.U8("type of a feature point"));
    PORTCULLIS_ASSIGN_OR_RETURN(const unsigned code, block.U8("code of a feature point"));
    PORTCULLIS_ASSIGN_OR_RETURN(const std::uint16_t x, block.U16("x of a feature point"));
    PORTCULLIS_ASSIGN_OR_RETURN(const std::uint16_t y, block.U16("y of a feature point"));
    PORTCULLIS_RETURN_IF_ERROR(block.Take(2, "reserved bytes of a feature point").status());
    if (type != kMpeg4Point) continue;
    points.push_back({.name = fmt::format("{}.{}", code >> 4U, code & 0xFU),
                      .at = {static_cast<float>(x), static_cast<float>(y)}});
  }
  return points;
}

/// The block of one image, without the length in front.
absl::StatusOr<FaceRecord> ReadImageBlock(ByteCursor block) {
  constexpr std::size_t kPersonBytes = 14;     // of the face information, which is not read
  constexpr std::size_t kImageInfoBytes = 11;  // of the image information, after the image type
  const std::size_t count_at = block.offset();
  PORTCULLIS_ASSIGN_OR_RETURN(const int count, block.U16("number of feature points"));
  if (count > kMaxRecordPoints) {
    return WrongField("number of feature points", count_at,
                      fmt::format("is {}, limit is {}", count, kMaxRecordPoints));
  }
  PORTCULLIS_RETURN_IF_ERROR(block.Take(kPersonBytes, "face information").status());
  FaceRecord record;
  record.facts.kind = FaceRecordKind::kIso19794_5;
  PORTCULLIS_ASSIGN_OR_RETURN(record.facts.points, ReadPoints(block, count));
  PORTCULLIS_ASSIGN_OR_RETURN(const std::uint8_t type, block.U8("image type"));
  record.facts.image_type = ImageTypeOf(type);
  PORTCULLIS_RETURN_IF_ERROR(block.Take(kImageInfoBytes, "image information").status());
  if (block.left() == 0) return WrongField("image data", block.offset(), "is empty");
  record.image = block.rest();
  return record;
}

}  // namespace

bool StartsLikeIso19794Record(Bytes bytes) {
  return bytes.size() >= kFormat.size() && Is(bytes.first(kFormat.size()), kFormat);
}

absl::StatusOr<FaceRecord> ParseIso19794Record(Bytes bytes) {
  ByteCursor file(bytes);
  PORTCULLIS_ASSIGN_OR_RETURN(const RecordHeader header, ReadHeader(file));
  const std::size_t blocks_at = file.offset();
  PORTCULLIS_ASSIGN_OR_RETURN(const Bytes blocks,
                              file.Take(header.length - kHeaderBytes, "images"));
  ByteCursor record(blocks, blocks_at);
  FaceRecord first;
  for (int image = 0; image < header.images; ++image) {
    constexpr std::size_t kLengthBytes = 4;
    const std::size_t length_at = record.offset();
    PORTCULLIS_ASSIGN_OR_RETURN(const std::uint32_t length, record.U32("length of an image block"));
    if (length < kLengthBytes) {
      return WrongField("length of an image block", length_at, fmt::format("is {}", length));
    }
    const std::size_t block_at = record.offset();
    PORTCULLIS_ASSIGN_OR_RETURN(const Bytes block,
                                record.Take(length - kLengthBytes, "image block"));
    // The others are read too: a record that is wrong in one place is not believed in another.
    PORTCULLIS_ASSIGN_OR_RETURN(FaceRecord read, ReadImageBlock(ByteCursor(block, block_at)));
    if (image == 0) first = std::move(read);
  }
  if (record.left() != 0) {
    return WrongField("length of the record", kFormat.size() + kVersion2005.size(),
                      fmt::format("is {} bytes more than its images have", record.left()));
  }
  PORTCULLIS_RETURN_IF_ERROR(CheckPadding(file));
  first.facts.images = header.images;
  return first;
}

}  // namespace portcullis
