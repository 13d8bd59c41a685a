#include "server/transport/open_calls.h"

#include <memory>
#include <thread>

#include "absl/time/clock.h"
#include "gtest/gtest.h"

namespace portcullis::testing {
namespace {

TEST(OpenCalls, AreAwaitedUntilTheLastHasEnded) {
  OpenCalls calls;
  auto first = std::make_unique<OpenCalls::Stay>(calls);
  auto second = std::make_unique<OpenCalls::Stay>(calls);
  first.reset();
  EXPECT_FALSE(calls.AwaitEnd(absl::InfinitePast())) << "one is open";
  std::thread ending([&second] { second.reset(); });
  EXPECT_TRUE(calls.AwaitEnd(absl::InfiniteFuture()));
  ending.join();
}

TEST(OpenCalls, ThatComeWhileTheServerEndsAreNotAwaited) {
  OpenCalls calls;
  EXPECT_TRUE(calls.AwaitEnd(absl::InfinitePast()));
  {
    const OpenCalls::Stay late(calls);
    EXPECT_TRUE(calls.AwaitEnd(absl::InfinitePast()));
  }
  EXPECT_TRUE(calls.AwaitEnd(absl::InfinitePast())) << "nor do they count when they go";
}

}  // namespace
}  // namespace portcullis::testing
