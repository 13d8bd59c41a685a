// The four seams of one way from bytes to an embedding.
#pragma once

#include <memory>

#include "matcher/core/face_aligner.h"
#include "matcher/core/face_detector.h"
#include "matcher/core/face_embedder.h"
#include "matcher/core/image_decoder.h"

namespace portcullis {

/// All four are present, and fit each other. For one lane.
struct EncoderParts {
  std::unique_ptr<const ImageDecoder> decoder;
  std::unique_ptr<FaceDetector> detector;
  std::unique_ptr<FaceAligner> aligner;
  std::unique_ptr<FaceEmbedder> embedder;
};

}  // namespace portcullis
