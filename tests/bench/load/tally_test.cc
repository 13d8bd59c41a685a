#include "bench/load/tally.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace portcullis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::Pair;

constexpr char kQueueFull[] = "RESOURCE_EXHAUSTED/QUEUE_FULL";

CallTimes At(int due_ms, int sent_ms, int answered_ms) {
  return {milliseconds(due_ms), milliseconds(sent_ms), milliseconds(answered_ms)};
}

TEST(Tally, CountsLatencyFromTheTimeAtWhichTheCallWasDue) {
  Tally tally({.from = seconds(0), .to = seconds(10)});
  // The generator was held up for 400 ms: the traveller waited for them all the same.
  tally.Add(At(100, 500, 530), {.status = "OK", .outcome = "OUTCOME_CLEAR"});
  const TallySummary summary = tally.Summary();
  EXPECT_EQ(summary.statuses.at("OK").since_due.max, 430);
  EXPECT_EQ(summary.statuses.at("OK").since_sent.max, 30);
  EXPECT_EQ(summary.lateness.max, 400);
}

TEST(Tally, KeepsRefusedCallsApartFromThoseThatWereServed) {
  Tally tally({.from = seconds(0), .to = seconds(10)});
  tally.Add(At(0, 0, 80), {.status = "OK", .outcome = "OUTCOME_REFER"});
  tally.Add(At(10, 10, 12), {.status = kQueueFull});
  tally.Add(At(20, 20, 23), {.status = kQueueFull});
  const TallySummary summary = tally.Summary();
  EXPECT_EQ(summary.due, 3U);
  EXPECT_EQ(summary.statuses.at("OK").since_due.count, 1U);
  EXPECT_EQ(summary.statuses.at(kQueueFull).since_due.count, 2U);
  EXPECT_EQ(summary.statuses.at(kQueueFull).since_due.max, 3);
  EXPECT_THAT(summary.outcomes, ElementsAre(Pair("OUTCOME_REFER", 1U)));
}

TEST(Tally, CountsAsGoodWhatIsAnsweredInTheWindowHoweverEarlyItWasDue) {
  Tally tally({.from = seconds(1), .to = seconds(3)});
  tally.Add(At(500, 500, 900), {.status = "OK"});   // answered before
  tally.Add(At(500, 500, 1500), {.status = "OK"});  // due before, answered within
  tally.Add(At(1600, 1600, 1700), {.status = "OK"});
  tally.Add(At(2900, 2900, 3100), {.status = "OK"});  // due within, answered after
  tally.Add(At(2000, 2000, 2001), {.status = kQueueFull});
  const TallySummary summary = tally.Summary();
  EXPECT_EQ(summary.ok_per_s, 1);  // 2 in 2 s
  EXPECT_EQ(summary.answered_ok, 4U);
  EXPECT_EQ(summary.statuses.at("OK").since_due.count, 2U);
}

TEST(Tally, LosesNoCallThatWasDue) {
  Tally tally({.from = seconds(1), .to = seconds(2)});
  tally.Add(At(1000, 1000, 1010), {.status = "OK"});
  tally.Add(At(1500, 1500, 1510), {.status = "DEADLINE_EXCEEDED"});
  tally.AddUnsent(milliseconds(1700));
  tally.AddUnsent(milliseconds(2500));  // after the window
  const TallySummary summary = tally.Summary();
  EXPECT_EQ(summary.due, 3U);
  EXPECT_EQ(summary.unsent, 1U);
}

TEST(Tally, AveragesTheStepsOfTheCallsThatWereServed) {
  Tally tally({.from = seconds(0), .to = seconds(1)});
  tally.Add(At(0, 0, 10), {.status = "OK", .outcome = "A", .steps_ms = {{"embed", 4}}});
  tally.Add(At(0, 0, 10), {.status = "OK", .outcome = "A", .steps_ms = {{"embed", 8}}});
  tally.Add(At(0, 0, 1), {.status = kQueueFull});
  EXPECT_THAT(tally.Summary().mean_steps_ms, ElementsAre(Pair("embed", 6)));
}

}  // namespace
}  // namespace portcullis
