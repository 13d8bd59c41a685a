#include "border/screening/screening.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"

namespace portcullis {
namespace {

FaceReport ReportOf(const FaceCapture& capture) {
  return {.face = capture.face, .quality = capture.quality, .timings = capture.timings};
}

std::vector<ScoredCandidate> ScoreAll(const GalleryResult& found, const Calibration& calibration,
                                      const Policy& policy) {
  std::vector<ScoredCandidate> scored;
  // The two counts are taken a moment apart; where there is a candidate, neither is 0.
  const SearchSize searched{.entries = std::max<std::size_t>(found.entries_searched, 1),
                            .references = std::max<std::size_t>(found.references_searched, 1)};
  for (const Candidate& candidate : found.candidates) {
    const MatchScore score = calibration.Score(candidate.distance, searched, policy.prior_listed);
    scored.push_back({candidate, score, IsReferred(score, policy)});
  }
  return scored;
}

}  // namespace

Screening::Screening(const Gallery& gallery, Calibration calibration, Policy policy)
    : gallery_(gallery), calibration_(std::move(calibration)), policy_(policy) {}

absl::StatusOr<IdentifyAnswer> Screening::Identify(const IdentifyCommand& command,
                                                   FaceEncoder& encoder,
                                                   const Checkpoint& checkpoint) const {
  PORTCULLIS_RETURN_IF_ERROR(gallery_.CheckLists(command.lists));
  PORTCULLIS_ASSIGN_OR_RETURN(const FaceCapture capture, encoder.Encode(command.image, checkpoint));
  IdentifyAnswer answer;
  answer.face = ReportOf(capture);
  if (const auto* problem = std::get_if<CaptureProblem>(&capture.result)) {
    const GalleryStatus gallery = gallery_.status();
    answer.coverage_complete = gallery.complete;
    answer.epoch = gallery.epoch;
    answer.decision = Decide({.capture_problem = *problem});
    return answer;
  }

  PORTCULLIS_RETURN_IF_ERROR(checkpoint());
  const auto search_start = std::chrono::steady_clock::now();
  PORTCULLIS_ASSIGN_OR_RETURN(
      const GalleryResult found,
      gallery_.Search(std::get<Embedding>(capture.result),
                      {.max_candidates = command.max_candidates, .lists = command.lists}));
  answer.search_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - search_start)
          .count();

  answer.candidates = ScoreAll(found, calibration_, policy_);
  answer.entries_searched = found.entries_searched;
  answer.references_searched = found.references_searched;
  answer.coverage_complete = found.complete;
  answer.epoch = found.epoch;
  answer.decision =
      Decide({.capture_problem = std::nullopt,
              .coverage_complete = found.complete,
              .references_searched = found.references_searched,
              .any_candidate_referred = std::any_of(
                  answer.candidates.begin(), answer.candidates.end(),
                  [](const ScoredCandidate& candidate) { return candidate.referred; })});
  return answer;
}

absl::StatusOr<VerifyAnswer> Screening::Verify(std::span<const std::uint8_t> document,
                                               std::span<const std::uint8_t> live,
                                               FaceEncoder& encoder,
                                               const Checkpoint& checkpoint) const {
  const auto document_capture = encoder.Encode(document, checkpoint);
  if (!document_capture.ok()) return WithContext(document_capture.status(), "document_image");
  const auto live_capture = encoder.Encode(live, checkpoint);
  if (!live_capture.ok()) return WithContext(live_capture.status(), "live_image");

  VerifyAnswer answer;
  answer.document = ReportOf(*document_capture);
  answer.live = ReportOf(*live_capture);
  for (const FaceCapture* capture : {&*document_capture, &*live_capture}) {
    if (const auto* problem = std::get_if<CaptureProblem>(&capture->result)) {
      answer.reasons.push_back(ReasonFor(*problem));
    }
  }
  if (!answer.reasons.empty()) return answer;

  PORTCULLIS_ASSIGN_OR_RETURN(const Distance distance,
                              DistanceBetween(std::get<Embedding>(document_capture->result),
                                              std::get<Embedding>(live_capture->result)));
  const MatchScore score =
      calibration_.Score(distance, SearchSize{}, policy_.verification_prior_same_person);
  answer.distance = distance;
  answer.score = score;
  answer.verification =
      score.fmr <= policy_.verification_max_fmr ? Verification::kMatch : Verification::kNoMatch;
  return answer;
}

}  // namespace portcullis
