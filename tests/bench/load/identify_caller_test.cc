#include "bench/load/identify_caller.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "fmt/format.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "gtest/gtest.h"
#include "portcullis/v1/match.grpc.pb.h"

namespace portcullis {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

grpc::Status Refusal() {
  google::rpc::ErrorInfo info;
  info.set_reason("QUEUE_FULL");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  return {grpc::StatusCode::RESOURCE_EXHAUSTED, "full", details.SerializeAsString()};
}

/// Serves the image "face", refuses "crowd", fails without details on "broken".
class SmallService : public v1::MatchService::Service {
 public:
  grpc::Status Identify(grpc::ServerContext* context, const v1::IdentifyRequest* request,
                        v1::IdentifyResponse* response) override {
    {
      const absl::MutexLock lock(&mutex_);
      images_.push_back(request->images(0));
      peers_.insert(context->peer());
    }
    if (request->images(0) == "crowd") return Refusal();
    if (request->images(0) == "broken") return {grpc::StatusCode::INTERNAL, "broken"};
    response->set_outcome(v1::OUTCOME_REFER);
    response->mutable_context()->mutable_timings()->set_embed_ms(4.5);
    return grpc::Status::OK;
  }

  std::vector<std::string> images() const {
    const absl::ReaderMutexLock lock(&mutex_);
    return images_;
  }
  std::set<std::string> peers() const {
    const absl::ReaderMutexLock lock(&mutex_);
    return peers_;
  }

 private:
  mutable absl::Mutex mutex_;
  std::vector<std::string> images_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> peers_ ABSL_GUARDED_BY(mutex_);
};

class SmallServer {
 public:
  SmallServer() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(&service);
    server_ = builder.BuildAndStart();
  }
  std::string address() const { return fmt::format("127.0.0.1:{}", port_); }

  SmallService service;

 private:
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

Answer AnswerTo(IdentifyCaller& caller, std::size_t number) {
  Answer answer;
  absl::Notification done;
  caller.Call(number, [&](const Answer& given) {
    answer = given;
    done.Notify();
  });
  done.WaitForNotification();
  return answer;
}

TEST(IdentifyCaller, TellsTheOutcomeAndTheStepsOfAnAnswer) {
  SmallServer server;
  IdentifyCaller caller({.address = server.address(), .images = {"face"}});
  ASSERT_TRUE(caller.Connect(std::chrono::seconds(10)));
  const Answer answer = AnswerTo(caller, 0);
  EXPECT_EQ(answer.status, "OK");
  EXPECT_EQ(answer.outcome, "OUTCOME_REFER");
  EXPECT_EQ(answer.steps_ms.at("embed"), 4.5);
}

TEST(IdentifyCaller, TellsTheReasonOfARefusal) {
  SmallServer server;
  IdentifyCaller caller({.address = server.address(), .images = {"crowd", "broken"}});
  EXPECT_EQ(AnswerTo(caller, 0).status, "RESOURCE_EXHAUSTED/QUEUE_FULL");
  EXPECT_EQ(AnswerTo(caller, 1).status, "INTERNAL");
}

TEST(IdentifyCaller, SendsItsImagesInTurnOnAllItsConnections) {
  SmallServer server;
  IdentifyCaller caller(
      {.address = server.address(), .images = {"face", "crowd"}, .connections = 3});
  ASSERT_TRUE(caller.Connect(std::chrono::seconds(10)));
  for (std::size_t number = 0; number < 4; ++number) AnswerTo(caller, number);
  EXPECT_THAT(server.service.images(), ElementsAre("face", "crowd", "face", "crowd"));
  EXPECT_THAT(server.service.peers(), SizeIs(3));
}

TEST(IdentifyCaller, IsToldWhenNobodyListens) {
  std::string address;
  {
    const SmallServer gone;
    address = gone.address();
  }
  IdentifyCaller caller({.address = address, .images = {"face"}});
  EXPECT_FALSE(caller.Connect(std::chrono::milliseconds(100)));
  EXPECT_EQ(AnswerTo(caller, 0).status, "UNAVAILABLE");
}

}  // namespace
}  // namespace portcullis
