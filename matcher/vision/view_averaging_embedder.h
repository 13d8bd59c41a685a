// An embedder that looks at every view of a chip.
#pragma once

#include <memory>

#include "matcher/core/face_embedder.h"

namespace portcullis {

/// The mean of the embeddings that `inner` gives to the views of a chip. They show the same face,
/// but no network sees that perfectly; what differs between them is noise, and the mean has less of
/// it (docs/accuracy.md says by how much). Costs one run of `inner` for each view. Where its
/// embeddings have unit length, so have these. The ModelId is that of `inner`: the alignment names
/// the views.
std::unique_ptr<FaceEmbedder> MakeViewAveragingEmbedder(std::unique_ptr<FaceEmbedder> inner,
                                                        bool unit_length);

}  // namespace portcullis
