#include "server/match_service.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "server/field_checks.h"
#include "server/match_conversions.h"
#include "server/resource_names.h"

namespace portcullis {
namespace {

constexpr std::int32_t kDefaultCandidates = 10;
constexpr std::int32_t kMaxCandidates = 100;
constexpr int kMaxLists = 100;

std::span<const std::uint8_t> AsBytes(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

absl::Status ImageMissing(std::string_view field) {
  return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kImageMissing,
                   fmt::format("{} is empty", field));
}

/// The command refers to the image in `request`.
absl::StatusOr<IdentifyCommand> CommandFrom(const v1::IdentifyRequest& request) {
  if (request.images().empty()) return ImageMissing("images");
  if (request.images_size() > 1) {
    return MakeError(absl::StatusCode::kInvalidArgument, ErrorReason::kTooManyImages,
                     fmt::format("{} images, limit is 1", request.images_size()));
  }
  if (request.max_candidates() < 0 || request.max_candidates() > kMaxCandidates) {
    return FieldInvalid("max_candidates", fmt::format("must be 0 to {}", kMaxCandidates));
  }
  if (request.lists_size() > kMaxLists) {
    return FieldInvalid("lists",
                        fmt::format("has {} names, limit is {}", request.lists_size(), kMaxLists));
  }
  IdentifyCommand command;
  command.images.push_back(AsBytes(request.images(0)));
  for (const std::string& name : request.lists()) {
    PORTCULLIS_ASSIGN_OR_RETURN(ListId list, ParseListName(name, "lists"));
    command.terms.lists.push_back(std::move(list));
  }
  command.terms.max_candidates = static_cast<std::size_t>(
      request.max_candidates() == 0 ? kDefaultCandidates : request.max_candidates());
  return command;
}

/// "REFER" for OUTCOME_REFER.
std::string WithoutPrefix(const std::string& name, std::string_view prefix) {
  return name.substr(prefix.size());
}

}  // namespace

grpc::ServerUnaryReactor* MatchService::Identify(grpc::CallbackServerContext* context,
                                                 const v1::IdentifyRequest* request,
                                                 v1::IdentifyResponse* response) {
  return runner_.RunOnLane(*context, "/portcullis.v1.MatchService/Identify", lanes_,
                           [this, request, response](Rpc& rpc, FaceEncoder& encoder) {
                             return ServeIdentify(rpc, encoder, *request, *response);
                           });
}

grpc::ServerUnaryReactor* MatchService::Verify(grpc::CallbackServerContext* context,
                                               const v1::VerifyRequest* request,
                                               v1::VerifyResponse* response) {
  return runner_.RunOnLane(*context, "/portcullis.v1.MatchService/Verify", lanes_,
                           [this, request, response](Rpc& rpc, FaceEncoder& encoder) {
                             return ServeVerify(rpc, encoder, *request, *response);
                           });
}

absl::Status MatchService::ServeIdentify(Rpc& rpc, FaceEncoder& encoder,
                                         const v1::IdentifyRequest& request,
                                         v1::IdentifyResponse& response) const {
  PORTCULLIS_ASSIGN_OR_RETURN(IdentifyCommand command, CommandFrom(request));
  command.terms.trace_id = rpc.trace_id();
  PORTCULLIS_ASSIGN_OR_RETURN(const IdentifyAnswer answer,
                              screening_.Identify(command, encoder, rpc.checkpoint()));
  rpc.set_steps(StepsOf(answer));
  response = ToProto(answer);
  rpc.set_outcome(WithoutPrefix(v1::Outcome_Name(response.outcome()), "OUTCOME_"));
  v1::AnswerContext& context = *response.mutable_context();
  context = ContextOf(rpc, screening_, answer.policy);
  context.set_epoch(answer.epoch.value);
  context.mutable_coverage()->set_complete(answer.coverage_complete);
  context.mutable_coverage()->set_entries_searched(
      static_cast<std::int64_t>(answer.entries_searched));
  context.mutable_coverage()->set_references_searched(
      static_cast<std::int64_t>(answer.references_searched));
  return absl::OkStatus();
}

absl::Status MatchService::ServeVerify(Rpc& rpc, FaceEncoder& encoder,
                                       const v1::VerifyRequest& request,
                                       v1::VerifyResponse& response) const {
  if (request.document_image().empty()) return ImageMissing("document_image");
  if (request.live_image().empty()) return ImageMissing("live_image");
  PORTCULLIS_ASSIGN_OR_RETURN(const VerifyAnswer answer,
                              screening_.Verify({.document = AsBytes(request.document_image()),
                                                 .live = AsBytes(request.live_image())},
                                                encoder, rpc.checkpoint()));
  rpc.set_steps(StepsOf(answer));
  response = ToProto(answer);
  rpc.set_outcome(WithoutPrefix(v1::Verification_Name(response.verification()), "VERIFICATION_"));
  v1::AnswerContext& context = *response.mutable_context();
  context = ContextOf(rpc, screening_, answer.policy);
  // Nothing had to be searched, so nothing is missing.
  context.mutable_coverage()->set_complete(true);
  return absl::OkStatus();
}

}  // namespace portcullis
