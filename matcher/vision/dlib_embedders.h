// The embedders that dlib trained.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "matcher/core/face_embedder.h"
#include "matcher/vision/model_catalogue.h"
#include "matcher/vision/onednn/layer_graph.h"

namespace portcullis {

// Make...: with dlib's own forward pass. Read...: the same network as layers, for oneDNN.
//
// Both: 128 float32 per face, compared by Euclidean distance, not of unit length; chips of 150x150.
// `weights` are the verified bytes of `model.file`; MODEL_FILE_INVALID if they are of another
// network.

/// A DenseNet with growth rate 16 and blocks of 3, 6, 12 and 8 layers.
absl::StatusOr<std::unique_ptr<FaceEmbedder>> MakeDlibDenseNetEmbedder(
    const ModelInfo& model, std::span<const std::uint8_t> weights);
absl::StatusOr<LayerGraph> ReadDlibDenseNet(const ModelInfo& model,
                                            std::span<const std::uint8_t> weights);

/// The classic: a ResNet with 29 convolutional layers.
absl::StatusOr<std::unique_ptr<FaceEmbedder>> MakeDlibResNetEmbedder(
    const ModelInfo& model, std::span<const std::uint8_t> weights);
absl::StatusOr<LayerGraph> ReadDlibResNet(const ModelInfo& model,
                                          std::span<const std::uint8_t> weights);

}  // namespace portcullis
