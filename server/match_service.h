// Checks of travellers, as kiosks and officers call them.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "border/screening/screening.h"
#include "matcher/core/picture_writer.h"
#include "portcullis/v1/match.grpc.pb.h"
#include "server/transport/lane_pool.h"
#include "server/transport/rpc_runner.h"
#include "server/transport/stream_places.h"

namespace portcullis {

/// Thread-safe. Stores nothing itself; Screening has the record of a check written.
class MatchService : public v1::MatchService::CallbackService {
 public:
  /// All outlive the service.
  struct Parts {
    const RpcRunner& runner;
    LanePool& lanes;
    StreamPlaces& stream_places;
    const Screening& screening;
    const PictureWriter& pictures;
    absl::Duration longest_stream;
  };

  explicit MatchService(const Parts& parts) : parts_(parts) {}

  grpc::ServerUnaryReactor* Identify(grpc::CallbackServerContext* context,
                                     const v1::IdentifyRequest* request,
                                     v1::IdentifyResponse* response) override;
  grpc::ServerUnaryReactor* Verify(grpc::CallbackServerContext* context,
                                   const v1::VerifyRequest* request,
                                   v1::VerifyResponse* response) override;
  grpc::ServerUnaryReactor* CheckTraveller(grpc::CallbackServerContext* context,
                                           const v1::CheckTravellerRequest* request,
                                           v1::CheckTravellerResponse* response) override;
  grpc::ServerUnaryReactor* AssessImage(grpc::CallbackServerContext* context,
                                        const v1::AssessImageRequest* request,
                                        v1::AssessImageResponse* response) override;
  grpc::ServerBidiReactor<v1::CheckStreamRequest, v1::CheckStreamResponse>* CheckStream(
      grpc::CallbackServerContext* context) override;

 private:
  absl::Status Serve(Rpc& rpc, FaceEncoder& encoder, const v1::IdentifyRequest& request,
                     v1::IdentifyResponse& response) const;
  absl::Status Serve(Rpc& rpc, FaceEncoder& encoder, const v1::VerifyRequest& request,
                     v1::VerifyResponse& response) const;
  absl::Status Serve(Rpc& rpc, FaceEncoder& encoder, const v1::CheckTravellerRequest& request,
                     v1::CheckTravellerResponse& response) const;
  absl::Status Serve(Rpc& rpc, FaceEncoder& encoder, const v1::AssessImageRequest& request,
                     v1::AssessImageResponse& response) const;

  /// Serve, on a lane.
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* OnLane(grpc::CallbackServerContext& context, std::string_view method,
                                   const Request* request, Response* response);

  absl::Status AddPictures(const AssessAnswer& answer, v1::AssessImageResponse& response) const;

  const Parts parts_;
};

}  // namespace portcullis
