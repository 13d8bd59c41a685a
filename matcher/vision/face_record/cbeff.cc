#include "matcher/vision/face_record/cbeff.h"

#include <algorithm>

#include "fmt/format.h"
#include "matcher/core/image_source.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/face_record/der_reader.h"

namespace portcullis {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint32_t kDataGroup2 = 0x75;
constexpr std::uint32_t kGroup = 0x7F61;
constexpr std::uint32_t kTemplate = 0x7F60;
constexpr std::uint32_t kCount = 0x02;
constexpr std::uint32_t kProtected = 0x7D;
constexpr std::uint32_t kDataBlock = 0x5F2E;
constexpr std::uint32_t kConstructedDataBlock = 0x7F2E;
constexpr std::uint32_t kConstructedContent = 0xA1;

BiometricDataBlock BlockOf(const DerElement& element) {
  return {.content = element.content, .offset = element.offset, .templates = 1};
}

absl::StatusOr<BiometricDataBlock> ReadTemplate(const DerElement& element) {
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields fields, DerFields::Read(element, "template"));
  if (fields.Find(kProtected) != nullptr) {
    return WrongField("template", element.offset, "is encrypted");
  }
  if (const DerElement* block = fields.Find(kDataBlock)) return BlockOf(*block);
  PORTCULLIS_ASSIGN_OR_RETURN(const DerElement block,
                              fields.Get(kConstructedDataBlock, "data block"));
  // Some writers leave out A1, and 19794-5 records in 7F2E have never had it.
  if (block.content.empty() || block.content.front() != kConstructedContent) return BlockOf(block);
  ByteCursor cursor(block.content, block.offset);
  PORTCULLIS_ASSIGN_OR_RETURN(const DerElement content, ReadDerElement(cursor, "data block"));
  if (cursor.left() != 0) {
    return WrongField("data block", cursor.offset(), "goes on after its content");
  }
  return BlockOf(content);
}

absl::StatusOr<BiometricDataBlock> ReadGroup(const DerElement& element) {
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields fields, DerFields::Read(element, "group"));
  PORTCULLIS_ASSIGN_OR_RETURN(const DerElement count_field,
                              fields.Get(kCount, "number of templates"));
  PORTCULLIS_ASSIGN_OR_RETURN(const int count, DerNumber(count_field, "number of templates"));
  const auto there = std::count_if(fields.all().begin(), fields.all().end(),
                                   [](const DerElement& part) { return part.tag == kTemplate; });
  if (count != there || count > kMaxWrappedRecords) {
    return WrongField(
        "number of templates", count_field.offset,
        fmt::format("is {}, there are {}, limit is {}", count, there, kMaxWrappedRecords));
  }
  PORTCULLIS_ASSIGN_OR_RETURN(const DerElement first, fields.Get(kTemplate, "template"));
  PORTCULLIS_ASSIGN_OR_RETURN(BiometricDataBlock block, ReadTemplate(first));
  block.templates = count;
  return block;
}

}  // namespace

bool StartsLikeCbeff(Bytes bytes) {
  ByteCursor cursor(bytes);
  const auto first = cursor.U8("tag");
  const auto second = cursor.U8("tag");
  if (!first.ok() || !second.ok()) return false;
  if (*first == (kGroup >> 8U)) {
    return *second == (kGroup & 0xFFU) || *second == (kTemplate & 0xFFU);
  }
  if (*first != kDataGroup2) return false;
  // 75 is also the letter u: what is inside decides.
  constexpr std::uint8_t kMoreFollows = 0x80;
  if (*second >= kMoreFollows && !cursor.Take(*second & 0x7FU, "length").ok()) return false;
  const auto inner = cursor.U16("tag");
  return inner.ok() && *inner == kGroup;
}

absl::StatusOr<BiometricDataBlock> UnwrapCbeff(Bytes bytes) {
  ByteCursor cursor(bytes);
  PORTCULLIS_ASSIGN_OR_RETURN(DerElement outer, ReadDerElement(cursor, "data group 2"));
  PORTCULLIS_RETURN_IF_ERROR(CheckPadding(cursor));
  if (outer.tag == kTemplate) return ReadTemplate(outer);
  if (outer.tag == kGroup) return ReadGroup(outer);
  if (outer.tag != kDataGroup2) return WrongField("data group 2", 0, "has another tag");
  PORTCULLIS_ASSIGN_OR_RETURN(const DerFields fields, DerFields::Read(outer, "data group 2"));
  PORTCULLIS_ASSIGN_OR_RETURN(const DerElement group, fields.Get(kGroup, "group"));
  return ReadGroup(group);
}

}  // namespace portcullis
