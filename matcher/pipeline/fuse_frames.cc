#include "matcher/pipeline/fuse_frames.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

/// Frames of one person never scatter by so much.
constexpr double kMostStretch = 2;

}  // namespace

Distance FusedProbe::Corrected(Distance distance) const {
  return Distance{static_cast<float>(distance.value * stretch)};
}

double StretchFor(double scatter, double strangers) {
  const double left = 1 - kScatterWeight * scatter / strangers;
  constexpr double kLeast = 1 / (kMostStretch * kMostStretch);
  return 1 / std::sqrt(std::max(left, kLeast));
}

absl::StatusOr<FusedProbe> FuseFrames(std::span<const Embedding> frames, double strangers) {
  if (frames.empty()) return absl::InvalidArgumentError("no frame to fuse");
  if (frames.size() == 1) return FusedProbe{.embedding = frames.front()};
  std::vector<double> sum(frames.front().values().size());
  for (const Embedding& frame : frames) {
    PORTCULLIS_RETURN_IF_ERROR(DistanceBetween(frames.front(), frame).status());
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += static_cast<double>(frame.values()[i]);
  }
  const auto count = static_cast<double>(frames.size());
  std::vector<float> mean;
  mean.reserve(sum.size());
  for (const double value : sum) mean.push_back(static_cast<float>(value / count));
  double scatter = 0;
  for (const Embedding& frame : frames) {
    for (std::size_t i = 0; i < sum.size(); ++i) {
      const double apart = static_cast<double>(frame.values()[i]) - sum[i] / count;
      scatter += apart * apart / count;
    }
  }
  return FusedProbe{.embedding = Embedding(frames.front().model(), std::move(mean)),
                    .stretch = StretchFor(scatter, strangers)};
}

}  // namespace portcullis
