// Rows that are in a part no more, although their values still are.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "matcher/index/scan/code_blocks.h"

namespace portcullis {

/// A bit for each row. Copied for every change, so that a version never sees one half done.
class RemovedRows {
 public:
  /// `since`: when the first of them is removed.
  RemovedRows(std::size_t rows, absl::Time since) : words_((rows + 63) / 64), since_(since) {}

  bool Contains(std::size_t row) const { return (words_[row / 64] >> row % 64 & 1U) != 0; }
  std::size_t count() const { return count_; }
  absl::Time since() const { return since_; }

  std::size_t CountIn(RowRange rows) const {
    std::size_t count = 0;
    for (std::size_t row = rows.begin; row < rows.end;) {
      const std::size_t next = row / 64 * 64 + 64;
      std::uint64_t word = words_[row / 64] >> row % 64;
      const std::size_t length = (next < rows.end ? next : rows.end) - row;
      if (length < 64) word &= (1ULL << length) - 1;
      count += static_cast<std::size_t>(std::popcount(word));
      row = next;
    }
    return count;
  }

  /// `row` is not removed yet.
  void Insert(std::size_t row) {
    words_[row / 64] |= 1ULL << row % 64;
    ++count_;
  }

 private:
  std::vector<std::uint64_t> words_;
  std::size_t count_ = 0;
  absl::Time since_;
};

}  // namespace portcullis
