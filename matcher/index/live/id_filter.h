// Says of most ids that they are not in a set, without looking at the set.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "matcher/core/ids.h"

namespace portcullis {

/// A Bloom filter (Bloom 1970) of which each id uses one 64-bit word, so that a question costs one
/// look at memory (Putze, Sanders, Singler 2007). About 1.5 bytes an id; of ids that are not in the
/// set it lets about one in fifty through. Immutable.
class IdFilter {
 public:
  explicit IdFilter(std::span<const ReferenceId> ids);

  /// False: it is not in the set.
  bool MayContain(ReferenceId id) const {
    const std::uint64_t hash = Hash(id);
    const std::uint64_t bits = Bits(hash);
    return (words_[Word(hash)] & bits) == bits;
  }

  std::size_t bytes() const { return words_.size() * sizeof(std::uint64_t); }

 private:
  /// Spreads ids that follow each other too (the finaliser of MurmurHash3).
  static std::uint64_t Hash(ReferenceId id) {
    auto x = static_cast<std::uint64_t>(id.value);
    x = (x ^ (x >> 33U)) * 0xff51afd7ed558ccdULL;
    x = (x ^ (x >> 33U)) * 0xc4ceb9fe1a85ec53ULL;
    return x ^ (x >> 33U);
  }
  /// Four of the word's 64 bits, by the lower half of the hash.
  static std::uint64_t Bits(std::uint64_t hash) {
    return 1ULL << (hash & 63U) | 1ULL << (hash >> 6U & 63U) | 1ULL << (hash >> 12U & 63U) |
           1ULL << (hash >> 18U & 63U);
  }
  /// By the upper half. Sets are smaller than 2^32.
  std::size_t Word(std::uint64_t hash) const { return (hash >> 32U) * words_.size() >> 32U; }

  std::vector<std::uint64_t> words_;
};

inline IdFilter::IdFilter(std::span<const ReferenceId> ids) : words_(1 + ids.size() * 3 / 16) {
  for (const ReferenceId id : ids) {
    const std::uint64_t hash = Hash(id);
    words_[Word(hash)] |= Bits(hash);
  }
}

}  // namespace portcullis
