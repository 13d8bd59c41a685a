#include "clients/cli/times.h"

#include <gtest/gtest.h>

namespace portcullis::cli {
namespace {

TEST(ParseTime, ADateIsItsBeginInUtc) { EXPECT_EQ(ParseTime("2027-06-01")->seconds(), 1811808000); }

TEST(ParseTime, TakesRfc3339WithAnyOffset) {
  EXPECT_EQ(ParseTime("2027-06-01T00:00:00Z")->seconds(), 1811808000);
  EXPECT_EQ(ParseTime("2027-06-01T02:00:00+02:00")->seconds(), 1811808000);
}

TEST(ParseTime, RefusesWhatIsNoTime) {
  for (const char* text : {"", "soon", "2027-02-30", "2027-6-1", "01.06.2027", "2027-06-01T00:00",
                           "2027-06-01 00:00:00"}) {
    EXPECT_EQ(std::string(ParseTime(text).status().message()).rfind("FIELD_INVALID: ", 0), 0U)
        << text;
    EXPECT_NE(TimeUsageError(text), "") << text;
  }
}

TEST(FormatRfc3339, OfNoTimeIsNothing) {
  google::protobuf::Timestamp time;
  time.set_seconds(1811808000);
  EXPECT_EQ(FormatRfc3339(true, time), "2027-06-01T00:00:00Z");
  EXPECT_EQ(FormatRfc3339(false, time), "");
}

}  // namespace
}  // namespace portcullis::cli
