// What MatchService is asked, in the words of the border check.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "border/screening/screening_commands.h"
#include "portcullis/v1/match.pb.h"

namespace portcullis {

// The commands refer to the images in the request. The trace id is not set. Errors are
// INVALID_ARGUMENT: IMAGE_MISSING, TOO_MANY_IMAGES or FIELD_INVALID, naming the field.
absl::StatusOr<IdentifyCommand> CommandFrom(const v1::IdentifyRequest& request);
absl::StatusOr<VerifyCommand> CommandFrom(const v1::VerifyRequest& request);
absl::StatusOr<TravellerCommand> CommandFrom(const v1::CheckTravellerRequest& request);
absl::StatusOr<CheckTerms> TermsFrom(const v1::CheckStreamStart& start);

/// FIELD_INVALID for uses that are none.
absl::StatusOr<CaptureUse> UseFrom(v1::CaptureUse use);

/// IMAGE_MISSING, naming `field`, if `image` is empty.
absl::StatusOr<ImageBytes> ImageFrom(const std::string& image, std::string_view field);

/// The same, where an empty one is for the decoder to refuse.
ImageBytes BytesOf(const std::string& image);

}  // namespace portcullis
