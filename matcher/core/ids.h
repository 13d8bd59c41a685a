// Identifiers of the domain. Each is a type of its own, so that one cannot be passed for another.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portcullis {

/// A watch list, named by the administrator who creates it: 1..63 characters of [a-z0-9-], starting
/// with a letter and not ending in a hyphen (AIP-122). Checked by IsValidListId, not by the struct.
struct ListId {
  std::string value;
  friend auto operator<=>(const ListId&, const ListId&) = default;
  template <typename H>
  friend H AbslHashValue(H hash, const ListId& id) {
    return H::combine(std::move(hash), id.value);
  }
};

/// A watch-list identity. Drawn at random, 1..2^63-1, so that it tells a kiosk nothing about the
/// person or about how many are listed.
struct EntryId {
  std::int64_t value = 0;
  friend auto operator<=>(const EntryId&, const EntryId&) = default;
  template <typename H>
  friend H AbslHashValue(H hash, EntryId id) {
    return H::combine(std::move(hash), id.value);
  }
};

/// One enrolled face of an entry. Drawn at random, 1..2^63-1.
struct ReferenceId {
  std::int64_t value = 0;
  friend auto operator<=>(const ReferenceId&, const ReferenceId&) = default;
  template <typename H>
  friend H AbslHashValue(H hash, ReferenceId id) {
    return H::combine(std::move(hash), id.value);
  }
};

/// A set of references whose entries stand on exactly the same lists. The gallery interns each such
/// combination of lists once, so that a search over some lists is a search over some segments.
struct SegmentId {
  std::uint32_t value = 0;
  friend auto operator<=>(const SegmentId&, const SegmentId&) = default;
};

/// Position in the store's changelog: 0 before the first change, then 1, 2, 3 without gaps. The
/// epoch of a gallery is the last sequence number that it has applied.
struct Sequence {
  std::uint64_t value = 0;
  friend auto operator<=>(const Sequence&, const Sequence&) = default;
};

bool IsValidListId(std::string_view text);

/// Thirteen characters of Crockford's base 32 in lower case ("0000000000001" is 1): readable aloud,
/// sorts like the number. Parse accepts exactly what Format writes.
std::string FormatEntryId(EntryId id);
std::optional<EntryId> ParseEntryId(std::string_view text);
std::string FormatReferenceId(ReferenceId id);
std::optional<ReferenceId> ParseReferenceId(std::string_view text);

}  // namespace portcullis
