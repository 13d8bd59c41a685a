#include "server/entry_cursors.h"

#include "gtest/gtest.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis::testing {
namespace {

TEST(EntryCursors, AreReadBackToTheNanosecond) {
  for (const absl::Time time :
       {absl::UnixEpoch(), absl::FromUnixNanos(1'700'000'000'123'456'789),
        absl::FromUnixSeconds(-62'135'596'800) + absl::Nanoseconds(1),
        absl::FromUnixSeconds(253'402'300'799) + absl::Nanoseconds(999'999'999)}) {
    const auto cursor = ParseCursor(FormatCursor({time, EntryId{42}}));
    ASSERT_OK(cursor);
    EXPECT_EQ(cursor->time, time);
    EXPECT_EQ(cursor->id, EntryId{42});
  }
}

TEST(EntryCursors, StandWhereTheOrderPutsTheEntry) {
  Entry entry{.id = EntryId{7}};
  entry.create_time = absl::FromUnixSeconds(1);
  entry.update_time = absl::FromUnixSeconds(2);
  entry.details.review_by = absl::FromUnixSeconds(3);
  EXPECT_EQ(CursorAt(entry, EntryOrder::kCreateTime).time, entry.create_time);
  EXPECT_EQ(CursorAt(entry, EntryOrder::kUpdateTime).time, entry.update_time);
  EXPECT_EQ(CursorAt(entry, EntryOrder::kReviewBy).time, entry.details.review_by);
  EXPECT_EQ(CursorAt(entry, EntryOrder::kId).id, entry.id);
}

TEST(EntryCursors, AreNothingElse) {
  for (const char* text : {"", "1", "1.2", "1.2 3", "x.2 0000000000001", "1.2 0000000000001 "}) {
    EXPECT_EQ(ParseCursor(text).status().code(), absl::StatusCode::kInternal) << text;
  }
}

}  // namespace
}  // namespace portcullis::testing
