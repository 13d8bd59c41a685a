// YuNet run by our own kernels.
#pragma once

#include <memory>

#include "matcher/vision/yunet/yunet.h"
#include "matcher/vision/yunet/yunet_network.h"

namespace portcullis {

std::unique_ptr<Yunet> MakeRowYunet(std::shared_ptr<const YunetNetwork> network,
                                    float min_confidence);

}  // namespace portcullis
