// One image of a check: what was seen in it, and the embedding if it can be used.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "border/policy/policy.h"
#include "matcher/core/capture_problem.h"
#include "matcher/core/checkpoint.h"
#include "matcher/core/embedding.h"
#include "matcher/core/face.h"
#include "matcher/core/image_source.h"
#include "matcher/core/presentation_attack_detector.h"
#include "matcher/core/quality.h"
#include "matcher/core/quality_bar.h"
#include "matcher/pipeline/capture_advice.h"
#include "matcher/pipeline/face_encoder.h"

namespace portcullis {

/// What an image is meant for: the policy has a bar for each.
enum class CaptureUse : std::uint8_t {
  kProbe = 1,      // of a traveller, or of the document that he shows
  kReference = 2,  // to be enrolled
};

const QualityBar& BarFor(const Policy& policy, CaptureUse use);

/// What was seen in one image, without a pixel of it. Everything optional is there as far as the
/// steps came.
struct FaceReport {
  std::optional<CaptureProblem> problem;  // why the image is not used; none: it can be
  ImageSource source;
  int width_px = 0;  // of the upright image
  int height_px = 0;
  int turned_degrees = 0;  // FaceCapture::turned_degrees
  std::optional<Face> face;
  std::optional<Quality> quality;
  std::vector<QualityShortfall> shortfalls;  // of kLowQuality: one or more
  std::optional<BonaFideScore> bona_fide;    // none of documents, or with a problem or no check
  EncodeTimings timings;
};

/// An image that is not kept any more.
struct CapturedFrame {
  FaceReport report;
  std::optional<Embedding> embedding;  // if and only if the image can be used
  std::vector<CaptureAdvice> advice;   // AdviceOn

  bool is_usable() const { return embedding.has_value(); }
};

FaceReport ReportOf(const FaceCapture& capture);

/// Of a traveller. Errors: those of FaceEncoder::Encode.
absl::StatusOr<CapturedFrame> CaptureFrame(std::span<const std::uint8_t> bytes,
                                           const QualityBar& bar, FaceEncoder& encoder,
                                           const Checkpoint& checkpoint);

/// Of the portrait in a document: a picture of a picture, so that no bona fide score is told.
absl::StatusOr<CapturedFrame> CaptureDocument(std::span<const std::uint8_t> bytes,
                                              const QualityBar& bar, FaceEncoder& encoder,
                                              const Checkpoint& checkpoint);

}  // namespace portcullis
