// The answers of the border check in the words of the contract.
#pragma once

#include "border/screening/screening.h"
#include "portcullis/v1/match.pb.h"
#include "server/transport/rpc.h"

namespace portcullis {

/// Fill everything but the context.
v1::IdentifyResponse ToProto(const IdentifyAnswer& answer);
v1::VerifyResponse ToProto(const VerifyAnswer& answer);

v1::Outcome ToProto(Outcome outcome);
v1::Quality ToProto(const Quality& quality);

/// The steps of the answer; queue and total are the call's.
v1::Timings StepsOf(const IdentifyAnswer& answer);
v1::Timings StepsOf(const VerifyAnswer& answer);

/// The context of an answer by `screening` under `policy`, its coverage and epoch not set.
v1::AnswerContext ContextOf(const Rpc& rpc, const Screening& screening, PolicyNumber policy);

}  // namespace portcullis
