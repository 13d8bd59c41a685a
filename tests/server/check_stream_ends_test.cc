// How a MatchService.CheckStream ends before its time, and who waits for whom.
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "tests/server/check_stream_fixture.h"

namespace portcullis::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(CheckStreamTest, GivesAllThatIsOwedToAClientThatReadsLate) {
  grpc::ClientContext context;
  const auto stream = Open(context);
  std::thread writer([&stream] {
    stream->Write(StartOf());
    for (int i = 0; i < 100; ++i) stream->Write(FrameOf(FakeFace(10, 10)));
    stream->WritesDone();
  });
  absl::SleepFor(absl::Milliseconds(200));
  const Told told = TakeAll(*stream);
  writer.join();
  EXPECT_EQ(CodeAndReason(told.status), "OK");
  EXPECT_EQ(told.advice.size(), 100U);
  EXPECT_EQ(told.answers.size(), 1U);
}

TEST_F(CheckStreamTest, ReadsNoFurtherThanTheFrameItServes) {
  grpc::ClientContext context;
  const auto stream = Open(context);
  ASSERT_TRUE(stream->Write(StartOf()));
  server_.gate().Close();
  // So large that the connection cannot hold many that the server has not read.
  const v1::CheckStreamRequest frame = FrameOf(std::string(400'000, 'x'));
  std::atomic<int> written = 0;
  std::thread writer([&] {
    for (int i = 0; i < 50 && stream->Write(frame); ++i) ++written;
    stream->WritesDone();
  });
  server_.gate().AwaitWaiting(1);
  absl::SleepFor(absl::Milliseconds(300));
  EXPECT_LT(written, 40);
  server_.gate().Open();
  EXPECT_EQ(TakeAll(*stream).advice.size(), 50U);
  writer.join();
}

TEST_F(CheckStreamTest, StopsWhenTheClientGoes) {
  const int before = server_.gate().passed();
  {
    grpc::ClientContext context;
    const auto stream = Open(context);
    ASSERT_TRUE(stream->Write(StartOf()));
    server_.gate().Close();
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(stream->Write(FrameOf(FakeFace(10, 10))));
    server_.gate().AwaitWaiting(1);
    context.TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  // A call on the same connection: when it is answered, the server knows of the cancellation.
  grpc::ClientContext context;
  v1::GetStatusResponse status;
  EXPECT_TRUE(server_.admin().GetStatus(&context, {}, &status).ok());
  server_.gate().Open();
  EXPECT_THAT(AwaitLogLine(), HasSubstr("\"code\":\"CANCELLED\""));
  EXPECT_EQ(server_.gate().passed() - before, 1);
}

TEST_F(CheckStreamTest, StopsAtItsDeadline) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(100));
  const auto stream = Open(context);
  stream->Write(StartOf());
  stream->Write(FrameOf(FakeFace(10, 10)));
  const Told told = TakeAll(*stream);
  EXPECT_EQ(told.status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(told.answers.empty());
  EXPECT_THAT(AwaitLogLine(), Not(HasSubstr("\"code\":\"OK\"")));
}

class CheckStreamOfAnEndingServer : public CheckStreamTest {
 protected:
  CheckStreamOfAnEndingServer() : CheckStreamTest({.linger = absl::Seconds(3)}) {}
};

TEST_F(CheckStreamOfAnEndingServer, IsToldWhyItEnds) {
  grpc::ClientContext context;
  const auto stream = Open(context);
  ASSERT_TRUE(stream->Write(StartOf()));
  ASSERT_TRUE(stream->Write(FrameOf(FakeFace(10, 10))));
  v1::CheckStreamResponse response;
  ASSERT_TRUE(stream->Read(&response));
  std::thread shutdown([this] { server_.server().Shutdown(absl::Seconds(30)); });
  while (stream->Write(FrameOf(FakeFace(10, 10)))) absl::SleepFor(absl::Milliseconds(1));
  const Told told = TakeAll(*stream);
  EXPECT_EQ(CodeAndReason(told.status), "UNAVAILABLE/SHUTTING_DOWN");
  EXPECT_THAT(AwaitLogLine(), HasSubstr("\"reason\":\"SHUTTING_DOWN\""));
  EXPECT_TRUE(told.answers.empty());
  shutdown.join();
}

TEST_F(CheckStreamTest, IsCancelledWhereItsClientIsSilentWhileTheServerShutsDown) {
  grpc::ClientContext context;
  const auto stream = Open(context);
  ASSERT_TRUE(stream->Write(StartOf()));
  server_.server().Shutdown(absl::Milliseconds(50));
  const Told told = TakeAll(*stream);
  EXPECT_FALSE(told.status.ok());
  EXPECT_TRUE(told.answers.empty());
}

class ShortCheckStreamTest : public CheckStreamTest {
 protected:
  ShortCheckStreamTest() : CheckStreamTest({.longest_stream = absl::Milliseconds(200)}) {}
};

TEST_F(ShortCheckStreamTest, EndsWhenItHasBeenOpenForTooLong) {
  grpc::ClientContext context;
  const auto stream = Open(context);
  ASSERT_TRUE(stream->Write(StartOf()));
  ASSERT_TRUE(stream->Write(FrameOf(FakeFace(10, 10))));
  const Told told = TakeAll(*stream);
  EXPECT_EQ(told.advice.size(), 1U);
  EXPECT_EQ(told.status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(told.answers.empty());
}

class CrowdedCheckStreamTest : public CheckStreamTest {
 protected:
  CrowdedCheckStreamTest() : CheckStreamTest({.lanes = 1, .queue_capacity = 1}) {}

  void AwaitQueueLength(int length) {
    v1::GetStatusResponse status;
    do {
      grpc::ClientContext context;
      EXPECT_TRUE(server_.admin().GetStatus(&context, {}, &status).ok());
    } while (status.queue_length() != length);
  }
};

TEST_F(CrowdedCheckStreamTest, IsRefusedAtItsStartAndToldWhenToComeBack) {
  grpc::ClientContext first_context;
  grpc::ClientContext second_context;
  const auto first = Open(first_context);
  const auto second = Open(second_context);
  // Answered, so they are open.
  for (const auto& stream : {first.get(), second.get()}) {
    ASSERT_TRUE(stream->Write(StartOf()));
    ASSERT_TRUE(stream->Write(FrameOf(FakeFace(10, 10))));
    v1::CheckStreamResponse response;
    ASSERT_TRUE(stream->Read(&response));
  }
  const Told refused = CheckFrames({FakeFace(10, 10)});
  EXPECT_EQ(CodeAndReason(refused.status), "RESOURCE_EXHAUSTED/QUEUE_FULL");
  EXPECT_EQ(RetryInfoOf(refused.status).retry_delay().seconds(), 1);

  for (const auto& stream : {first.get(), second.get()}) {
    ASSERT_TRUE(stream->Write(FrameOf(FakeFace(10, 10))));
    stream->WritesDone();
    EXPECT_EQ(TakeAll(*stream).answers.size(), 1U) << "who was let in is served to the end";
  }
  EXPECT_EQ(CodeAndReason(CheckFrames({FakeFace(10, 10)}).status), "OK")
      << "there are places again";
}

TEST_F(CrowdedCheckStreamTest, WaitsForItsTurnInsteadOfBeingRefusedMidway) {
  grpc::ClientContext context;
  const auto stream = Open(context);
  ASSERT_TRUE(stream->Write(StartOf()));
  ASSERT_TRUE(stream->Write(FrameOf(FakeFace(10, 10))));
  v1::CheckStreamResponse response;
  ASSERT_TRUE(stream->Read(&response));

  server_.gate().Close();
  std::vector<std::thread> others;
  for (int i = 0; i < 2; ++i) {
    others.emplace_back([this] {
      v1::IdentifyRequest request;
      request.add_images(FakeFace(10, 10));
      grpc::ClientContext other;
      v1::IdentifyResponse answer;
      EXPECT_TRUE(server_.match().Identify(&other, request, &answer).ok());
    });
    // One on the lane before the other comes, for which there is one place.
    server_.gate().AwaitWaiting(1);
  }
  AwaitQueueLength(1);
  ASSERT_TRUE(stream->Write(FrameOf(FakeFace(10, 10))));
  absl::SleepFor(absl::Milliseconds(50));
  server_.gate().Open();
  stream->WritesDone();
  EXPECT_EQ(CodeAndReason(TakeAll(*stream).status), "OK");
  for (std::thread& other : others) other.join();
}

}  // namespace
}  // namespace portcullis::testing
