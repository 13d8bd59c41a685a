// An answer of AssessImage as a server gives it, for tests of what is shown of it.
#pragma once

#include <string>

#include "portcullis/v1/match.pb.h"

namespace portcullis::cli {

/// A PNG of 4 x 2 px: the upper row red, green, blue, white, the lower one black.
std::string SmallPng();

/// One clear face in a JPEG 2000 of a passport record that had to be turned.
v1::AssessImageResponse GoodAssessment();

/// The same face, blurred, as the policy refuses it.
v1::AssessImageResponse BlurredAssessment();

/// No face at all.
v1::AssessImageResponse EmptyAssessment();

}  // namespace portcullis::cli
