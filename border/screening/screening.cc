#include "border/screening/screening.h"

#include <algorithm>
#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "border/policy/attack_rule.h"
#include "border/policy/check_record.h"
#include "border/screening/list_search.h"
#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

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

CheckRecord RecordOf(const IdentifyAnswer& answer, const GalleryResult& found,
                     const FrameSet& frames, const AttackFindings& findings) {
  CheckRecord record;
  record.policy = answer.policy;
  record.epoch = answer.epoch;
  record.outcome = answer.decision.outcome;
  record.reasons = answer.decision.reasons;
  record.images = frames.images();
  record.images_used = answer.frames_used;
  record.images_show_one_person = frames.shows_one_person();
  record.attack_evidence = findings.kiosk;
  record.lowest_bona_fide = findings.lowest_bona_fide;
  record.coverage_complete = answer.coverage_complete;
  record.lists = found.lists;
  record.entries_searched = answer.entries_searched;
  record.references_searched = answer.references_searched;
  record.references_compared = answer.references_compared;
  record.candidates = RecordsOf(answer.candidates);
  record.has_more = found.has_more || record.candidates.size() < answer.candidates.size();
  return record;
}

void Describe(const GalleryResult& found, const SearchLevels& levels, IdentifyAnswer& answer) {
  answer.candidates = ScoreAll(found, levels);
  for (const ScoredCandidate& candidate : answer.candidates) {
    answer.level = std::max(answer.level, candidate.level);
  }
  answer.entries_searched = found.entries_searched;
  answer.references_searched = found.references_searched;
  answer.references_compared = found.references_compared;
  answer.is_exact = found.is_exact;
  answer.coverage_complete = found.complete;
  answer.epoch = found.epoch;
}

absl::StatusOr<std::vector<CapturedFrame>> CaptureEach(std::span<const ImageBytes> images,
                                                       std::string_view field,
                                                       const QualityBar& bar, FaceEncoder& encoder,
                                                       const Checkpoint& checkpoint) {
  std::vector<CapturedFrame> frames;
  for (std::size_t i = 0; i < images.size(); ++i) {
    absl::StatusOr<CapturedFrame> frame = CaptureFrame(images[i], bar, encoder, checkpoint);
    if (!frame.ok()) return WithContext(frame.status(), fmt::format("{}[{}]", field, i));
    frames.push_back(*std::move(frame));
  }
  return frames;
}

/// Why the faces of a document and of a traveller are not compared; empty: they are.
std::vector<NoDecisionReason> ReasonsAgainst(const CapturedFrame& document, const FrameSet& live,
                                             bool attack_suspected) {
  std::vector<NoDecisionReason> reasons;
  const auto add = [&reasons](NoDecisionReason reason) {
    if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) {
      reasons.push_back(reason);
    }
  };
  if (!document.is_usable()) {
    add(ReasonFor(document.report.problem.value_or(CaptureProblem::kLowQuality)));
  }
  for (const CaptureProblem problem : live.problems()) add(ReasonFor(problem));
  if (attack_suspected) add(NoDecisionReason::kPadFailed);
  if (!live.shows_one_person()) add(NoDecisionReason::kInconsistentFrames);
  return reasons;
}

std::optional<FallbackAction> FallbackOfBoth(const TravellerAnswer& answer) {
  const std::optional<FallbackAction> searched = answer.identification.fallback;
  if (!answer.verification || !answer.verification->fallback) return searched;
  // Whom an officer is to look at is not sent back to the camera.
  const bool is_referred = answer.identification.decision.outcome == Outcome::kRefer;
  if (is_referred || searched == FallbackAction::kManualCheck) return FallbackAction::kManualCheck;
  return answer.verification->fallback;
}

}  // namespace

Screening::Screening(const Gallery& gallery, Calibration calibration, const PolicyInForce& policy,
                     CheckRecorder& recorder, RecallWatchOptions recall)
    : gallery_(gallery),
      calibration_(std::move(calibration)),
      policy_(policy),
      recorder_(recorder),
      recall_(std::make_unique<RecallWatch>(std::move(recall))) {}

