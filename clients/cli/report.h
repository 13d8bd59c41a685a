// What the answers of MatchService have in common, in text.
#pragma once

#include <ostream>
#include <string>

#include "google/protobuf/repeated_field.h"
#include "portcullis/v1/common.pb.h"

namespace portcullis::cli {

/// "no face was found in the image, ..."
std::string DescribeReasons(const google::protobuf::RepeatedField<int>& reasons);

/// What was searched, with which model and policy, the time of each step and the trace id.
void PrintContext(const v1::AnswerContext& context, std::ostream& out, bool colours);

}  // namespace portcullis::cli
