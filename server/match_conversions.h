// The answers of the border check in the words of the contract.
#pragma once

#include "border/screening/screening.h"
#include "border/screening/screening_answers.h"
#include "portcullis/v1/match.pb.h"
#include "server/transport/rpc.h"

namespace portcullis {

/// Fill everything but the context.
v1::IdentifyResponse ToProto(const IdentifyAnswer& answer);
v1::VerifyResponse ToProto(const VerifyAnswer& answer);
v1::CheckTravellerResponse ToProto(const TravellerAnswer& answer);
/// Nor the pictures.
v1::AssessImageResponse ToProto(const AssessAnswer& answer);

/// What the client of a stream is told of a frame, but for the numbers that count frames.
v1::FrameAdvice ToProto(const CapturedFrame& frame);

v1::Outcome ToProto(Outcome outcome);

/// The steps of the answer; queue and total are the call's.
v1::Timings StepsOf(const IdentifyAnswer& answer);
v1::Timings StepsOf(const VerifyAnswer& answer);
v1::Timings StepsOf(const TravellerAnswer& answer);
v1::Timings StepsOf(const AssessAnswer& answer);
void AddSteps(const EncodeTimings& steps, v1::Timings& sum);

/// What the log tells.
RpcResult ResultOf(const IdentifyAnswer& answer);
RpcResult ResultOf(const VerifyAnswer& answer);
RpcResult ResultOf(const TravellerAnswer& answer);
RpcResult ResultOf(const AssessAnswer& answer);

/// The context of an answer by `screening` under `policy`, its coverage and epoch not set.
v1::AnswerContext ContextOf(const Rpc& rpc, const Screening& screening, PolicyNumber policy);
/// The same with those of a search.
v1::AnswerContext ContextOf(const Rpc& rpc, const Screening& screening,
                            const IdentifyAnswer& answer);

}  // namespace portcullis
