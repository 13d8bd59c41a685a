// A face embedder on oneDNN.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "matcher/core/face_embedder.h"
#include "matcher/vision/model_catalogue.h"
#include "matcher/vision/onednn/network.h"

namespace portcullis {

/// `network` gives one vector for each image of the batch and takes chips of `side_px`; it is
/// shared by the embedders of all lanes. The views of a chip go through it together. Errors of
/// Network::Compile.
absl::StatusOr<std::unique_ptr<FaceEmbedder>> MakeOnednnEmbedder(
    const ModelInfo& model, std::shared_ptr<const Network> network, int side_px);

}  // namespace portcullis
