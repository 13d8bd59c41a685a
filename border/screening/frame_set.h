// The images of one traveller in one check: which are used, and what is searched with.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "border/policy/attack_rule.h"
#include "border/screening/captured_frame.h"
#include "border/screening/frame_collector.h"
#include "matcher/core/capture_problem.h"
#include "matcher/pipeline/fuse_frames.h"
#include "matcher/scoring/calibration.h"

namespace portcullis {

/// Immutable, thread-safe.
class FrameSet {
 public:
  /// Images with a problem are left out as long as one without is left. INVALID_ARGUMENT without
  /// any frame; errors of DistanceBetween.
  static absl::StatusOr<FrameSet> Create(CollectedFrames collected, const Calibration& calibration);

  /// What was seen in each image that was kept, in order: one or more.
  const std::vector<FaceReport>& reports() const { return reports_; }
  /// Images that came, kept or not.
  std::size_t images() const { return images_; }
  /// Index of the used one with the highest overall quality, the first of equals; 0 if none is
  /// used.
  std::size_t best() const { return best_; }
  std::size_t used() const { return used_; }

  /// Of the images, each once, in their order; empty if one is used.
  const std::vector<CaptureProblem>& problems() const { return problems_; }
  bool shows_one_person() const { return shows_one_person_; }

  /// What to search with: the frames that are used as one, or, if all that were seen do not show
  /// one person, each of these, witnesses too, so that nobody is missed. Empty if none is used.
  std::span<const FusedProbe> probes() const { return probes_; }

  /// What they say about attacks, beside the kiosk's evidence.
  AttackFindings Findings(std::optional<AttackEvidence> kiosk) const;

 private:
  FrameSet() = default;

  std::vector<FaceReport> reports_;
  std::size_t images_ = 0;
  std::size_t best_ = 0;
  std::size_t used_ = 0;
  std::vector<CaptureProblem> problems_;
  bool shows_one_person_ = true;
  std::vector<FusedProbe> probes_;
  AttackFindings findings_;
};

}  // namespace portcullis
