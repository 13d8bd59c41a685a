#include "server/match_conversions.h"

#include <cstdint>
#include <string>
#include <string_view>

#include "server/capture_conversions.h"
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

v1::CandidateLevel ToProto(Level level) {
  switch (level) {
    case Level::kNone: return v1::CANDIDATE_LEVEL_NONE;
    case Level::kReview: return v1::CANDIDATE_LEVEL_REVIEW;
    case Level::kAlert: return v1::CANDIDATE_LEVEL_ALERT;
  }
  return v1::CANDIDATE_LEVEL_UNSPECIFIED;
}

/// "REFER" for OUTCOME_REFER.
std::string WithoutPrefix(const std::string& name, std::string_view prefix) {
  return name.substr(prefix.size());
}

std::string NameOf(Outcome outcome) {
  return WithoutPrefix(v1::Outcome_Name(ToProto(outcome)), "OUTCOME_");
}

std::string NameOf(Verification verification) {
  return WithoutPrefix(v1::Verification_Name(ToProto(verification)), "VERIFICATION_");
}

/// What a response says of one search, whichever kind it is of.
template <typename Response>
void SetSearch(const IdentifyAnswer& answer, Response& response) {
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
  for (const FaceReport& frame : answer.frames) *response.add_frames() = ToProto(frame);
  response.set_frames_used(static_cast<std::int32_t>(answer.frames_used));
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
  SetSearch(answer, response);
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

v1::CheckTravellerResponse ToProto(const TravellerAnswer& answer) {
  v1::CheckTravellerResponse response;
  SetSearch(answer.identification, response);
  *response.mutable_live_face() = ToProto(answer.identification.best());
  if (answer.fallback) response.set_action(ToProto(*answer.fallback));
  if (!answer.verification) return response;
  const VerifyAnswer& verification = *answer.verification;
  response.set_verification(ToProto(verification.verification));
  for (const NoDecisionReason reason : verification.reasons) {
    response.add_verification_no_decision_reasons(ToProto(reason));
  }
  if (verification.distance && verification.score) {
    *response.mutable_verification_score() = ToProto(*verification.distance, *verification.score);
  }
  *response.mutable_document_face() = ToProto(verification.document);
  return response;
}

v1::AssessImageResponse ToProto(const AssessAnswer& answer) {
  v1::AssessImageResponse response;
  response.set_acceptable(answer.is_acceptable());
  for (const CaptureAdvice advice : answer.advice) *response.add_advice() = ToProto(advice);
  *response.mutable_face() = ToProto(answer.report);
  *response.mutable_bar() = ToProto(answer.bar);
  return response;
}

v1::FrameAdvice ToProto(const CapturedFrame& frame) {
  v1::FrameAdvice proto;
  proto.set_acceptable(frame.is_usable());
  for (const CaptureAdvice advice : frame.advice) *proto.add_advice() = ToProto(advice);
  *proto.mutable_face() = ToProto(frame.report);
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

v1::Timings StepsOf(const TravellerAnswer& answer) {
  v1::Timings steps = StepsOf(answer.identification);
  if (answer.verification) AddSteps(answer.verification->document.timings, steps);
  return steps;
}

v1::Timings StepsOf(const AssessAnswer& answer) {
  v1::Timings steps;
  AddSteps(answer.report.timings, steps);
  return steps;
}

void AddSteps(const EncodeTimings& steps, v1::Timings& sum) {
  sum.set_decode_ms(sum.decode_ms() + steps.decode_ms);
  sum.set_detect_ms(sum.detect_ms() + steps.detect_ms);
  sum.set_align_ms(sum.align_ms() + steps.align_ms);
  sum.set_pad_ms(sum.pad_ms() + steps.pad_ms);
  sum.set_embed_ms(sum.embed_ms() + steps.embed_ms);
}

RpcResult ResultOf(const IdentifyAnswer& answer) {
  return {.outcome = NameOf(answer.decision.outcome),
          .frames = static_cast<int>(answer.frames.size()),
          .frames_used = static_cast<int>(answer.frames_used)};
}

RpcResult ResultOf(const VerifyAnswer& answer) { return {.outcome = NameOf(answer.verification)}; }

RpcResult ResultOf(const TravellerAnswer& answer) {
  RpcResult result = ResultOf(answer.identification);
  if (answer.verification) result.verification = NameOf(answer.verification->verification);
  return result;
}

RpcResult ResultOf(const AssessAnswer& answer) {
  return {.outcome = answer.is_acceptable() ? "ACCEPTABLE" : "NOT_ACCEPTABLE"};
}

v1::AnswerContext ContextOf(const Rpc& rpc, const Screening& screening, PolicyNumber policy) {
  v1::AnswerContext context;
  context.set_trace_id(rpc.trace_id());
  context.set_policy_version(FormatPolicyName(policy));
  context.set_model_id(screening.calibration().table().model.ToString());
  *context.mutable_timings() = rpc.timings();
  return context;
}

v1::AnswerContext ContextOf(const Rpc& rpc, const Screening& screening,
                            const IdentifyAnswer& answer) {
  v1::AnswerContext context = ContextOf(rpc, screening, answer.policy);
  context.set_epoch(answer.epoch.value);
  v1::Coverage& coverage = *context.mutable_coverage();
  coverage.set_complete(answer.coverage_complete);
  coverage.set_entries_searched(static_cast<std::int64_t>(answer.entries_searched));
  coverage.set_references_searched(static_cast<std::int64_t>(answer.references_searched));
  coverage.set_references_compared(static_cast<std::int64_t>(answer.references_compared));
  coverage.set_approximate(!answer.is_exact);
  return context;
}

}  // namespace portcullis
