#include "border/screening/screening.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "border/policy/check_record.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

FaceReport ReportOf(const FaceCapture& capture) {
  return {.face = capture.face, .quality = capture.quality, .timings = capture.timings};
}

SearchSize TotalOf(const GalleryResult& found) {
  return {.entries = found.entries_searched, .references = found.references_searched};
}

std::vector<ScoredCandidate> ScoreAll(const GalleryResult& found, const SearchLevels& levels) {
  std::vector<ScoredCandidate> scored;
  scored.reserve(found.candidates.size());
  for (const FoundEntry& entry : found.candidates) {
    const CandidateLevel reached = levels.Of(entry.distance, entry.lists, entry.references);
    scored.push_back({.candidate = entry,
                      .score = reached.score,
                      .level = reached.level,
                      .list = reached.list,
                      .lists = entry.lists,
                      .references = entry.references});
  }
  return scored;
}

/// The nearest `count`, and of the others those at a level.
std::vector<ScoredCandidate> Shortened(const std::vector<ScoredCandidate>& candidates,
                                       std::size_t count) {
  std::vector<ScoredCandidate> kept;
  for (const ScoredCandidate& candidate : candidates) {
    if (kept.size() < count || candidate.referred()) kept.push_back(candidate);
  }
  return kept;
}

std::vector<RecordedCandidate> RecordsOf(const std::vector<ScoredCandidate>& candidates) {
  std::vector<RecordedCandidate> records;
  for (const ScoredCandidate& scored : Shortened(candidates, kRecordedCandidates)) {
    records.push_back({.entry = scored.candidate.entry,
                       .distance = scored.candidate.distance,
                       .level = scored.level,
                       .lists = scored.lists,
                       .references = scored.references});
  }
  return records;
}

CheckRecord RecordOf(const IdentifyCommand& command, const IdentifyAnswer& answer,
                     const GalleryResult& found) {
  CheckRecord record;
  record.trace_id = command.trace_id;
  record.policy = answer.policy;
  record.epoch = answer.epoch;
  record.outcome = answer.decision.outcome;
  record.reasons = answer.decision.reasons;
  record.coverage_complete = answer.coverage_complete;
  record.lists = found.lists;
  record.entries_searched = answer.entries_searched;
  record.references_searched = answer.references_searched;
  record.candidates = RecordsOf(answer.candidates);
  record.has_more = found.has_more || record.candidates.size() < answer.candidates.size();
  return record;
}

}  // namespace

Screening::Screening(const Gallery& gallery, Calibration calibration, const PolicyInForce& policy,
                     CheckRecorder& recorder)
    : gallery_(gallery),
      calibration_(std::move(calibration)),
      policy_(policy),
      recorder_(recorder) {}

absl::StatusOr<IdentifyAnswer> Screening::Identify(const IdentifyCommand& command,
                                                   FaceEncoder& encoder,
                                                   const Checkpoint& checkpoint) const {
  PORTCULLIS_RETURN_IF_ERROR(gallery_.CheckLists(command.lists));
  PORTCULLIS_ASSIGN_OR_RETURN(const FaceCapture capture,
                              encoder.Encode(command.image, QualityBar{}, checkpoint));
  const std::shared_ptr<const PolicyVersion> version = policy_.Now();
  IdentifyAnswer answer;
  answer.policy = version->number;
  answer.face = ReportOf(capture);
  GalleryResult found;
  if (capture.problem) {
    const GalleryStatus gallery = gallery_.status();
    answer.coverage_complete = gallery.complete;
    answer.epoch = gallery.epoch;
    answer.decision = Decide({.capture_problem = *capture.problem});
  } else {
    PORTCULLIS_RETURN_IF_ERROR(checkpoint());
    const auto search_start = std::chrono::steady_clock::now();
    PORTCULLIS_ASSIGN_OR_RETURN(
        found, SearchFarEnough(*capture.embedding, command, version->policy, checkpoint));
    answer.search_ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - search_start)
            .count();
    DecideOn(found, version->policy, answer);
  }
  if (answer.decision.outcome == Outcome::kNoDecision) {
    answer.fallback = version->policy.fallbacks.For(answer.decision.reasons);
  }
  CheckRecord record = RecordOf(command, answer, found);
  record.time = policy_.now();
  record.model_id = calibration_.table().model.ToString();
  recorder_.Record(std::move(record));
  answer.candidates = Shortened(answer.candidates, command.max_candidates);
  return answer;
}

