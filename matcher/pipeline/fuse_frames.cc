#include "matcher/pipeline/fuse_frames.h"

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "matcher/core/status_macros.h"

namespace portcullis {

Distance FusedProbe::Corrected(Distance distance) const {
  // So that the distance of a single frame stays as it is to the last bit.
  if (squared_correction == 0) return distance;
  const double value = distance.value;
  return Distance{static_cast<float>(std::sqrt(value * value + squared_correction))};
}

absl::StatusOr<FusedProbe> FuseFrames(std::span<const Embedding> frames) {
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
                    .squared_correction = kScatterShare * scatter};
}

}  // namespace portcullis
