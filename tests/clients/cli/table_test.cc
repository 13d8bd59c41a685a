#include "clients/cli/table.h"

#include <gtest/gtest.h>

#include <sstream>

namespace portcullis::cli {
namespace {

TEST(Table, AlignsColumnsAndLeavesNoSpacesAtTheEnd) {
  Table table({{"n", Table::Align::kRight}, {"name"}});
  table.AddRow({"1", "Ana"});
  table.AddRow({"12", "B"});
  std::ostringstream out;
  table.Print(out, /*colours=*/false);
  EXPECT_EQ(out.str(), " n  name\n 1  Ana\n12  B\n");
}

TEST(Table, CountsLettersAndNotBytes) {
  Table table({{"name"}, {"x"}});
  table.AddRow({"Zoë", "1"});
  table.AddRow({"Anna", "2"});
  std::ostringstream out;
  table.Print(out, /*colours=*/false);
  EXPECT_EQ(out.str(), "name  x\nZoë   1\nAnna  2\n");
}

TEST(Table, ColoursRowsOnlyWhereAsked) {
  Table table({{"a"}});
  table.AddRow({"b"}, Colour::kRed);
  std::ostringstream plain;
  table.Print(plain, /*colours=*/false);
  EXPECT_EQ(plain.str().find('\033'), std::string::npos);
  std::ostringstream coloured;
  table.Print(coloured, /*colours=*/true);
  EXPECT_NE(coloured.str().find("\033[31mb\033[0m\n"), std::string::npos);
}

}  // namespace
}  // namespace portcullis::cli
