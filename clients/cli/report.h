// What the answers of MatchService have in common, in text.
#pragma once

#include <ostream>
#include <string>

#include "google/protobuf/repeated_field.h"
#include "portcullis/v1/common.pb.h"

namespace portcullis::cli {

/// Why there is no decision and what the lane does now: "no face was found in the image, ...: take
/// another image". An action that is unknown to this program is "an officer checks the traveller".
std::string DescribeNoDecision(const google::protobuf::RepeatedField<int>& reasons,
                               v1::FallbackAction action);

/// What was searched, with which model and policy, the time of each step and the trace id.
void PrintContext(const v1::AnswerContext& context, std::ostream& out, bool colours);

}  // namespace portcullis::cli