/// Twice as many each time: the last search costs as much as all before it.
absl::StatusOr<GalleryResult> Screening::SearchFarEnough(const Embedding& probe,
                                                         const IdentifyCommand& command,
                                                         const Policy& policy,
                                                         const Checkpoint& checkpoint) const {
  std::size_t wanted = std::max(command.max_candidates, kRecordedCandidates);
  while (true) {
    PORTCULLIS_ASSIGN_OR_RETURN(
        GalleryResult found,
        gallery_.Search(probe, {.max_candidates = wanted, .lists = command.lists}));
    if (!found.has_more) return found;
    const SearchLevels levels(policy, calibration_, found.lists, TotalOf(found));
    const bool reaches_far_enough =
        !found.candidates.empty() && !levels.MayReachALevel(found.candidates.back().distance);
    if (reaches_far_enough) return found;
    PORTCULLIS_RETURN_IF_ERROR(checkpoint());
    wanted *= 2;
  }
}

void Screening::DecideOn(const GalleryResult& found, const Policy& policy,
                         IdentifyAnswer& answer) const {
  const SearchLevels levels(policy, calibration_, found.lists, TotalOf(found));
  answer.candidates = ScoreAll(found, levels);
  for (const ScoredCandidate& candidate : answer.candidates) {
    answer.level = std::max(answer.level, candidate.level);
  }
  answer.entries_searched = found.entries_searched;
  answer.references_searched = found.references_searched;
  answer.coverage_complete = found.complete;
  answer.epoch = found.epoch;
  answer.decision = Decide({.capture_problem = std::nullopt,
                            .coverage_complete = found.complete,
                            .references_searched = found.references_searched,
                            .any_candidate_referred = answer.level >= Level::kReview});
}

absl::StatusOr<VerifyAnswer> Screening::Verify(std::span<const std::uint8_t> document,
                                               std::span<const std::uint8_t> live,
                                               FaceEncoder& encoder,
                                               const Checkpoint& checkpoint) const {
  const auto document_capture = encoder.Encode(document, QualityBar{}, checkpoint);
  if (!document_capture.ok()) return WithContext(document_capture.status(), "document_image");
  const auto live_capture = encoder.Encode(live, QualityBar{}, checkpoint);
  if (!live_capture.ok()) return WithContext(live_capture.status(), "live_image");

  const std::shared_ptr<const PolicyVersion> version = policy_.Now();
  const VerificationRule& rule = version->policy.verification;
  VerifyAnswer answer;
  answer.policy = version->number;
  answer.document = ReportOf(*document_capture);
  answer.live = ReportOf(*live_capture);
  for (const FaceCapture* capture : {&*document_capture, &*live_capture}) {
    if (capture->problem) answer.reasons.push_back(ReasonFor(*capture->problem));
  }
  if (!answer.reasons.empty()) {
    answer.fallback = version->policy.fallbacks.For(answer.reasons);
    return answer;
  }

  PORTCULLIS_ASSIGN_OR_RETURN(const Distance distance, DistanceBetween(*document_capture->embedding,
                                                                       *live_capture->embedding));
  const MatchScore score = calibration_.Score(distance, SearchSize{}, rule.prior_same_person);
  answer.distance = distance;
  answer.score = score;
  answer.verification = score.fmr <= rule.max_fmr ? Verification::kMatch : Verification::kNoMatch;
  return answer;
}

}  // namespace portcullis
