#include "clients/cli/csv.h"

#include <gtest/gtest.h>

#include <sstream>

namespace portcullis::cli {
namespace {

using Record = std::vector<std::string>;

/// All records, or one with the error.
std::vector<Record> Read(const std::string& text) {
  std::istringstream in(text);
  CsvReader reader(in);
  std::vector<Record> records;
  while (true) {
    auto record = reader.Next();
    if (!record.ok()) return {{std::string(record.status().message())}};
    if (!record->has_value()) return records;
    records.push_back(**record);
  }
}

TEST(Csv, RecordsAreLinesAndFieldsAreSeparatedByCommas) {
  EXPECT_EQ(Read("a,b\nc,d\n"), (std::vector<Record>{{"a", "b"}, {"c", "d"}}));
  EXPECT_EQ(Read("a,b\r\nc,d"), (std::vector<Record>{{"a", "b"}, {"c", "d"}}));
  EXPECT_EQ(Read("a,,\n"), (std::vector<Record>{{"a", "", ""}}));
  EXPECT_EQ(Read(""), std::vector<Record>{});
}

TEST(Csv, QuotesHoldCommasQuotesAndEndsOfLines) {
  EXPECT_EQ(Read("\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\"\n"),
            (std::vector<Record>{{"a,b", "say \"hi\"", "two\r\nlines"}}));
  EXPECT_EQ(Read("\"\",x"), (std::vector<Record>{{"", "x"}}));
}

TEST(Csv, SkipsAByteOrderMarkAndEmptyLines) {
  EXPECT_EQ(Read("\xef\xbb\xbf"
                 "a\n\n\r\nb\n\n"),
            (std::vector<Record>{{"a"}, {"b"}}));
}

TEST(Csv, QuotesInTheWrongPlaceAreNamedWithTheirLine) {
  for (const auto& [text, line] : std::vector<std::pair<std::string, std::string>>{
           {"a\nb\"c\n", "line 2"}, {"\"a\"b\n", "line 1"}, {"a\n\nb,\"c\n\nd", "line 3"}}) {
    const std::vector<Record> records = Read(text);
    ASSERT_EQ(records.size(), 1U);
    EXPECT_NE(records[0][0].find("CSV_INVALID: " + line), std::string::npos) << records[0][0];
  }
}

TEST(Csv, TellsTheLineInWhichARecordBegins) {
  std::istringstream in("a\n\"b\nc\"\nd\n");
  CsvReader reader(in);
  std::vector<long> lines;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(reader.Next().ok());
    lines.push_back(reader.line());
  }
  EXPECT_EQ(lines, (std::vector<long>{1, 2, 4}));
}

TEST(Csv, WhatIsWrittenIsReadAgain) {
  const Record record = {"plain", "a,b", "say \"hi\"", "two\r\nlines", "", " space "};
  EXPECT_EQ(Read(CsvLine(record)), std::vector<Record>{record});
  EXPECT_EQ(CsvLine({"plain", "a,b"}), "plain,\"a,b\"\r\n");
}

}  // namespace
}  // namespace portcullis::cli
