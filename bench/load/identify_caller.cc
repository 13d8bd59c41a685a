#include "bench/load/identify_caller.h"

#include <utility>

#include "absl/status/status.h"
#include "fmt/format.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "portcullis/v1/match.pb.h"

namespace portcullis {
namespace {

constexpr char kMethod[] = "/portcullis.v1.MatchService/Identify";

/// "CANCELLED", "RESOURCE_EXHAUSTED/QUEUE_FULL".
std::string NameOf(const grpc::Status& status) {
  // The codes of both are equal by design.
  std::string name = absl::StatusCodeToString(static_cast<absl::StatusCode>(status.error_code()));
  google::rpc::Status details;
  if (status.ok() || !details.ParseFromString(status.error_details())) return name;
  for (const google::protobuf::Any& detail : details.details()) {
    google::rpc::ErrorInfo info;
    if (detail.UnpackTo(&info)) return fmt::format("{}/{}", name, info.reason());
  }
  return name;
}

std::map<std::string, double> StepsOf(const v1::Timings& timings) {
  return {{"queue", timings.queue_ms()},   {"decode", timings.decode_ms()},
          {"detect", timings.detect_ms()}, {"align", timings.align_ms()},
          {"pad", timings.pad_ms()},       {"embed", timings.embed_ms()},
          {"search", timings.search_ms()}, {"total", timings.total_ms()}};
}

/// One call, alive until it is answered.
struct Exchange {
  grpc::ClientContext context;
  grpc::ByteBuffer response;
  ProbeCaller::Done done;

  Answer Read(const grpc::Status& status) {
    Answer answer{.status = NameOf(status)};
    if (!status.ok()) return answer;
    v1::IdentifyResponse message;
    grpc::ProtoBufferReader reader(&response);
    // An answer that cannot be read is no answer.
    if (!message.ParseFromZeroCopyStream(&reader)) return {.status = "UNREADABLE"};
    answer.outcome = v1::Outcome_Name(message.outcome());
    answer.steps_ms = StepsOf(message.context().timings());
    return answer;
  }
};

grpc::ByteBuffer Serialised(const std::string& image, const std::vector<std::string>& lists) {
  v1::IdentifyRequest request;
  request.add_images(image);
  for (const std::string& list : lists) request.add_lists(list);
  const grpc::Slice slice(request.SerializeAsString());
  return {&slice, 1};
}

}  // namespace

IdentifyCaller::IdentifyCaller(const IdentifyLoad& load) : patience_(load.patience) {
  for (const std::string& image : load.images) requests_.push_back(Serialised(image, load.lists));
  for (std::size_t number = 0; number < load.connections; ++number) {
    grpc::ChannelArguments arguments;
    // Channels with equal arguments would share one socket.
    arguments.SetInt("portcullis.connection", static_cast<int>(number));
    auto channel =
        grpc::CreateCustomChannel(load.address, grpc::InsecureChannelCredentials(), arguments);
    auto stub = std::make_unique<grpc::GenericStub>(channel);
    connections_.push_back({std::move(channel), std::move(stub)});
  }
}

bool IdentifyCaller::Connect(std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::system_clock::now() + limit;
  bool all = true;
  for (const Connection& connection : connections_) {
    all = all && connection.channel->WaitForConnected(deadline);
  }
  return all;
}

void IdentifyCaller::Call(std::size_t number, Done done) {
  auto exchange = std::make_unique<Exchange>();
  exchange->done = std::move(done);
  exchange->context.set_deadline(std::chrono::system_clock::now() + patience_);
  // Owned by its own callback, which gRPC calls once.
  Exchange* const call = exchange.release();
  connections_[number % connections_.size()].stub->UnaryCall(
      &call->context, kMethod, {}, &requests_[number % requests_.size()], &call->response,
      [call](const grpc::Status& status) {
        std::unique_ptr<Exchange> owned(call);
        const Answer answer = owned->Read(status);
        const Done tell = std::move(owned->done);
        // First: who hears of the last call may let go of the channel, and then the context must
        // not be the one that holds it, on this thread, which belongs to the channel.
        owned.reset();
        tell(answer);
      });
}

}  // namespace portcullis
