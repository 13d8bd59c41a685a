#include "border/screening/frame_collector.h"

#include <algorithm>
#include <utility>

namespace portcullis {
namespace {

/// From so many on, another frame was not found to make an answer surer (docs/accuracy.md).
constexpr std::size_t kEnoughFrames = 4;

int OverallOf(const CapturedFrame& frame) {
  return frame.report.quality ? frame.report.quality->overall : 0;
}

}  // namespace

void FrameCollector::Add(CapturedFrame frame) {
  ++came_;
  std::vector<CapturedFrame>& frames = collected_.frames;
  if (!frame.is_usable()) {
    const bool tells_something_new =
        std::none_of(frames.begin(), frames.end(), [&frame](const CapturedFrame& other) {
          return other.is_usable() || other.report.problem == frame.report.problem;
        });
    if (tells_something_new) frames.push_back(std::move(frame));
    return;
  }
  std::erase_if(frames, [](const CapturedFrame& other) { return !other.is_usable(); });
  frames.push_back(std::move(frame));
  if (frames.size() <= kMaxFrames) return;
  // Of equals the oldest goes: the traveller is what he looks like now.
  const auto worst = std::min_element(
      frames.begin(), frames.end(),
      [](const CapturedFrame& a, const CapturedFrame& b) { return OverallOf(a) < OverallOf(b); });
  collected_.witnesses.push_back(*std::move(worst->embedding));
  frames.erase(worst);
}

std::size_t FrameCollector::kept() const {
  return static_cast<std::size_t>(
      std::count_if(collected_.frames.begin(), collected_.frames.end(),
                    [](const CapturedFrame& frame) { return frame.is_usable(); }));
}

bool FrameCollector::is_enough() const { return kept() >= kEnoughFrames; }

CollectedFrames FrameCollector::Take() {
  collected_.left_out = std::exchange(came_, 0) - collected_.frames.size();
  return std::exchange(collected_, {});
}

}  // namespace portcullis
