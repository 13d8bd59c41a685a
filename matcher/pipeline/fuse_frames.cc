#include "matcher/pipeline/fuse_frames.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "matcher/core/status_macros.h"

namespace portcullis {

absl::StatusOr<Embedding> FuseFrames(std::span<const Embedding> frames) {
  if (frames.empty()) return absl::InvalidArgumentError("no frame to fuse");
  if (frames.size() == 1) return frames.front();
  std::vector<double> sum(frames.front().values().size());
  for (const Embedding& frame : frames) {
    PORTCULLIS_RETURN_IF_ERROR(DistanceBetween(frames.front(), frame).status());
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += static_cast<double>(frame.values()[i]);
  }
  std::vector<float> mean;
  mean.reserve(sum.size());
  for (const double value : sum) {
    mean.push_back(static_cast<float>(value / static_cast<double>(frames.size())));
  }
  return Embedding(frames.front().model(), std::move(mean));
}

}  // namespace portcullis
