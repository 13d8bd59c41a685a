// What is seen in an image of a face, in the words of the contract.
#pragma once

#include "absl/status/statusor.h"
#include "border/policy/attack_evidence.h"
#include "border/policy/decision.h"
#include "border/screening/captured_frame.h"
#include "matcher/core/quality.h"
#include "matcher/pipeline/capture_advice.h"
#include "portcullis/v1/capture.pb.h"
#include "portcullis/v1/common.pb.h"

namespace portcullis {

v1::NoDecisionReason ToProto(NoDecisionReason reason);
v1::Quality ToProto(const Quality& quality);
v1::FaceReport ToProto(const FaceReport& report);
v1::Advice ToProto(CaptureAdvice advice);

/// FIELD_INVALID, under "presentation_attack_evidence", without a
/// result, with a subsystem that is not at most 100 characters on one line, or with a score that is
/// no number.
absl::StatusOr<AttackEvidence> AttackEvidenceFrom(const v1::PresentationAttackEvidence& evidence);

}  // namespace portcullis
