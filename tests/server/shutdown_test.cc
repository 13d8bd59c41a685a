// What clients see of a server that ends.
#include <future>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "gtest/gtest.h"
#include "tests/server/identify_calls.h"
#include "tests/server/server_under_test.h"

namespace portcullis::testing {
namespace {

// Answers of grpc.health.v1.Health, whose only field is the status.
constexpr char kServing[] = "\x08\x01";
constexpr char kNotServing[] = "\x08\x02";

std::string BytesOf(grpc::ByteBuffer& message) {
  grpc::Slice bytes;
  EXPECT_TRUE(message.DumpToSingleSlice(&bytes).ok());
  return {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
}

/// A client that wants to be told for as long as there is something to tell, as load balancers do.
class HealthWatch : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  explicit HealthWatch(const std::shared_ptr<grpc::Channel>& channel) : stub_(channel) {
    stub_.PrepareBidiStreamingCall(&context_, "/grpc.health.v1.Health/Watch", grpc::StubOptions(),
                                   this);
    StartWriteLast(&request_, grpc::WriteOptions());
    StartRead(&response_);
    StartCall();
  }

  ~HealthWatch() override {
    context_.TryCancel();
    done_.WaitForNotification();
  }

  std::string last() const {
    const absl::MutexLock lock(&mutex_);
    return last_;
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    {
      const absl::MutexLock lock(&mutex_);
      last_ = BytesOf(response_);
    }
    StartRead(&response_);
  }
  void OnDone(const grpc::Status&) override { done_.Notify(); }

 private:
  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  const grpc::ByteBuffer request_{nullptr, 0};
  grpc::ByteBuffer response_;
  mutable absl::Mutex mutex_;
  std::string last_ ABSL_GUARDED_BY(mutex_);
  absl::Notification done_;
};

void AwaitHealth(const HealthWatch& watch, const std::string& health) {
  while (watch.last() != health) absl::SleepFor(absl::Milliseconds(1));
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
  const HealthWatch watch(server_.channel());
  AwaitHealth(watch, kServing);
  auto shutdown = ShutDownInBackground(absl::Hours(1));
  AwaitHealth(watch, kNotServing);
  grpc::ClientContext late;
  EXPECT_EQ(CodeAndReason(Identify(server_, late)), "UNAVAILABLE/SHUTTING_DOWN");
  server_.gate().Open();
  EXPECT_TRUE(running_.get().ok());
  shutdown.get();  // does not wait for who watches
}

TEST_F(Shutdown, CancelsWhatTakesTooLong) {
  auto shutdown = ShutDownInBackground(absl::Milliseconds(50));
  EXPECT_NE(running_.get().error_code(), grpc::StatusCode::OK);
  server_.gate().Open();
  shutdown.get();
}

}  // namespace
}  // namespace portcullis::testing
