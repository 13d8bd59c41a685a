// Image files taken apart and put together again, so that a change inside leaves lengths and
// checksums right: the codecs are Debian's and not instrumented, and random bytes seldom get past
// their first check.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace portcullis::testing {

using FuzzBytes = std::vector<std::uint8_t>;

enum class PartsKind {
  kPng,         // chunks: tag is the type, four bytes
  kJpeg,        // segments: tag is the marker, two bytes; after SOS follow the coded data, no tag
  kJp2,         // boxes: tag is the type, four bytes
  kCodestream,  // segments of JPEG 2000: tag is the marker; after SOD follow coded data, no tag
  kOther,       // one part, no tag
};

struct FilePart {
  FuzzBytes tag;
  FuzzBytes content;

  friend bool operator==(const FilePart&, const FilePart&) = default;
};

struct FileParts {
  PartsKind kind = PartsKind::kOther;
  std::vector<FilePart> parts;
};

/// Whatever cannot be taken apart ends up in a last part without a tag.
FileParts SplitFile(std::span<const std::uint8_t> file);

/// The same where it is known what it is, as for boxes in a box.
FileParts SplitAs(PartsKind kind, std::span<const std::uint8_t> file);

/// With right lengths and checksums. JoinFile(SplitFile(file)) == file for a good file.
FuzzBytes JoinFile(const FileParts& file);

}  // namespace portcullis::testing
