// What checks of travellers answer, in text: outcome, candidates, verification, images.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "clients/cli/session.h"
#include "google/protobuf/repeated_field.h"
#include "portcullis/v1/match.pb.h"

namespace portcullis::cli {

using Reasons = google::protobuf::RepeatedField<int>;
using FrameReports = google::protobuf::RepeatedPtrField<v1::FaceReport>;

/// The outcome of an identification in one line. One that is unknown to this program, or missing,
/// is told as no decision.
void PrintOutcome(v1::Outcome outcome, const Reasons& reasons, v1::FallbackAction action,
                  Session& session);

/// A table; nothing if there is none.
void PrintCandidates(const google::protobuf::RepeatedPtrField<v1::Candidate>& candidates,
                     Session& session);

/// The result of a verification in one line, unknown ones as above; `score` may be null.
void PrintVerification(v1::Verification verification, const Reasons& reasons,
                       v1::FallbackAction action, const v1::MatchScore* score, Session& session);

/// Why an image, named as told, was not used. Nothing if it was.
void PrintFaceProblem(std::string_view image, const v1::FaceReport& face, Session& session);

/// Which images were used, how good they are, and why others were left out. Nothing where the one
/// image was used. `files` name the images, in their order.
void PrintFrames(const FrameReports& frames, const std::vector<std::string>& files,
                 Session& session);

/// The results of both questions of CheckTraveller. `with_document` as in the request.
void PrintCheck(const v1::CheckTravellerResponse& answer, bool with_document, Session& session);

}  // namespace portcullis::cli
