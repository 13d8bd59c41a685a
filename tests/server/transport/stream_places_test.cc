#include "server/transport/stream_places.h"

#include <optional>
#include <utility>

#include "gtest/gtest.h"
#include "server/transport/retry_delay.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis::testing {
namespace {

TEST(StreamPlaces, AreGivenBackWhenTheStreamsEnd) {
  StreamPlaces places(2);
  auto first = places.Take();
  ASSERT_OK(first);
  {
    const auto second = places.Take();
    ASSERT_OK(second);
    const auto third = places.Take();
    EXPECT_THAT(third, FailsWith(absl::StatusCode::kResourceExhausted, ErrorReason::kQueueFull));
    EXPECT_TRUE(RetryDelayOf(third.status()).has_value());
  }
  ASSERT_OK(places.Take());
  std::optional<StreamPlaces::Place> moved(*std::move(first));
  const auto other = places.Take();
  ASSERT_OK(other);
  EXPECT_FALSE(places.Take().ok()) << "a place that was moved is still taken";
  moved.reset();
  EXPECT_OK(places.Take());
}

}  // namespace
}  // namespace portcullis::testing
