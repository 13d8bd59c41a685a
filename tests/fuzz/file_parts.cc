#include "tests/fuzz/file_parts.h"

#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>

namespace portcullis::testing {
namespace {

using Bytes = std::span<const std::uint8_t>;
using std::string_view_literals::operator""sv;

constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1A\n"sv;

FuzzBytes Copy(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

void Append(FuzzBytes& to, Bytes bytes) {
  std::copy(bytes.begin(), bytes.end(), std::back_inserter(to));
}

std::uint64_t BigEndian(Bytes bytes) {
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = (value << 8U) | byte;
  return value;
}

void AppendBigEndian(FuzzBytes& to, std::uint64_t value, unsigned width) {
  for (unsigned i = width; i-- > 0;) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

bool StartsWith(Bytes bytes, std::string_view start) {
  return bytes.size() >= start.size() &&
         std::equal(start.begin(), start.end(), bytes.begin(),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

/// Moves the first `count` bytes of `rest` out; fewer if there are fewer.
Bytes Take(Bytes& rest, std::size_t count) {
  const Bytes taken = rest.first(std::min(count, rest.size()));
  rest = rest.subspan(taken.size());
  return taken;
}

void SplitPng(Bytes rest, std::vector<FilePart>& parts) {
  Take(rest, kPngSignature.size());
  while (rest.size() >= 12) {
    const std::uint64_t length = BigEndian(rest.first(4));
    if (length > rest.size() - 12) break;
    Take(rest, 4);
    const Bytes tag = Take(rest, 4);
    parts.push_back({Copy(tag), Copy(Take(rest, length))});
    Take(rest, 4);
  }
  if (!rest.empty()) parts.push_back({{}, Copy(rest)});
}

void JoinPng(const std::vector<FilePart>& parts, FuzzBytes& file) {
  for (const char letter : kPngSignature) file.push_back(static_cast<std::uint8_t>(letter));
  for (const FilePart& part : parts) {
    if (part.tag.empty()) {
      Append(file, part.content);
      continue;
    }
    AppendBigEndian(file, part.content.size(), 4);
    const std::size_t start = file.size();
    Append(file, part.tag);
    Append(file, part.content);
    AppendBigEndian(file, crc32(0, file.data() + start, static_cast<uInt>(file.size() - start)), 4);
  }
}

/// Markers that stand alone: SOI, EOI, RSTn, TEM; of JPEG 2000 SOC, SOD, EOC, EPH.
bool HasNoLength(std::uint8_t marker) {
  return (marker >= 0xD0 && marker <= 0xD9) || marker == 0x01 || marker == 0x4F || marker == 0x93 ||
         marker == 0x92;
}

/// Coded data go on until a marker that is neither stuffing nor a restart (JPEG), or until the next
/// tile part or the end (JPEG 2000).
std::size_t CodedLength(Bytes rest, bool is_jpeg) {
  for (std::size_t i = 0; i + 1 < rest.size(); ++i) {
    if (rest[i] != 0xFF) continue;
    const std::uint8_t next = rest[i + 1];
    const bool goes_on = is_jpeg ? next == 0 || (next >= 0xD0 && next <= 0xD7)
                                 : next != 0x90 && !(next == 0xD9 && i + 2 == rest.size());
    if (!goes_on) return i;
  }
  return rest.size();
}

void SplitSegments(Bytes rest, bool is_jpeg, std::vector<FilePart>& parts) {
  while (rest.size() >= 2 && rest[0] == 0xFF) {
    const std::uint8_t marker = rest[1];
    const bool stands_alone = HasNoLength(marker);
    if (!stands_alone && rest.size() < 4) break;
    const std::uint64_t length = stands_alone ? 0 : BigEndian(rest.subspan(2, 2));
    if (!stands_alone && (length < 2 || length > rest.size() - 2)) break;
    const Bytes tag = Take(rest, 2);
    if (!stands_alone) Take(rest, 2);
    parts.push_back({Copy(tag), Copy(Take(rest, stands_alone ? 0 : length - 2))});
    if (marker == (is_jpeg ? 0xDA : 0x93)) {
      parts.push_back({{}, Copy(Take(rest, CodedLength(rest, is_jpeg)))});
    }
  }
  if (!rest.empty()) parts.push_back({{}, Copy(rest)});
}

void JoinSegments(const std::vector<FilePart>& parts, FuzzBytes& file) {
  for (const FilePart& part : parts) {
    Append(file, part.tag);
    if (part.tag.size() == 2 && !HasNoLength(part.tag[1])) {
      AppendBigEndian(file, part.content.size() + 2, 2);
    }
    Append(file, part.content);
  }
}

void SplitBoxes(Bytes rest, std::vector<FilePart>& parts) {
  while (rest.size() >= 8) {
    std::uint64_t length = BigEndian(rest.first(4));
    if (length == 0) length = rest.size();  // up to the end of the file
    if (length < 8 || length > rest.size()) break;
    Take(rest, 4);
    const Bytes tag = Take(rest, 4);
    parts.push_back({Copy(tag), Copy(Take(rest, length - 8))});
  }
  if (!rest.empty()) parts.push_back({{}, Copy(rest)});
}

void JoinBoxes(const std::vector<FilePart>& parts, FuzzBytes& file) {
  for (const FilePart& part : parts) {
    if (!part.tag.empty()) AppendBigEndian(file, part.content.size() + 8, 4);
    Append(file, part.tag);
    Append(file, part.content);
  }
}

}  // namespace

FileParts SplitAs(PartsKind kind, Bytes file) {
  FileParts split = {kind, {}};
  switch (kind) {
    case PartsKind::kPng: SplitPng(file, split.parts); break;
    case PartsKind::kJpeg: SplitSegments(file, /*is_jpeg=*/true, split.parts); break;
    case PartsKind::kCodestream: SplitSegments(file, /*is_jpeg=*/false, split.parts); break;
    case PartsKind::kJp2: SplitBoxes(file, split.parts); break;
    case PartsKind::kOther: split.parts.push_back({{}, Copy(file)}); break;
  }
  return split;
}

FileParts SplitFile(Bytes file) {
  if (StartsWith(file, kPngSignature)) return SplitAs(PartsKind::kPng, file);
  if (StartsWith(file, "\xFF\xD8\xFF"sv)) return SplitAs(PartsKind::kJpeg, file);
  if (StartsWith(file, "\xFF\x4F\xFF\x51"sv)) return SplitAs(PartsKind::kCodestream, file);
  if (file.size() > 8 && StartsWith(file.subspan(4), "jP  "sv)) {
    return SplitAs(PartsKind::kJp2, file);
  }
  return SplitAs(PartsKind::kOther, file);
}

FuzzBytes JoinFile(const FileParts& file) {
  FuzzBytes joined;
  switch (file.kind) {
    case PartsKind::kPng: JoinPng(file.parts, joined); break;
    case PartsKind::kJpeg:
    case PartsKind::kCodestream: JoinSegments(file.parts, joined); break;
    case PartsKind::kJp2: JoinBoxes(file.parts, joined); break;
    case PartsKind::kOther:
      for (const FilePart& part : file.parts) Append(joined, part.content);
      break;
  }
  return joined;
}

}  // namespace portcullis::testing
