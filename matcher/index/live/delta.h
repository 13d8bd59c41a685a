// The newest references, before there are enough of them for a part.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "matcher/core/ids.h"
#include "matcher/index/live/part.h"
#include "matcher/index/live/removed_rows.h"
#include "matcher/index/live/row_memory.h"

namespace portcullis {

/// Room for so many references, filled from the front by one writer at a time. Readers look only at
/// rows that were written before the version that they read was published; those never change
/// again, so that nobody waits.
class Delta {
 public:
  Delta(std::size_t capacity, std::size_t dimension);

  std::size_t capacity() const { return references_.size(); }
  std::size_t bytes() const;

  SourceRow row(std::size_t row) const {
    return {references_[row], entries_[row], segments_[row],
            values_.values().subspan(row * dimension_, dimension_)};
  }
  void Write(std::size_t row, const SourceRow& source);

 private:
  std::size_t dimension_;
  RowMemory values_;
  std::vector<ReferenceId> references_;
  std::vector<EntryId> entries_;
  std::vector<SegmentId> segments_;
};

/// The delta as one version of the index sees it: its first `rows` rows.
struct DeltaView {
  std::shared_ptr<Delta> delta;  // null: none; written to by the writer alone, behind `rows`
  std::size_t rows = 0;
  std::shared_ptr<const RemovedRows> removed;  // null: none

  std::size_t capacity() const { return delta == nullptr ? 0 : delta->capacity(); }
  bool IsLive(std::size_t row) const { return removed == nullptr || !removed->Contains(row); }
  std::size_t live() const { return rows - (removed == nullptr ? 0 : removed->count()); }
};

}  // namespace portcullis
