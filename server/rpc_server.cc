#include "server/rpc_server.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "absl/time/clock.h"
#include "border/screening/frame_collector.h"
#include "fmt/format.h"
#include "grpcpp/ext/health_check_service_server_builder_option.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "matcher/core/status_macros.h"
#include "server/change_feed.h"
#include "server/match_service.h"
#include "server/policy_service.h"
#include "server/transport/authorization.h"
#include "server/transport/lane_pool.h"
#include "server/transport/open_calls.h"
#include "server/transport/reflection.h"
#include "server/transport/role_gate.h"
#include "server/transport/rpc_log.h"
#include "server/transport/stream_places.h"
#include "server/transport/worker_pool.h"
#include "server/watchlist_service.h"

namespace portcullis {
namespace {

// Calls that need no encoder: they wait for the disk, not for a core.
constexpr WorkerPoolOptions kWorkers{.workers = 4, .queue_capacity = 64};
// Snapshots read or write everything: one at a time.
constexpr WorkerPoolOptions kSnapshotWorkers{.workers = 1, .queue_capacity = 4};
// Simulations read months of records: one at a time.
constexpr WorkerPoolOptions kSimulationWorkers{.workers = 1, .queue_capacity = 4};
// The lanes keep every core busy, and what is refused must be told so at once: the threads that
// read calls and answer them come before those that compute.
constexpr int kLaneNiceness = 5;
// An import keeps every core busy too, and a traveller must not wait for it: with ten steps more a
// border check gets about nine times the time of an enrolment on the same core.
constexpr int kEnrolmentNiceness = kLaneNiceness + 10;
// The document and the live images of CheckTraveller; no request has more.
constexpr std::size_t kMaxImagesInRequest = 1 + kMaxFrames;
constexpr std::size_t kRestOfRequestBytes = 1U << 20U;

absl::StatusOr<Authorization> AuthorizationOfAllServices() {
  const std::array services = {v1::IdentifyRequest::descriptor()->file()->service(0),
                               v1::CreateListRequest::descriptor()->file()->service(0),
                               v1::GetPolicyRequest::descriptor()->file()->service(0),
                               v1::GetStatusRequest::descriptor()->file()->service(0)};
  return Authorization::Create(services);
}

class GrpcServer : public RpcServer {
 public:
  GrpcServer(RpcServerParts parts, const RpcServerOptions& options, Authorization authorization)
      : linger_(options.linger),
        authorization_(std::move(authorization)),
        log_(options.write_log),
        runner_({authorization_, options.caller_check, log_, open_calls_}),
        changes_(parts.watchlist.store),
        workers_(kWorkers),
        snapshot_workers_(kSnapshotWorkers),
        simulation_workers_(kSimulationWorkers),
        lanes_(std::move(parts.encoders), {.queue_capacity = options.queue_capacity,
                                           .longest_wait = options.longest_wait,
                                           .niceness = kLaneNiceness}),
        enrolment_lanes_(
            std::move(parts.enrolment_encoders),
            {.queue_capacity = options.queue_capacity, .niceness = kEnrolmentNiceness}),
        stream_places_(lanes_.load().workers + options.queue_capacity),
        match_({.runner = runner_,
                .lanes = lanes_,
                .stream_places = stream_places_,
                .screening = parts.screening,
                .pictures = parts.pictures,
                .longest_stream = options.longest_stream}),
        watchlist_({runner_, workers_, enrolment_lanes_, changes_, parts.watchlist.store,
                    parts.watchlist.lists, parts.watchlist.entries, parts.watchlist.eraser,
                    parts.watchlist.impact, parts.watchlist.now}),
        policy_({runner_,
                 workers_,
                 simulation_workers_,
                 changes_,
                 {parts.policy, parts.screening, parts.gallery, options.facts.calibration_sha256}}),
        admin_({runner_, workers_, snapshot_workers_, lanes_, changes_, parts.screening,
                parts.policy, parts.gallery, parts.watchlist.eraser, parts.watchlist.signer,
                parts.watchlist.snapshots, parts.watchlist.now},
               options.facts) {}

