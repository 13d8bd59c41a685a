#include "matcher/index/live/version_rows.h"

namespace portcullis {

std::vector<SourceRow> EvenlyDrawn(const Version& version, std::size_t count) {
  std::size_t live = 0;
  for (const PartView& view : version.parts) live += view.live();
  std::vector<SourceRow> drawn;
  std::size_t seen = 0;
  for (const PartView& view : version.parts) {
    for (const Part::Segment& segment : view.part->segments()) {
      for (std::size_t row = segment.rows.begin; row < segment.rows.end; ++row) {
        if (!view.IsLive(row)) continue;
        // As many as there should be after so many rows.
        if (++seen * count / live == drawn.size()) continue;
        drawn.push_back(
            {view.part->reference(row), view.part->entry(row), segment.id, view.part->values(row)});
      }
    }
  }
  return drawn;
}

}  // namespace portcullis
