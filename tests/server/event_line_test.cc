#include "server/event_line.h"

#include "gtest/gtest.h"

namespace portcullis {
namespace {

RecallEvent Event(RecallChange change, const absl::Status& failure = absl::OkStatus()) {
  RecallEvent event;
  event.change = change;
  event.failure = failure;
  return event;
}

TEST(EventLine, WarnsWhenTheApproximateSearchIsOffOrFails) {
  EXPECT_TRUE(IsWarning(Event(RecallChange::kLost)));
  EXPECT_TRUE(IsWarning(Event(RecallChange::kNotEarned, absl::InternalError("broken"))));
}

TEST(EventLine, DoesNotWarnOfATrialThatGoesOn) {
  EXPECT_FALSE(IsWarning(Event(RecallChange::kEarned)));
  EXPECT_FALSE(IsWarning(Event(RecallChange::kNotEarned)));
}

}  // namespace
}  // namespace portcullis
