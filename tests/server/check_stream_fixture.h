// A server with one person on a list, and a client of MatchService.CheckStream.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "tests/fakes/fake_encoder_parts.h"
#include "tests/server/check_messages.h"
#include "tests/server/server_under_test.h"

namespace portcullis::testing {

using CheckStream = grpc::ClientReaderWriter<v1::CheckStreamRequest, v1::CheckStreamResponse>;

/// What a client got.
struct Told {
  std::vector<v1::FrameAdvice> advice;
  std::vector<v1::CheckTravellerResponse> answers;
  grpc::Status status;
};

class CheckStreamTest : public ::testing::Test {
 protected:
  explicit CheckStreamTest(const ServerUnderTestOptions& options = {}) : server_(options) {
    entry_ = server_.Enroll(server_.CreateList("demo"), "Jane Roe", FakeFace(200, 200));
  }

  std::unique_ptr<CheckStream> Open(grpc::ClientContext& context) {
    return server_.match().CheckStream(&context);
  }

  /// Sends all, then takes all.
  Told Check(const std::vector<v1::CheckStreamRequest>& requests) {
    grpc::ClientContext context;
    const auto stream = Open(context);
    for (const v1::CheckStreamRequest& request : requests) {
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
    return TakeAll(*stream);
  }

  Told CheckFrames(const std::vector<std::string>& frames, const std::string& document = "") {
    std::vector<v1::CheckStreamRequest> requests = {StartOf(document)};
    for (const std::string& frame : frames) requests.push_back(FrameOf(frame));
    return Check(requests);
  }

  static Told TakeAll(CheckStream& stream) {
    Told told;
    v1::CheckStreamResponse response;
    while (stream.Read(&response)) {
      EXPECT_TRUE(told.answers.empty()) << "the answer is the last response";
      if (response.has_advice()) told.advice.push_back(response.advice());
      if (response.has_answer()) told.answers.push_back(response.answer());
    }
    told.status = stream.Finish();
    return told;
  }

  /// Nothing of a stream is left when its line is in the log.
  std::string AwaitLogLine() {
    while (true) {
      for (const std::string& line : server_.log()) {
        if (line.find("CheckStream") != std::string::npos) return line;
      }
      absl::SleepFor(absl::Milliseconds(1));
    }
  }

  ServerUnderTest server_;
  std::string entry_;
};

}  // namespace portcullis::testing
