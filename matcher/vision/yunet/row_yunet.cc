#include "matcher/vision/yunet/row_yunet.h"

#include <cassert>
#include <utility>

#include "matcher/vision/yunet/yunet_faces.h"

namespace portcullis {
namespace {

class RowYunet : public Yunet {
 public:
  RowYunet(std::shared_ptr<const YunetNetwork> network, float min_confidence)
      : network_(std::move(network)), min_confidence_(min_confidence) {}

  absl::StatusOr<std::vector<Face>> Find(const PixelRows& image) override {
    assert(image.width >= kYunetMinSidePx && image.height >= kYunetMinSidePx);
    return FacesIn(network_->Run(image), min_confidence_);
  }

 private:
  std::shared_ptr<const YunetNetwork> network_;
  float min_confidence_;
};

}  // namespace

std::unique_ptr<Yunet> MakeRowYunet(std::shared_ptr<const YunetNetwork> network,
                                    float min_confidence) {
  return std::make_unique<RowYunet>(std::move(network), min_confidence);
}

}  // namespace portcullis
