// The seams of one way from bytes to an embedding.
#pragma once

#include <memory>

#include "matcher/core/face_aligner.h"
#include "matcher/core/face_detector.h"
#include "matcher/core/face_embedder.h"
#include "matcher/core/image_decoder.h"
#include "matcher/core/presentation_attack_detector.h"

namespace portcullis {

/// All but the last two are present, and fit each other. For one lane.
struct EncoderParts {
  std::unique_ptr<ImageDecoder> decoder;
  std::unique_ptr<FaceDetector> detector;
  std::unique_ptr<FaceAligner> aligner;
  std::unique_ptr<FaceEmbedder> embedder;
  std::unique_ptr<PresentationAttackDetector> attack_detector = nullptr;  // none: the check is off
  /// For images that were turned because `detector` was not sure; quicker. None: `detector`.
  std::unique_ptr<FaceDetector> turned_detector = nullptr;
};

}  // namespace portcullis