  ~GrpcServer() override { GrpcServer::Shutdown(absl::ZeroDuration()); }

  absl::Status Listen(const RpcServerOptions& options) {
    grpc::EnableDefaultHealthCheckService(true);
    if (options.reflection) PORTCULLIS_RETURN_IF_ERROR(EnableReflection());
    const std::size_t max_request_bytes =
        kMaxImagesInRequest * options.max_image_bytes + kRestOfRequestBytes;
    grpc::ServerBuilder builder;
    // Otherwise a second server could take the same port and half of the calls.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.SetMaxReceiveMessageSize(static_cast<int>(
        std::min<std::size_t>(max_request_bytes, std::numeric_limits<int>::max())));
    builder.AddListeningPort(options.listen, Credentials(options), &port_);
    builder.RegisterService(&match_);
    builder.RegisterService(&watchlist_);
    builder.RegisterService(&policy_);
    builder.RegisterService(&admin_);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port_ == 0) {
      return absl::UnavailableError(fmt::format(
          "cannot listen on {}: the address is in use or not of this machine, or the certificate "
          "and its key do not fit",
          options.listen));
    }
    SetServing(false);
    return absl::OkStatus();
  }

  int port() const override { return port_; }

  void SetServing(bool serving) override {
    server_->GetHealthCheckService()->SetServingStatus(serving);
  }

  void Shutdown(absl::Duration patience) override {
    const absl::Time deadline = absl::Now() + patience;
    workers_.Refuse();
    snapshot_workers_.Refuse();
    simulation_workers_.Refuse();
    lanes_.Refuse();
    enrolment_lanes_.Refuse();
    changes_.Stop();
    if (server_ != nullptr) {
      server_->GetHealthCheckService()->Shutdown();
      // The connections stay open meanwhile, so that every call gets a clear answer.
      if (open_calls_.AwaitEnd(deadline)) {
        absl::SleepFor(std::min(linger_, deadline - absl::Now()));
      }
      // Cancels those that took too long, and who watches the health and would do so for ever.
      server_->Shutdown(absl::ToChronoTime(absl::Now()));
    }
    workers_.Drain();
    snapshot_workers_.Drain();
    simulation_workers_.Drain();
    lanes_.Drain();
    enrolment_lanes_.Drain();
  }

 private:
  std::shared_ptr<grpc::ServerCredentials> Credentials(const RpcServerOptions& options) const {
    if (options.caller_check == CallerCheck::kInsecureLoopback) {
      return grpc::InsecureServerCredentials();
    }
    grpc::SslServerCredentialsOptions ssl(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    ssl.pem_root_certs = options.tls.client_ca;
    ssl.pem_key_cert_pairs.push_back({options.tls.private_key, options.tls.certificate_chain});
    auto credentials = grpc::SslServerCredentials(ssl);
    credentials->SetAuthMetadataProcessor(std::make_shared<RoleGate>(authorization_, log_));
    return credentials;
  }

  // In this order: what is used comes before what uses it.
  const absl::Duration linger_;
  const Authorization authorization_;
  const RpcLog log_;
  OpenCalls open_calls_;
  const RpcRunner runner_;
  ChangeFeed changes_;
  WorkerPool workers_;
  WorkerPool snapshot_workers_;
  WorkerPool simulation_workers_;
  LanePool lanes_;
  LanePool enrolment_lanes_;
  StreamPlaces stream_places_;
  MatchService match_;
  WatchlistService watchlist_;
  PolicyService policy_;
  AdminService admin_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<RpcServer>> RpcServer::Start(RpcServerParts parts,
                                                            const RpcServerOptions& options) {
  PORTCULLIS_ASSIGN_OR_RETURN(Authorization authorization, AuthorizationOfAllServices());
  auto server = std::make_unique<GrpcServer>(std::move(parts), options, std::move(authorization));
  PORTCULLIS_RETURN_IF_ERROR(server->Listen(options));
  return server;
}

}  // namespace portcullis
