// Seam: from a chip to its embedding.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "matcher/core/embedding.h"
#include "matcher/core/face_chip.h"

namespace portcullis {

/// Not thread-safe: networks keep their activations. Make one per lane.
class FaceEmbedder {
 public:
  virtual ~FaceEmbedder() = default;

  /// The embedding of `chip`, its ModelId made of the network's name and weights and the chip's
  /// alignment. A network alone looks at the plain chip; all views count where
  /// view_averaging_embedder.h is around it, as in every VisionKit.
  /// INVALID_ARGUMENT if the chip has another size than the network takes.
  virtual absl::StatusOr<Embedding> Embed(const FaceChip& chip) = 0;

  /// Of every view of `chip` by itself, the plain one first. Networks that run faster on several
  /// chips at a time do it here; the others look at one view after the other.
  virtual absl::StatusOr<std::vector<Embedding>> EmbedViews(const FaceChip& chip);

  /// The ModelId that Embed gives to chips of `alignment`.
  virtual ModelId model_for(const std::string& alignment) const = 0;
};

}  // namespace portcullis
