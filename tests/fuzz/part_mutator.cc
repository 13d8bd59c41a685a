#include "tests/fuzz/part_mutator.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace portcullis::testing {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::size_t kMaxPixelData = 1U << 16U;

FuzzBytes BytesOf(std::string_view text) { return {text.begin(), text.end()}; }

std::size_t Below(std::size_t bound, std::minstd_rand& random) {
  return bound == 0 ? 0 : random() % bound;
}

FuzzBytes Changed(FuzzBytes bytes, std::size_t max_size, const MutateBytes& mutate) {
  const std::size_t size = bytes.size();
  bytes.resize(std::max(size + 64, std::size_t{64}));
  const std::size_t room = std::min(bytes.size(), std::max<std::size_t>(max_size, 1));
  bytes.resize(mutate(bytes.data(), std::min(size, room), room));
  return bytes;
}

/// Tags that a file of this kind may have, so that those of the seeds are not the only ones.
FuzzBytes SomeTag(PartsKind kind, std::minstd_rand& random) {
  static constexpr std::array kPngTags = {"IHDR"sv, "PLTE"sv, "IDAT"sv, "IEND"sv, "tRNS"sv,
                                          "gAMA"sv, "cHRM"sv, "sRGB"sv, "iCCP"sv, "eXIf"sv,
                                          "tEXt"sv, "zTXt"sv, "iTXt"sv, "bKGD"sv, "acTL"sv};
  static constexpr std::array kBoxes = {"jP  "sv, "ftyp"sv, "jp2h"sv, "ihdr"sv, "bpcc"sv, "colr"sv,
                                        "pclr"sv, "cmap"sv, "cdef"sv, "res "sv, "jp2c"sv, "uuid"sv};
  static constexpr std::array<std::uint8_t, 14> kJpegMarkers = {
      0xC0, 0xC1, 0xC2, 0xC4, 0xC9, 0xDB, 0xDD, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE, 0xFE, 0xD9};
  static constexpr std::array<std::uint8_t, 16> kCodestreamMarkers = {
      0x51, 0x52, 0x53, 0x5C, 0x5D, 0x5E, 0x5F, 0x55,
      0x57, 0x58, 0x60, 0x61, 0x64, 0x90, 0x93, 0xD9};
  switch (kind) {
    case PartsKind::kPng: return BytesOf(kPngTags[Below(kPngTags.size(), random)]);
    case PartsKind::kJp2: return BytesOf(kBoxes[Below(kBoxes.size(), random)]);
    case PartsKind::kJpeg: return {0xFF, kJpegMarkers[Below(kJpegMarkers.size(), random)]};
    case PartsKind::kCodestream:
      return {0xFF, kCodestreamMarkers[Below(kCodestreamMarkers.size(), random)]};
    case PartsKind::kOther: break;
  }
  return {};
}

/// A number in the content, which is big-endian in all these formats, becomes one that matters.
void SetNumber(FuzzBytes& content, std::minstd_rand& random) {
  static constexpr std::array<std::uint32_t, 14> kNumbers = {
      0, 1, 2, 3, 7, 8, 255, 256, 4096, 16384, 65535, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
  const std::size_t width = std::size_t{1} << Below(3, random);
  if (content.size() < width) return;
  const std::uint32_t number = kNumbers[Below(kNumbers.size(), random)];
  const std::size_t at = Below(content.size() - width + 1, random);
  for (std::size_t i = 0; i < width; ++i) {
    content[at + i] = static_cast<std::uint8_t>(number >> (8 * (width - 1 - i)));
  }
}

/// Changes what a zlib stream holds; as it is if it is none.
FuzzBytes ChangedInside(const FuzzBytes& packed, std::size_t max_size, const MutateBytes& mutate) {
  FuzzBytes plain(kMaxPixelData);
  uLongf size = plain.size();
  if (uncompress(plain.data(), &size, packed.data(), packed.size()) != Z_OK) {
    return Changed(packed, max_size, mutate);
  }
  plain.resize(size);
  plain = Changed(std::move(plain), kMaxPixelData, mutate);
  FuzzBytes repacked(compressBound(plain.size()));
  uLongf repacked_size = repacked.size();
  if (compress2(repacked.data(), &repacked_size, plain.data(), plain.size(), 1) != Z_OK) {
    return packed;
  }
  repacked.resize(repacked_size);
  return repacked;
}

void ChangeOnePart(FileParts& file, std::size_t max_size, std::minstd_rand& random,
                   const MutateBytes& mutate);

/// What the content is made of; kOther: of nothing that is known.
PartsKind KindInside(const FilePart& part) {
  if (part.tag == BytesOf("jp2h")) return PartsKind::kJp2;
  if (part.tag == BytesOf("jp2c")) return PartsKind::kCodestream;
  return PartsKind::kOther;
}

void ChangeContent(FilePart& part, PartsKind kind, std::size_t max_size, std::minstd_rand& random,
                   const MutateBytes& mutate) {
  FileParts inner = SplitAs(KindInside(part), part.content);
  if (inner.kind != PartsKind::kOther && !inner.parts.empty()) {
    ChangeOnePart(inner, max_size, random, mutate);
    part.content = JoinFile(inner);
  } else if (Below(3, random) == 0) {
    SetNumber(part.content, random);
  } else if (kind == PartsKind::kPng && part.tag == BytesOf("IDAT")) {
    part.content = ChangedInside(part.content, max_size, mutate);
  } else {
    part.content = Changed(part.content, max_size, mutate);
  }
}

void ChangeOnePart(FileParts& file, std::size_t max_size, std::minstd_rand& random,
                   const MutateBytes& mutate) {
  std::vector<FilePart>& parts = file.parts;
  const std::size_t at = Below(parts.size(), random);
  const auto here = parts.begin() + static_cast<std::ptrdiff_t>(at);
  switch (Below(12, random)) {
    case 0: parts.erase(here); break;
    case 1: parts.insert(here, FilePart(*here)); break;
    case 2: std::swap(parts[at], parts[Below(parts.size(), random)]); break;
    case 3: parts.insert(here, {SomeTag(file.kind, random), Changed({}, 64, mutate)}); break;
    case 4: here->tag = SomeTag(file.kind, random); break;
    default: ChangeContent(*here, file.kind, max_size, random, mutate); break;
  }
}

}  // namespace

FuzzBytes MutateFile(const FuzzBytes& file, std::size_t max_size, std::minstd_rand& random,
                     const MutateBytes& mutate) {
  FileParts split = SplitFile(file);
  if (split.kind == PartsKind::kOther || split.parts.empty() || Below(8, random) == 0) {
    return Changed(file, max_size, mutate);
  }
  ChangeOnePart(split, max_size, random, mutate);
  FuzzBytes changed = JoinFile(split);
  if (changed.size() > max_size) changed.resize(max_size);
  return changed;
}

}  // namespace portcullis::testing
