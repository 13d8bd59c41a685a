#include "server/match_service.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "fmt/format.h"
#include "matcher/core/status_macros.h"
#include "server/check_call.h"
#include "server/match_conversions.h"
#include "server/match_requests.h"

namespace portcullis {
namespace {

// Of AssessImageResponse.upright_image.
constexpr int kMaxPictureSidePx = 800;

std::string Path(std::string_view method) {
  return fmt::format("/portcullis.v1.MatchService/{}", method);
}

}  // namespace

template <typename Request, typename Response>
grpc::ServerUnaryReactor* MatchService::OnLane(grpc::CallbackServerContext& context,
                                               std::string_view method, const Request* request,
                                               Response* response) {
  return parts_.runner.RunOnLane(context, Path(method), parts_.lanes,
                                 [this, request, response](Rpc& rpc, FaceEncoder& encoder) {
                                   return Serve(rpc, encoder, *request, *response);
                                 });
}

grpc::ServerUnaryReactor* MatchService::Identify(grpc::CallbackServerContext* context,
                                                 const v1::IdentifyRequest* request,
                                                 v1::IdentifyResponse* response) {
  return OnLane(*context, "Identify", request, response);
}

grpc::ServerUnaryReactor* MatchService::Verify(grpc::CallbackServerContext* context,
                                               const v1::VerifyRequest* request,
                                               v1::VerifyResponse* response) {
  return OnLane(*context, "Verify", request, response);
}

grpc::ServerUnaryReactor* MatchService::CheckTraveller(grpc::CallbackServerContext* context,
                                                       const v1::CheckTravellerRequest* request,
                                                       v1::CheckTravellerResponse* response) {
  return OnLane(*context, "CheckTraveller", request, response);
}

grpc::ServerUnaryReactor* MatchService::AssessImage(grpc::CallbackServerContext* context,
                                                    const v1::AssessImageRequest* request,
                                                    v1::AssessImageResponse* response) {
  return OnLane(*context, "AssessImage", request, response);
}

grpc::ServerBidiReactor<v1::CheckStreamRequest, v1::CheckStreamResponse>* MatchService::CheckStream(
    grpc::CallbackServerContext* context) {
  const auto call = std::make_shared<CheckCall>(
      *context, parts_.runner.Open(*context, Path("CheckStream")),
      CheckCall::Parts{.check = {.lanes = parts_.lanes,
                                 .screening = parts_.screening,
                                 .deadline = absl::FromChrono(context->deadline())},
                       .places = parts_.stream_places,
                       .longest = parts_.longest_stream});
  call->Begin(call);
  return call.get();
}

absl::Status MatchService::Serve(Rpc& rpc, FaceEncoder& encoder, const v1::IdentifyRequest& request,
                                 v1::IdentifyResponse& response) const {
  PORTCULLIS_ASSIGN_OR_RETURN(IdentifyCommand command, CommandFrom(request));
  command.terms.trace_id = rpc.trace_id();
  PORTCULLIS_ASSIGN_OR_RETURN(const IdentifyAnswer answer,
                              parts_.screening.Identify(command, encoder, rpc.checkpoint()));
  rpc.set_steps(StepsOf(answer));
  rpc.set_result(ResultOf(answer));
  response = ToProto(answer);
  *response.mutable_context() = ContextOf(rpc, parts_.screening, answer);
  return absl::OkStatus();
}

absl::Status MatchService::Serve(Rpc& rpc, FaceEncoder& encoder, const v1::VerifyRequest& request,
                                 v1::VerifyResponse& response) const {
  PORTCULLIS_ASSIGN_OR_RETURN(const VerifyCommand command, CommandFrom(request));
  PORTCULLIS_ASSIGN_OR_RETURN(const VerifyAnswer answer,
                              parts_.screening.Verify(command, encoder, rpc.checkpoint()));
  rpc.set_steps(StepsOf(answer));
  rpc.set_result(ResultOf(answer));
  response = ToProto(answer);
  *response.mutable_context() = ContextOf(rpc, parts_.screening, answer.policy);
  // Nothing had to be searched, so nothing is missing.
  response.mutable_context()->mutable_coverage()->set_complete(true);
  return absl::OkStatus();
}

absl::Status MatchService::Serve(Rpc& rpc, FaceEncoder& encoder,
                                 const v1::CheckTravellerRequest& request,
                                 v1::CheckTravellerResponse& response) const {
  PORTCULLIS_ASSIGN_OR_RETURN(TravellerCommand command, CommandFrom(request));
  command.terms.trace_id = rpc.trace_id();
  PORTCULLIS_ASSIGN_OR_RETURN(const TravellerAnswer answer,
                              parts_.screening.CheckTraveller(command, encoder, rpc.checkpoint()));
  rpc.set_steps(StepsOf(answer));
  rpc.set_result(ResultOf(answer));
  response = ToProto(answer);
  *response.mutable_context() = ContextOf(rpc, parts_.screening, answer.identification);
  return absl::OkStatus();
}

absl::Status MatchService::Serve(Rpc& rpc, FaceEncoder& encoder,
                                 const v1::AssessImageRequest& request,
                                 v1::AssessImageResponse& response) const {
  PORTCULLIS_ASSIGN_OR_RETURN(const ImageBytes image, ImageFrom(request.image(), "image"));
  PORTCULLIS_ASSIGN_OR_RETURN(const CaptureUse use, UseFrom(request.use()));
  PORTCULLIS_ASSIGN_OR_RETURN(const AssessAnswer answer,
                              parts_.screening.Assess(image, use, encoder, rpc.checkpoint()));
  rpc.set_steps(StepsOf(answer));
  rpc.set_result(ResultOf(answer));
  response = ToProto(answer);
  if (request.include_pictures()) PORTCULLIS_RETURN_IF_ERROR(AddPictures(answer, response));
  *response.mutable_context() = ContextOf(rpc, parts_.screening, answer.policy);
  return absl::OkStatus();
}

absl::Status MatchService::AddPictures(const AssessAnswer& answer,
                                       v1::AssessImageResponse& response) const {
  if (answer.upright) {
    PORTCULLIS_ASSIGN_OR_RETURN(*response.mutable_upright_image(),
                                parts_.pictures.Write(*answer.upright, kMaxPictureSidePx));
  }
  if (answer.chip) {
    const Image& chip = answer.chip->image;
    PORTCULLIS_ASSIGN_OR_RETURN(*response.mutable_chip(),
                                parts_.pictures.Write(chip, std::max(chip.width(), chip.height())));
  }
  return absl::OkStatus();
}

}  // namespace portcullis
