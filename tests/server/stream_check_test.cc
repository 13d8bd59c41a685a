// The order of a stream, and its races, without a connection.
#include "server/stream_check.h"

#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "matcher/index/flat_reference_index.h"
#include "store/memory/memory_check_log.h"
#include "tests/fakes/fake_calibration.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/fakes/fake_policy.h"
#include "tests/fakes/gated_decoder.h"
#include "tests/fakes/status_matchers.h"
#include "tests/server/check_messages.h"
#include "tests/server/fake_check_wire.h"

namespace portcullis::testing {
namespace {

using absl::StatusCode;

/// A stream, and what belongs to its call.
struct Stream {
  std::shared_ptr<FakeCheckWire> wire;
  std::unique_ptr<Rpc> rpc;
  std::shared_ptr<StreamCheck> check;
};

class StreamCheckTest : public ::testing::Test {
 protected:
  static constexpr std::size_t kLanes = 2;
  static constexpr std::size_t kQueue = 3;

  StreamCheckTest() {
    const ListId list{"demo"};
    gallery_.PutList(list);
    EXPECT_OK(gallery_.PutEntry(
        {EntryId{1}, {list}, {{ReferenceId{1}, Embedding(kFakeModel, {100, 100})}}}));
    gallery_.MarkComplete(Sequence{2});
  }

  ~StreamCheckTest() override { gate_.Open(); }

  Stream Open(absl::Time deadline = absl::InfiniteFuture()) {
    Stream stream;
    stream.wire = std::make_shared<FakeCheckWire>(events_);
    stream.rpc = std::make_unique<Rpc>("/portcullis.v1.MatchService/CheckStream", "trace", Caller{},
                                       [wire = stream.wire.get()] { return wire->Wanted(); });
    stream.check = std::make_shared<StreamCheck>(stream.wire, *stream.rpc,
                                                 StreamCheck::Parts{lanes_, screening_, deadline});
    stream.wire->Attach(stream.check);
    stream.check->Begin();
    return stream;
  }

  /// Started, and that was served.
  Stream OpenStarted() {
    Stream stream = Open();
    stream.wire->Send(StartOf());
    while (stream.wire->reads() < 2) absl::SleepFor(absl::Milliseconds(1));
    return stream;
  }

  static std::vector<int> FrameNumbers(const FakeCheckWire& wire) {
    std::vector<int> numbers;
    for (const v1::CheckStreamResponse& response : wire.responses()) {
      if (response.has_advice()) numbers.push_back(response.advice().frame());
    }
    return numbers;
  }

  static int Answers(const FakeCheckWire& wire) {
    int answers = 0;
    for (const v1::CheckStreamResponse& response : wire.responses())
      answers += response.has_answer();
    return answers;
  }

  int Records() {
    recorder_.Flush();
    int records = 0;
    EXPECT_OK(log_.VisitChecks(absl::InfinitePast(), absl::InfiniteFuture(),
                               [&records](const CheckRecord& /*record*/) {
                                 ++records;
                                 return absl::OkStatus();
                               }));
    return records;
  }