absl::StatusOr<IdentifyAnswer> Screening::Identify(const IdentifyCommand& command,
                                                   FaceEncoder& encoder,
                                                   const Checkpoint& checkpoint) const {
  PORTCULLIS_RETURN_IF_ERROR(gallery_.CheckLists(command.terms.lists));
  const std::shared_ptr<const PolicyVersion> version = policy_.Now();
  PORTCULLIS_ASSIGN_OR_RETURN(
      std::vector<CapturedFrame> captured,
      CaptureEach(command.images, "images", version->policy.quality.probe, encoder, checkpoint));
  PORTCULLIS_ASSIGN_OR_RETURN(const FrameSet frames,
                              FrameSet::Create({std::move(captured), {}}, calibration_));
  return Search(frames, command.terms, *version, checkpoint);
}

absl::StatusOr<VerifyAnswer> Screening::Verify(const VerifyCommand& command, FaceEncoder& encoder,
                                               const Checkpoint& checkpoint) const {
  const std::shared_ptr<const PolicyVersion> version = policy_.Now();
  const QualityBar& bar = version->policy.quality.probe;
  const auto document = CaptureDocument(command.document, bar, encoder, checkpoint);
  if (!document.ok()) return WithContext(document.status(), "document_image");
  auto live = CaptureFrame(command.live, bar, encoder, checkpoint);
  if (!live.ok()) return WithContext(live.status(), "live_image");
  PORTCULLIS_ASSIGN_OR_RETURN(const FrameSet frames,
                              FrameSet::Create({{*std::move(live)}, {}}, calibration_));
  return Compare(*document, frames, command.attack_evidence, *version);
}

absl::StatusOr<TravellerAnswer> Screening::CheckTraveller(const TravellerCommand& command,
                                                          FaceEncoder& encoder,
                                                          const Checkpoint& checkpoint) const {
  PORTCULLIS_RETURN_IF_ERROR(gallery_.CheckLists(command.terms.lists));
  const std::shared_ptr<const PolicyVersion> version = policy_.Now();
  const QualityBar& bar = version->policy.quality.probe;
  const auto document = CaptureDocument(command.document, bar, encoder, checkpoint);
  if (!document.ok()) return WithContext(document.status(), "document_image");
  PORTCULLIS_ASSIGN_OR_RETURN(std::vector<CapturedFrame> captured,
                              CaptureEach(command.live, "live_images", bar, encoder, checkpoint));
  PORTCULLIS_ASSIGN_OR_RETURN(const FrameSet live,
                              FrameSet::Create({std::move(captured), {}}, calibration_));
  return CheckBoth(&*document, live, command.terms, *version, checkpoint);
}

absl::StatusOr<TravellerAnswer> Screening::CheckFrames(const FramesCommand& command,
                                                       const Checkpoint& checkpoint) const {
  PORTCULLIS_ASSIGN_OR_RETURN(const FrameSet live,
                              FrameSet::Create(command.collected, calibration_));
  const CapturedFrame* document = command.document ? &*command.document : nullptr;
  return CheckBoth(document, live, command.terms, *command.policy, checkpoint);
}

absl::StatusOr<AssessAnswer> Screening::Assess(ImageBytes bytes, CaptureUse use,
                                               FaceEncoder& encoder,
                                               const Checkpoint& checkpoint) const {
  const std::shared_ptr<const PolicyVersion> version = policy_.Now();
  PORTCULLIS_ASSIGN_OR_RETURN(FaceCapture capture,
                              encoder.Assess(bytes, BarFor(version->policy, use), checkpoint));
  return AssessAnswer{.report = ReportOf(capture),
                      .advice = AdviceOn(capture),
                      .policy = version->number,
                      .bar = BarFor(version->policy, use),
                      .upright = std::move(capture.image),
                      .chip = std::move(capture.chip)};
}

