#include "eval/csv_table.h"

#include <string>
#include <string_view>

#include "tests/fakes/status_matchers.h"
#include "tests/fakes/temporary_folder.h"

namespace portcullis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FailsWith;
using testing::MessageHas;

auto Refuses(std::string_view message) {
  return AllOf(FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid),
               MessageHas(std::string(message)));
}

TEST(ParseCsv, ReadsQuotesAsRfc4180HasThem) {
  const auto table = ParseCsv(
      "\xEF\xBB\xBFpath,person\r\n\"a,b.jpg\",\"Ann \"\"Bo\"\" C\"\r\n\n\"two\nlines\",x\n", "t");
  ASSERT_OK(table);
  EXPECT_THAT(table->columns, ElementsAre("path", "person"));
  EXPECT_THAT(table->rows,
              ElementsAre(ElementsAre("a,b.jpg", "Ann \"Bo\" C"), ElementsAre("two\nlines", "x")));
  EXPECT_THAT(table->line_of_row, ElementsAre(2, 4));
  EXPECT_EQ(table->ColumnOf("person"), 1);
  EXPECT_EQ(table->ColumnOf("age"), 2);
}

TEST(ParseCsv, ReadsALastLineWithoutAnEnd) {
  const auto table = ParseCsv("a,b\n1,2", "t");
  ASSERT_OK(table);
  EXPECT_THAT(table->rows, ElementsAre(ElementsAre("1", "2")));
}

TEST(ParseCsv, NamesTheLineAndTheProblem) {
  EXPECT_THAT(ParseCsv("a,b\n1,2\n3\n", "t"), Refuses("t:3: 1 cells, the header has 2"));
  EXPECT_THAT(ParseCsv("a,b\n1,\n", "t"), Refuses("t:2: the cell of column b is empty"));
  EXPECT_THAT(ParseCsv("a,a\n1,2\n", "t"), Refuses("t:1: column a appears twice"));
  EXPECT_THAT(ParseCsv("a,\n1,2\n", "t"), Refuses("t:1: a column has no name"));
  EXPECT_THAT(ParseCsv("a,b\n1,\"2\n3,4\n", "t"), Refuses("t:2: a quote is never closed"));
  EXPECT_THAT(ParseCsv("a,b\n1,\"2\"x\n", "t"), Refuses("t:2: text after a closing quote"));
  EXPECT_THAT(ParseCsv("a,b\n1,2\"\n", "t"), Refuses("t:2: a quote in a field without quotes"));
  EXPECT_THAT(ParseCsv("a,b\n", "t"), Refuses("no row below the header"));
  EXPECT_THAT(ParseCsv("", "t"), Refuses("no row below the header"));
}

TEST(ReadCsv, NamesAFileThatIsNotThere) {
  EXPECT_EQ(ReadCsv("/nonexistent.csv").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace portcullis
