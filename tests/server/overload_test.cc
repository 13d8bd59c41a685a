#include <chrono>
#include <future>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/server/identify_calls.h"
#include "tests/server/server_under_test.h"

namespace portcullis::testing {
namespace {

using ::testing::HasSubstr;

int QueueLength(ServerUnderTest& server) {
  grpc::ClientContext context;
  v1::GetStatusResponse status;
  EXPECT_TRUE(server.admin().GetStatus(&context, {}, &status).ok());
  return status.queue_length();
}

void AwaitQueueLength(ServerUnderTest& server, int length) {
  while (QueueLength(server) != length) absl::SleepFor(absl::Milliseconds(1));
}

TEST(Overload, IsAnsweredWithTheDelayAfterWhichToTryAgain) {
  ServerUnderTest server({.lanes = 1, .queue_capacity = 1});
  server.gate().Close();
  grpc::ClientContext first;
  auto running = IdentifyInBackground(server, first);
  server.gate().AwaitWaiting(1);
  grpc::ClientContext second;
  auto waiting = IdentifyInBackground(server, second);
  AwaitQueueLength(server, 1);

  grpc::ClientContext third;
  const grpc::Status refused = Identify(server, third);
  EXPECT_EQ(CodeAndReason(refused), "RESOURCE_EXHAUSTED/QUEUE_FULL");
  const google::protobuf::Duration delay = RetryInfoOf(refused).retry_delay();
  EXPECT_GT(static_cast<double>(delay.seconds()) + delay.nanos() * 1e-9, 0);

  server.gate().Open();
  EXPECT_TRUE(running.get().ok());
  EXPECT_TRUE(waiting.get().ok());
}

TEST(Overload, MakesNobodyWaitLongerThanIsAllowed) {
  ServerUnderTest server({.lanes = 1, .longest_wait = absl::Milliseconds(150)});
  server.gate().Close();
  grpc::ClientContext first;
  auto running = IdentifyInBackground(server, first);
  server.gate().AwaitWaiting(1);
  grpc::ClientContext second;
  auto waiting = IdentifyInBackground(server, second);
  AwaitQueueLength(server, 1);
  // Each is taken to need 100 ms until one has been timed.
  grpc::ClientContext third;
  EXPECT_EQ(CodeAndReason(Identify(server, third)), "RESOURCE_EXHAUSTED/QUEUE_FULL");
  server.gate().Open();
  EXPECT_TRUE(running.get().ok());
  EXPECT_TRUE(waiting.get().ok());
}

TEST(Overload, TakesNoCallThatWouldBeServedAfterItsDeadline) {
  constexpr std::size_t kWaiting = 20;
  ServerUnderTest server({.lanes = 1});
  server.gate().Close();
  std::vector<grpc::ClientContext> contexts(kWaiting + 1);
  std::vector<std::future<grpc::Status>> admitted;
  for (grpc::ClientContext& context : contexts) {
    admitted.push_back(IdentifyInBackground(server, context));
  }
  AwaitQueueLength(server, kWaiting);
  // More than two seconds of work lie before it.
  grpc::ClientContext hurried;
  hurried.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(1500));
  EXPECT_EQ(CodeAndReason(Identify(server, hurried)), "RESOURCE_EXHAUSTED/QUEUE_FULL");
  server.gate().Open();
  for (std::future<grpc::Status>& call : admitted) EXPECT_TRUE(call.get().ok());
}

TEST(Overload, DoesNotReachThoseWhoOnlyAskForTheStatus) {
  ServerUnderTest server({.lanes = 1, .queue_capacity = 1});
  server.gate().Close();
  grpc::ClientContext context;
  auto running = IdentifyInBackground(server, context);
  server.gate().AwaitWaiting(1);
  EXPECT_EQ(QueueLength(server), 0);
  server.gate().Open();
  EXPECT_TRUE(running.get().ok());
}

TEST(Overload, OfEnrolmentsDoesNotKeepATravellerWaiting) {
  ServerUnderTest server({.lanes = 1});
  const std::string list = server.CreateList("demo");
  server.gate().Close();
  auto enrolment = std::async(std::launch::async,
                              [&] { return server.Enroll(list, "Slow", FakeFace(200, 200)); });
  server.gate().AwaitWaiting(1);
  grpc::ClientContext context;
  auto traveller = IdentifyInBackground(server, context);
  // The traveller has reached the decoder too, beside the enrolment.
  server.gate().AwaitWaiting(2);
  server.gate().Open();
  EXPECT_TRUE(traveller.get().ok());
  enrolment.get();
}

TEST(AbandonedCall, IsNotServedWhenItsTurnComes) {
  ServerUnderTest server({.lanes = 1});
  server.gate().Close();
  grpc::ClientContext first;
  auto running = IdentifyInBackground(server, first);
  server.gate().AwaitWaiting(1);
  grpc::ClientContext second;
  auto abandoned = IdentifyInBackground(server, second);
  AwaitQueueLength(server, 1);

  second.TryCancel();
  EXPECT_EQ(abandoned.get().error_code(), grpc::StatusCode::CANCELLED);
  // A call on the same connection: when it is answered, the cancellation has arrived; gRPC tells
  // the server of it on a thread of its own, for which there is nothing to wait.
  EXPECT_EQ(QueueLength(server), 1);
  absl::SleepFor(absl::Milliseconds(200));
  server.gate().Open();
  EXPECT_TRUE(running.get().ok());
  AwaitQueueLength(server, 0);
  server.server().Shutdown(absl::Seconds(10));
  EXPECT_EQ(server.gate().passed(), 1);
  EXPECT_THAT(server.log(), ::testing::Contains(HasSubstr("\"code\":\"CANCELLED\"")));
}

TEST(AbandonedCall, IsNotServedAfterItsDeadline) {
  ServerUnderTest server({.lanes = 1});
  server.gate().Close();
  grpc::ClientContext first;
  auto running = IdentifyInBackground(server, first);
  server.gate().AwaitWaiting(1);

  grpc::ClientContext second;
  second.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(50));
  EXPECT_EQ(Identify(server, second).error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  server.gate().Open();
  EXPECT_TRUE(running.get().ok());
  server.server().Shutdown(absl::Seconds(10));
  EXPECT_EQ(server.gate().passed(), 1);
}

}  // namespace
}  // namespace portcullis::testing
