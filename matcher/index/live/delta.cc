#include "matcher/index/live/delta.h"

#include <algorithm>

namespace portcullis {

Delta::Delta(std::size_t capacity, std::size_t dimension)
    : dimension_(dimension),
      values_(capacity * dimension),
      references_(capacity),
      entries_(capacity),
      segments_(capacity) {}

std::size_t Delta::bytes() const {
  return sizeof(Delta) + values_.values().size_bytes() +
         capacity() * (sizeof(ReferenceId) + sizeof(EntryId) + sizeof(SegmentId));
}

void Delta::Write(std::size_t row, const SourceRow& source) {
  references_[row] = source.reference;
  entries_[row] = source.entry;
  segments_[row] = source.segment;
  const std::span<float> to = values_.values().subspan(row * dimension_, dimension_);
  std::copy(source.values.begin(), source.values.end(), to.begin());
}

}  // namespace portcullis
