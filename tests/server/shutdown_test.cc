// What clients see of a server that ends.
#include <chrono>
#include <future>
#include <string>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "gtest/gtest.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/server/server_under_test.h"

namespace portcullis::testing {
namespace {

// Answers of grpc.health.v1.Health, whose only field is the status.
constexpr char kServing[] = "\x08\x01";
constexpr char kNotServing[] = "\x08\x02";

std::string HealthOf(ServerUnderTest& server) {
  grpc::GenericStub stub(server.channel());
  grpc::ClientContext context;
  const grpc::ByteBuffer request(nullptr, 0);
  grpc::ByteBuffer response;
  absl::Notification done;
  grpc::Status status;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &request, &response,
                 [&](const grpc::Status& result) {
                   status = result;
                   done.Notify();
                 });
  done.WaitForNotification();
  if (!status.ok()) return status.error_message();
  grpc::Slice answer;
  EXPECT_TRUE(response.DumpToSingleSlice(&answer).ok());
  return {reinterpret_cast<const char*>(answer.begin()), answer.size()};
}

std::future<grpc::Status> IdentifyInBackground(ServerUnderTest& server,
                                               grpc::ClientContext& context) {
  return std::async(std::launch::async, [&server, &context] {
    v1::IdentifyRequest request;
    request.add_images(FakeFace(1, 1));
    v1::IdentifyResponse response;
    return server.match().Identify(&context, request, &response);
  });
}

/// With one call in progress, which waits at the gate.
class Shutdown : public ::testing::Test {
 protected:
  Shutdown() {
    server_.gate().Close();
    running_ = IdentifyInBackground(server_, context_);
    server_.gate().AwaitWaiting(1);
  }

  std::future<void> ShutDownInBackground(absl::Duration patience) {
    return std::async(std::launch::async,
                      [this, patience] { server_.server().Shutdown(patience); });
  }

  ServerUnderTest server_;
  grpc::ClientContext context_;
  std::future<grpc::Status> running_;
};

TEST_F(Shutdown, FinishesWhatIsInProgressAndSaysWhyItRefusesWhatIsNew) {
  EXPECT_EQ(HealthOf(server_), kServing);
  auto shutdown = ShutDownInBackground(absl::Seconds(60));
  std::string code;
  while (!code.starts_with("UNAVAILABLE")) {  // else it was let in before, and waited
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(100));
    code = CodeAndReason(IdentifyInBackground(server_, context).get());
  }
  EXPECT_EQ(code, "UNAVAILABLE/SHUTTING_DOWN");
  while (HealthOf(server_) == kServing) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_EQ(HealthOf(server_), kNotServing);
  server_.gate().Open();
  EXPECT_TRUE(running_.get().ok());
  shutdown.get();
}

TEST_F(Shutdown, CancelsWhatTakesTooLong) {
  auto shutdown = ShutDownInBackground(absl::Milliseconds(50));
  EXPECT_NE(running_.get().error_code(), grpc::StatusCode::OK);
  server_.gate().Open();
  shutdown.get();
}

}  // namespace
}  // namespace portcullis::testing
