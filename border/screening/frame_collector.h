// The frames of one traveller as they come in, reduced to those that are worth keeping.
#pragma once

#include <cstddef>
#include <vector>

#include "border/screening/captured_frame.h"
#include "matcher/core/embedding.h"

namespace portcullis {

/// The most images of one traveller that one check uses.
inline constexpr std::size_t kMaxFrames = 8;

/// Frames of one traveller, ready to be checked.
struct CollectedFrames {
  /// The best usable ones, kMaxFrames at most, in the order in which they came; if none was usable,
  /// the first with each problem.
  std::vector<CapturedFrame> frames;
  /// Of usable frames that are not among them. They too must show one person, and are searched with
  /// where they do not: else somebody could hide behind better pictures of another.
  std::vector<Embedding> witnesses;
  /// How many came that are not among `frames`, witnesses included.
  std::size_t left_out = 0;
};

/// Thread-compatible. Holds no image; an embedding for each usable frame.
class FrameCollector {
 public:
  void Add(CapturedFrame frame);

  /// Usable frames that would be used now: 0..kMaxFrames.
  std::size_t kept() const;

  /// True once further frames are not likely to change anything.
  bool is_enough() const;

  /// Leaves this empty.
  CollectedFrames Take();

 private:
  CollectedFrames collected_;
  std::size_t came_ = 0;
};

}  // namespace portcullis
