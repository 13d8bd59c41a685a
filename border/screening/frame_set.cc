#include "border/screening/frame_set.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "border/screening/frame_consistency.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

/// The lowest score of the frames that are used; none as soon as one of them has none.
AttackFindings FindingsOf(const std::vector<CapturedFrame>& frames) {
  AttackFindings findings;
  bool all_have_one = true;
  for (const CapturedFrame& frame : frames) {
    if (!frame.is_usable()) continue;
    findings.any_frame_used = true;
    const std::optional<BonaFideScore>& score = frame.report.bona_fide;
    all_have_one = all_have_one && score.has_value();
    if (!score) continue;
    // The negation: what is not a number counts as lowest.
    const bool is_higher = findings.lowest_bona_fide && score->value >= *findings.lowest_bona_fide;
    if (!is_higher) findings.lowest_bona_fide = score->value;
  }
  if (!all_have_one) findings.lowest_bona_fide.reset();
  return findings;
}

std::vector<CaptureProblem> ProblemsOf(const std::vector<CapturedFrame>& frames) {
  std::vector<CaptureProblem> problems;
  for (const CapturedFrame& frame : frames) {
    if (frame.is_usable()) return {};
    // An image without an embedding has a problem; which it was decides nothing about CLEAR.
    const CaptureProblem problem = frame.report.problem.value_or(CaptureProblem::kLowQuality);
    if (std::find(problems.begin(), problems.end(), problem) == problems.end()) {
      problems.push_back(problem);
    }
  }
  return problems;
}

std::size_t BestOf(const std::vector<CapturedFrame>& frames) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (!frames[i].is_usable()) continue;
    const auto overall = [&frames](std::size_t frame) {
      return frames[frame].report.quality ? frames[frame].report.quality->overall : 0;
    };
    if (!best || overall(i) > overall(*best)) best = i;
  }
  return best.value_or(0);
}

}  // namespace

absl::StatusOr<FrameSet> FrameSet::Create(CollectedFrames collected,
                                          const Calibration& calibration) {
  if (collected.frames.empty()) return absl::InvalidArgumentError("there is no frame");
  FrameSet set;
  set.images_ = collected.frames.size() + collected.left_out;
  set.best_ = BestOf(collected.frames);
  set.problems_ = ProblemsOf(collected.frames);
  set.findings_ = FindingsOf(collected.frames);
  std::vector<Embedding> used;
  for (CapturedFrame& frame : collected.frames) {
    set.reports_.push_back(std::move(frame.report));
    if (frame.embedding) used.push_back(*std::move(frame.embedding));
  }
  set.used_ = used.size();
  if (used.empty()) return set;

  std::vector<Embedding> seen = used;
  seen.insert(seen.end(), collected.witnesses.begin(), collected.witnesses.end());
  PORTCULLIS_ASSIGN_OR_RETURN(set.shows_one_person_, ShowOnePerson(seen, calibration));
  if (set.shows_one_person_) {
    PORTCULLIS_ASSIGN_OR_RETURN(FusedProbe all,
                                FuseFrames(used, calibration.MeanSquareOfStrangers()));
    set.probes_.push_back(std::move(all));
  } else {
    for (Embedding& frame : seen) set.probes_.push_back({.embedding = std::move(frame)});
  }
  return set;
}

AttackFindings FrameSet::Findings(std::optional<AttackEvidence> kiosk) const {
  AttackFindings findings = findings_;
  findings.kiosk = std::move(kiosk);
  return findings;
}

}  // namespace portcullis
