#include "server/match_requests.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "google/protobuf/repeated_field.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "server/capture_conversions.h"
#include "server/field_checks.h"
#include "server/resource_names.h"

namespace portcullis {
namespace {

constexpr std::int32_t kDefaultCandidates = 10;
constexpr std::int32_t kMaxCandidates = 100;
constexpr int kMaxLists = 100;

absl::Status ImageMissing(std::string_view field) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kImageMissing,
                   fmt::format("{} is empty", field));
}

absl::StatusOr<std::vector<ImageBytes>> ImagesFrom(
    const google::protobuf::RepeatedPtrField<std::string>& images, std::string_view field) {
  if (images.empty()) return ImageMissing(field);
  if (images.size() > static_cast<int>(kMaxFrames)) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, ErrorReason::kTooManyImages,
        fmt::format("{} has {} images, limit is {}", field, images.size(), kMaxFrames));
  }
  std::vector<ImageBytes> bytes;
  for (const std::string& image : images) bytes.push_back(BytesOf(image));
  return bytes;
}

/// Of every request that searches.
template <typename Request>
absl::StatusOr<CheckTerms> TermsOf(const Request& request) {
  if (request.max_candidates() < 0 || request.max_candidates() > kMaxCandidates) {
    return FieldInvalid("max_candidates", fmt::format("must be 0 to {}", kMaxCandidates));
  }
  if (request.lists_size() > kMaxLists) {
    return FieldInvalid("lists",
                        fmt::format("has {} names, limit is {}", request.lists_size(), kMaxLists));
  }
  CheckTerms terms;
  for (const std::string& name : request.lists()) {
    PORTCULLIS_ASSIGN_OR_RETURN(ListId list, ParseListName(name, "lists"));
    terms.lists.push_back(std::move(list));
  }
  terms.max_candidates = static_cast<std::size_t>(
      request.max_candidates() == 0 ? kDefaultCandidates : request.max_candidates());
  if (request.has_presentation_attack_evidence()) {
    PORTCULLIS_ASSIGN_OR_RETURN(terms.attack_evidence,
                                AttackEvidenceFrom(request.presentation_attack_evidence()));
  }
  return terms;
}

}  // namespace

absl::StatusOr<IdentifyCommand> CommandFrom(const v1::IdentifyRequest& request) {
  IdentifyCommand command;
  PORTCULLIS_ASSIGN_OR_RETURN(command.images, ImagesFrom(request.images(), "images"));
  PORTCULLIS_ASSIGN_OR_RETURN(command.terms, TermsOf(request));
  return command;
}

absl::StatusOr<VerifyCommand> CommandFrom(const v1::VerifyRequest& request) {
  VerifyCommand command;
  PORTCULLIS_ASSIGN_OR_RETURN(command.document,
                              ImageFrom(request.document_image(), "document_image"));
  PORTCULLIS_ASSIGN_OR_RETURN(command.live, ImageFrom(request.live_image(), "live_image"));
  if (request.has_presentation_attack_evidence()) {
    PORTCULLIS_ASSIGN_OR_RETURN(command.attack_evidence,
                                AttackEvidenceFrom(request.presentation_attack_evidence()));
  }
  return command;
}

absl::StatusOr<TravellerCommand> CommandFrom(const v1::CheckTravellerRequest& request) {
  TravellerCommand command;
  PORTCULLIS_ASSIGN_OR_RETURN(command.document,
                              ImageFrom(request.document_image(), "document_image"));
  PORTCULLIS_ASSIGN_OR_RETURN(command.live, ImagesFrom(request.live_images(), "live_images"));
  PORTCULLIS_ASSIGN_OR_RETURN(command.terms, TermsOf(request));
  return command;
}

absl::StatusOr<CheckTerms> TermsFrom(const v1::CheckStreamStart& start) { return TermsOf(start); }

absl::StatusOr<CaptureUse> UseFrom(v1::CaptureUse use) {
  switch (static_cast<int>(use)) {
    case v1::CAPTURE_USE_UNSPECIFIED:
    case v1::CAPTURE_USE_PROBE: return CaptureUse::kProbe;
    case v1::CAPTURE_USE_REFERENCE: return CaptureUse::kReference;
  }
  return FieldInvalid("use", "is not one of the uses");
}

absl::StatusOr<ImageBytes> ImageFrom(const std::string& image, std::string_view field) {
  if (image.empty()) return ImageMissing(field);
  return BytesOf(image);
}

ImageBytes BytesOf(const std::string& image) {
  return {reinterpret_cast<const std::uint8_t*>(image.data()), image.size()};
}

}  // namespace portcullis