  Gate gate_;
  EventThread events_;
  Gallery gallery_{*CreateFlatReferenceIndex(kFakeModel, 2)};
  PolicyInForce policy_{ApprovedVersion(Policy{}), [] { return absl::Now(); }};
  MemoryCheckLog log_;
  CheckRecorder recorder_{log_};
  Screening screening_{gallery_, FakeCalibration(), policy_, recorder_};
  LanePool lanes_{MakeGatedEncoders(kLanes, gate_), {.queue_capacity = kQueue}};
};

TEST_F(StreamCheckTest, AdvisesOnEachFrameInOrderAndAnswersOnceAtTheEnd) {
  const Stream stream = Open();
  stream.wire->Send(StartOf(FakeFace(100, 100)));
  for (int i = 0; i < 20; ++i) stream.wire->Send(FrameOf(FakeFace(100, 101)));
  stream.wire->HalfClose();
  EXPECT_OK(stream.wire->AwaitEnd());
  std::vector<int> expected(20);
  std::iota(expected.begin(), expected.end(), 1);
  EXPECT_EQ(FrameNumbers(*stream.wire), expected);
  const auto responses = stream.wire->responses();
  ASSERT_EQ(responses.size(), 21U);
  const v1::CheckTravellerResponse& answer = responses.back().answer();
  EXPECT_EQ(answer.outcome(), v1::OUTCOME_REFER);
  EXPECT_EQ(answer.verification(), v1::VERIFICATION_MATCH);
  EXPECT_EQ(answer.frames_used(), 8);
  EXPECT_EQ(stream.wire->ends(), 1);
}

TEST_F(StreamCheckTest, ReadsTheNextFrameOnlyWhenTheLastOneIsAnswered) {
  const Stream stream = OpenStarted();
  gate_.Close();
  stream.wire->Send(FrameOf(FakeFace(1, 1)));
  stream.wire->Send(FrameOf(FakeFace(1, 1)));
  gate_.AwaitWaiting(1);
  EXPECT_EQ(stream.wire->reads(), 2) << "start and the first frame";
  gate_.Open();
  stream.wire->HalfClose();
  EXPECT_OK(stream.wire->AwaitEnd());
}

TEST_F(StreamCheckTest, ServesNobodyWhoDoesNotTakeHisAdvice) {
  const Stream stream = OpenStarted();
  stream.wire->SetTaking(false);
  for (int i = 0; i < 5; ++i) stream.wire->Send(FrameOf(FakeFace(1, 1)));
  stream.wire->AwaitResponses(1);
  absl::SleepFor(absl::Milliseconds(20));
  EXPECT_EQ(stream.wire->reads(), 2);
  EXPECT_EQ(gate_.passed(), 1);
  stream.wire->SetTaking(true);
  stream.wire->HalfClose();
  EXPECT_OK(stream.wire->AwaitEnd());
  EXPECT_EQ(FrameNumbers(*stream.wire).size(), 5U);
}

TEST_F(StreamCheckTest, IsCutOffWhileItsClientDoesNotTakeAdvice) {
  const Stream stream = OpenStarted();
  stream.wire->SetTaking(false);
  stream.wire->Send(FrameOf(FakeFace(1, 1)));
  stream.wire->AwaitResponses(1);
  stream.check->Stop(absl::DeadlineExceededError("too long"));
  EXPECT_EQ(stream.wire->AwaitEnd().code(), StatusCode::kDeadlineExceeded);
}

TEST_F(StreamCheckTest, EndsAtOnceWhenTheClientGoesBetweenTwoFrames) {
  const Stream stream = OpenStarted();
  stream.wire->Cancel();
  EXPECT_EQ(stream.wire->AwaitEnd().code(), StatusCode::kCancelled);
  EXPECT_EQ(gate_.passed(), 0);
}

TEST_F(StreamCheckTest, EndsAfterTheStepInProgressWhenTheClientGoesMeanwhile) {
  const Stream stream = OpenStarted();
  gate_.Close();
  stream.wire->Send(FrameOf(FakeFace(1, 1)));
  gate_.AwaitWaiting(1);
  stream.wire->Cancel();
  gate_.Open();
  EXPECT_EQ(stream.wire->AwaitEnd().code(), StatusCode::kCancelled);
  EXPECT_TRUE(stream.wire->responses().empty());
}

TEST_F(StreamCheckTest, TakesABrokenConnectionForNoEndOfTheFrames) {
  const Stream stream = OpenStarted();
  stream.wire->Send(FrameOf(FakeFace(1, 1)));
  stream.wire->AwaitResponses(1);
  stream.wire->Cancel();
  stream.wire->HalfClose();
  EXPECT_EQ(stream.wire->AwaitEnd().code(), StatusCode::kCancelled);
  EXPECT_EQ(Answers(*stream.wire), 0);
  EXPECT_EQ(Records(), 0);
}

TEST_F(StreamCheckTest, EndsWithTheServer) {
  const Stream stream = OpenStarted();
  lanes_.Refuse();
  stream.wire->Send(FrameOf(FakeFace(1, 1)));
  EXPECT_THAT(stream.wire->AwaitEnd(),
              FailsWith(StatusCode::kUnavailable, ErrorReason::kShuttingDown));
}

TEST_F(StreamCheckTest, FindsTheLanesFullAtItsStartOrNotAtAll) {
  const Stream admitted = OpenStarted();
  gate_.Close();
  std::vector<Stream> others;
  for (std::size_t i = 0; i < kLanes + kQueue; ++i) {
    others.push_back(Open());
    others.back().wire->Send(StartOf(FakeFace(1, 1)));
  }
  gate_.AwaitWaiting(kLanes);
  while (lanes_.load().queue_length < kQueue) absl::SleepFor(absl::Milliseconds(1));

  const Stream late = Open();
  late.wire->Send(StartOf());
  EXPECT_THAT(late.wire->AwaitEnd(),
              FailsWith(StatusCode::kResourceExhausted, ErrorReason::kQueueFull));

  admitted.wire->Send(FrameOf(FakeFace(1, 1)));
  gate_.Open();
  admitted.wire->HalfClose();
  EXPECT_OK(admitted.wire->AwaitEnd());
  for (const Stream& other : others) other.wire->HalfClose();
  for (const Stream& other : others) {
    EXPECT_THAT(other.wire->AwaitEnd(),
                FailsWith(StatusCode::kInvalidArgument, ErrorReason::kImageMissing));
  }
}

TEST_F(StreamCheckTest, IsRefusedAtItsStartIfItsClientWouldBeGoneBeforeItsTurn) {
  gate_.Close();
  std::vector<Stream> others;
  for (std::size_t i = 0; i < 2 * kLanes; ++i) {
    others.push_back(Open());
    others.back().wire->Send(StartOf(FakeFace(1, 1)));
  }
  while (lanes_.load().queue_length < kLanes) absl::SleepFor(absl::Milliseconds(1));

  // Before the first job is done each is taken to need 100 ms: 150 ms of waiting and 100 of work.
  const Stream hurried = Open(absl::Now() + absl::Milliseconds(240));
  hurried.wire->Send(StartOf());
  EXPECT_THAT(hurried.wire->AwaitEnd(),
              FailsWith(StatusCode::kResourceExhausted, ErrorReason::kQueueFull));
  others.push_back(Open(absl::Now() + absl::Minutes(1)));
  others.back().wire->Send(StartOf(FakeFace(1, 1)));

  gate_.Open();
  for (const Stream& other : others) other.wire->HalfClose();
  for (const Stream& other : others) {
    EXPECT_THAT(other.wire->AwaitEnd(),
                FailsWith(StatusCode::kInvalidArgument, ErrorReason::kImageMissing));
  }
}

TEST_F(StreamCheckTest, EndsOnceHoweverItsEndsMeet) {
  std::mt19937 random(7);
  std::vector<Stream> streams;
  std::vector<std::thread> clients;
  for (int i = 0; i < 60; ++i) {
    Stream& stream = streams.emplace_back(Open());
    stream.wire->Send(StartOf());
    clients.emplace_back([wire = stream.wire, frames = random() % 6, cancels = random() % 2 == 0,
                          pause_us = random() % 2000] {
      for (unsigned frame = 0; frame < frames; ++frame) wire->Send(FrameOf(FakeFace(1, 1)));
      absl::SleepFor(absl::Microseconds(pause_us));
      if (cancels) wire->Cancel();
      wire->HalfClose();
    });
    if (i % 4 == 0) stream.check->Stop(absl::DeadlineExceededError("too long"));
  }
  for (std::thread& client : clients) client.join();
  for (const Stream& stream : streams) {
    EXPECT_NE(stream.wire->AwaitEnd().code(), StatusCode::kInternal);
  }
  lanes_.Drain();
  for (const Stream& stream : streams) {
    EXPECT_EQ(stream.wire->ends(), 1);
    EXPECT_LE(Answers(*stream.wire), 1);
  }
}

TEST_F(StreamCheckTest, LeavesNothingBehind) {
  std::weak_ptr<StreamCheck> check;
  {
    const Stream stream = OpenStarted();
    check = stream.check;
    stream.wire->Send(FrameOf(FakeFace(1, 1)));
    stream.wire->HalfClose();
    EXPECT_OK(stream.wire->AwaitEnd());
    lanes_.Drain();
  }
  EXPECT_TRUE(check.expired());
}

}  // namespace
}  // namespace portcullis::testing
