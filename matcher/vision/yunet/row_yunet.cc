#include "matcher/vision/yunet/row_yunet.h"

#include <cassert>
#include <cstdint>
#include <utility>

#include "matcher/vision/yunet/yunet_faces.h"

namespace portcullis {
namespace {

// The memory of one run is kept for the next: 2.5 MB for an image of this size. That of a closer
// look at a large image would be 16 times as much, for each lane.
constexpr std::int64_t kKeptPixels = std::int64_t{480} * 480;

class RowYunet : public Yunet {
 public:
  RowYunet(std::shared_ptr<const YunetNetwork> network, float min_confidence)
      : network_(std::move(network)), min_confidence_(min_confidence) {}

  absl::StatusOr<std::vector<Face>> Find(const PixelRows& image) override {
    assert(image.width >= kYunetMinSidePx && image.height >= kYunetMinSidePx);
    network_->Run(image, maps_);
    std::vector<Face> faces = FacesIn(maps_.outputs, min_confidence_);
    if (std::int64_t{image.width} * image.height > kKeptPixels) maps_ = {};
    return faces;
  }

 private:
  std::shared_ptr<const YunetNetwork> network_;
  float min_confidence_;
  YunetMaps maps_;
};

}  // namespace

std::unique_ptr<Yunet> MakeRowYunet(std::shared_ptr<const YunetNetwork> network,
                                    float min_confidence) {
  return std::make_unique<RowYunet>(std::move(network), min_confidence);
}

}  // namespace portcullis
