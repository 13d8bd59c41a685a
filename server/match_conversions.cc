#include "server/match_conversions.h"

#include "server/policy_conversions.h"
#include "server/resource_names.h"

namespace portcullis {
namespace {

v1::Verification ToProto(Verification verification) {
  switch (verification) {
    case Verification::kMatch: return v1::VERIFICATION_MATCH;
    case Verification::kNoMatch: return v1::VERIFICATION_NO_MATCH;
    case Verification::kNoDecision: return v1::VERIFICATION_NO_DECISION;
  }
  return v1::VERIFICATION_NO_DECISION;
}

v1::NoDecisionReason ToProto(NoDecisionReason reason) {
  switch (reason) {
    case NoDecisionReason::kNoFace: return v1::NO_DECISION_REASON_NO_FACE;
    case NoDecisionReason::kSeveralFaces: return v1::NO_DECISION_REASON_SEVERAL_FACES;
    case NoDecisionReason::kLowQuality: return v1::NO_DECISION_REASON_LOW_QUALITY;
    case NoDecisionReason::kPartialCoverage: return v1::NO_DECISION_REASON_PARTIAL_COVERAGE;
    case NoDecisionReason::kNothingToSearch: return v1::NO_DECISION_REASON_NOTHING_TO_SEARCH;
    case NoDecisionReason::kPadFailed: return v1::NO_DECISION_REASON_PAD_FAILED;
    case NoDecisionReason::kInconsistentFrames: return v1::NO_DECISION_REASON_INCONSISTENT_FRAMES;
  }
  return v1::NO_DECISION_REASON_UNSPECIFIED;
}

v1::MatchScore ToProto(Distance distance, const MatchScore& score) {
  v1::MatchScore proto;
  proto.set_distance(distance.value);
  proto.set_fmr(score.fmr);
  proto.set_fmr_upper(score.fmr_upper);
  proto.set_beyond_measured_range(score.beyond_measured_range);
  proto.set_expected_false_alarms(score.expected_false_alarms);
  proto.set_log10_likelihood_ratio(score.log10_likelihood_ratio);
  proto.set_confidence(score.confidence);
  return proto;
}

v1::FaceReport ToProto(const FaceReport& report) {
  v1::FaceReport proto;
  if (report.face) {
    v1::FaceBox& box = *proto.mutable_box();
    box.set_left(report.face->box.left);
    box.set_top(report.face->box.top);
    box.set_width(report.face->box.width);
    box.set_height(report.face->box.height);
  }
  if (report.quality) *proto.mutable_quality() = portcullis::ToProto(*report.quality);
  return proto;
}

v1::CandidateLevel ToProto(Level level) {
  switch (level) {
    case Level::kNone: return v1::CANDIDATE_LEVEL_NONE;
    case Level::kReview: return v1::CANDIDATE_LEVEL_REVIEW;
    case Level::kAlert: return v1::CANDIDATE_LEVEL_ALERT;
  }
  return v1::CANDIDATE_LEVEL_UNSPECIFIED;
}

void AddSteps(const EncodeTimings& steps, v1::Timings& sum) {
  sum.set_decode_ms(sum.decode_ms() + steps.decode_ms);
  sum.set_detect_ms(sum.detect_ms() + steps.detect_ms);
  sum.set_align_ms(sum.align_ms() + steps.align_ms);
  sum.set_embed_ms(sum.embed_ms() + steps.embed_ms);
}

}  // namespace

v1::Outcome ToProto(Outcome outcome) {
  switch (outcome) {
    case Outcome::kClear: return v1::OUTCOME_CLEAR;
    case Outcome::kRefer: return v1::OUTCOME_REFER;
    case Outcome::kNoDecision: return v1::OUTCOME_NO_DECISION;
  }
  return v1::OUTCOME_NO_DECISION;
}

v1::IdentifyResponse ToProto(const IdentifyAnswer& answer) {
  v1::IdentifyResponse response;
  response.set_outcome(ToProto(answer.decision.outcome));
  for (const NoDecisionReason reason : answer.decision.reasons) {
    response.add_no_decision_reasons(ToProto(reason));
  }
  for (const ScoredCandidate& scored : answer.candidates) {
    v1::Candidate& candidate = *response.add_candidates();
    candidate.set_rank(response.candidates_size());
    candidate.set_entry(EntryName(scored.candidate.entry));
    *candidate.mutable_score() = ToProto(scored.candidate.distance, scored.score);
    candidate.set_referred(scored.referred());
    candidate.set_level(ToProto(scored.level));
  }
  if (answer.fallback) response.set_action(ToProto(*answer.fallback));
  *response.mutable_face() = ToProto(answer.best());
  return response;
}

v1::VerifyResponse ToProto(const VerifyAnswer& answer) {
  v1::VerifyResponse response;
  response.set_verification(ToProto(answer.verification));
  for (const NoDecisionReason reason : answer.reasons) {
    response.add_no_decision_reasons(ToProto(reason));
  }
  if (answer.fallback) response.set_action(ToProto(*answer.fallback));
  if (answer.distance && answer.score) {
    *response.mutable_score() = ToProto(*answer.distance, *answer.score);
  }
  *response.mutable_document_face() = ToProto(answer.document);
  *response.mutable_live_face() = ToProto(answer.live);
  return response;
}

v1::Quality ToProto(const Quality& quality) {
  v1::Quality proto;
  proto.set_inter_eye_distance_px(quality.inter_eye_distance_px);
  proto.set_sharpness(quality.sharpness);
  proto.set_mean_luminance(quality.mean_luminance);
  proto.set_detector_confidence(quality.detector_confidence);
  return proto;
}

v1::Timings StepsOf(const IdentifyAnswer& answer) {
  v1::Timings steps;
  for (const FaceReport& frame : answer.frames) AddSteps(frame.timings, steps);
  steps.set_search_ms(answer.search_ms);
  return steps;
}

v1::Timings StepsOf(const VerifyAnswer& answer) {
  v1::Timings steps;
  AddSteps(answer.document.timings, steps);
  AddSteps(answer.live.timings, steps);
  return steps;
}

v1::AnswerContext ContextOf(const Rpc& rpc, const Screening& screening, PolicyNumber policy) {
  v1::AnswerContext context;
  context.set_trace_id(rpc.trace_id());
  context.set_policy_version(FormatPolicyName(policy));
  context.set_model_id(screening.calibration().table().model.ToString());
  *context.mutable_timings() = rpc.timings();
  return context;
}

}  // namespace portcullis