absl::StatusOr<TravellerAnswer> Screening::CheckBoth(const CapturedFrame* document,
                                                     const FrameSet& live, const CheckTerms& terms,
                                                     const PolicyVersion& version,
                                                     const Checkpoint& checkpoint) const {
  TravellerAnswer answer;
  if (document != nullptr) {
    PORTCULLIS_ASSIGN_OR_RETURN(answer.verification,
                                Compare(*document, live, terms.attack_evidence, version));
  }
  PORTCULLIS_ASSIGN_OR_RETURN(answer.identification, Search(live, terms, version, checkpoint));
  answer.fallback = FallbackOfBoth(answer);
  return answer;
}

absl::StatusOr<IdentifyAnswer> Screening::Search(const FrameSet& frames, const CheckTerms& terms,
                                                 const PolicyVersion& version,
                                                 const Checkpoint& checkpoint) const {
  const Policy& policy = version.policy;
  IdentifyAnswer answer;
  answer.policy = version.number;
  answer.frames = frames.reports();
  answer.best_frame = frames.best();
  answer.frames_used = frames.used();
  const AttackFindings findings = frames.Findings(terms.attack_evidence);
  GalleryResult found;
  if (frames.probes().empty()) {
    const GalleryStatus gallery = gallery_.status();
    answer.coverage_complete = gallery.complete;
    answer.epoch = gallery.epoch;
  } else {
    PORTCULLIS_RETURN_IF_ERROR(checkpoint());
    const auto start = std::chrono::steady_clock::now();
    const std::size_t wanted = std::max(terms.max_candidates, kRecordedCandidates);
    PORTCULLIS_ASSIGN_OR_RETURN(
        found, SearchFarEnough(frames.probes(),
                               {gallery_, calibration_, version, *recall_, terms.lists, wanted},
                               checkpoint));
    answer.search_ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    const SearchSize total{.entries = found.entries_searched,
                           .references = found.references_searched};
    Describe(found, SearchLevels(policy, calibration_, found.lists, total), answer);
  }
  answer.decision =
      Decide({.capture_problems = frames.problems(),
              .attack_suspected = FailsAttackRule(policy.presentation_attack, findings),
              .frames_show_one_person = frames.shows_one_person(),
              .coverage_complete = found.complete,
              .references_searched = found.references_searched,
              .any_candidate_referred = answer.level >= Level::kReview});
  if (answer.decision.outcome == Outcome::kNoDecision) {
    answer.fallback = policy.fallbacks.For(answer.decision.reasons);
  }
  CheckRecord record = RecordOf(answer, found, frames, findings);
  record.time = policy_.now();
  record.trace_id = terms.trace_id;
  record.model_id = calibration_.table().model.ToString();
  recorder_.Record(std::move(record));
  answer.candidates = Shortened(answer.candidates, terms.max_candidates);
  return answer;
}

absl::StatusOr<VerifyAnswer> Screening::Compare(const CapturedFrame& document, const FrameSet& live,
                                                const std::optional<AttackEvidence>& evidence,
                                                const PolicyVersion& version) const {
  const Policy& policy = version.policy;
  VerifyAnswer answer;
  answer.policy = version.number;
  answer.document = document.report;
  answer.live = live.reports()[live.best()];
  const bool attack_suspected =
      FailsAttackRule(policy.presentation_attack, live.Findings(evidence));
  answer.reasons = ReasonsAgainst(document, live, attack_suspected);
  if (!answer.reasons.empty()) {
    answer.fallback = policy.fallbacks.For(answer.reasons);
    return answer;
  }
  const FusedProbe& probe = live.probes().front();
  PORTCULLIS_ASSIGN_OR_RETURN(const Distance to_probe,
                              DistanceBetween(*document.embedding, probe.embedding));
  answer.distance = probe.Corrected(to_probe);
  const VerificationRule& rule = policy.verification;
  const MatchScore score =
      calibration_.Score(*answer.distance, SearchSize{}, rule.prior_same_person);
  answer.score = score;
  answer.verification = score.fmr <= rule.max_fmr ? Verification::kMatch : Verification::kNoMatch;
  return answer;
}

}  // namespace portcullis
