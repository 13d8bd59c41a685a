#include "matcher/core/ids.h"

#include <cstdint>
#include <limits>
#include <string>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

TEST(EntryIdText, ReadsBackWhatItWrote) {
  for (const std::int64_t value :
       {std::int64_t{1}, std::int64_t{31}, std::int64_t{32}, std::int64_t{0x123456789ABCDEF},
        std::numeric_limits<std::int64_t>::max()}) {
    const std::string text = FormatEntryId(EntryId{value});
    EXPECT_EQ(text.size(), 13U);
    EXPECT_EQ(ParseEntryId(text), EntryId{value}) << text;
  }
}

TEST(EntryIdText, SortsLikeTheNumber) {
  EXPECT_LT(FormatEntryId(EntryId{31}), FormatEntryId(EntryId{32}));
  EXPECT_LT(FormatEntryId(EntryId{1}), FormatEntryId(EntryId{std::int64_t{1} << 60}));
}

TEST(EntryIdText, RefusesEverythingElse) {
  for (const char* text :
       {"", "0", "0000000000000", "000000000000", "00000000000001", "000000000000I",
        "000000000000o", "zzzzzzzzzzzzz", "8000000000000", "-000000000001", "000000000000\n"}) {
    EXPECT_FALSE(ParseEntryId(text)) << text;
  }
}

TEST(ListIdText, AcceptsWhatAip122Allows) {
  for (const char* text : {"a", "demo", "wanted-persons-2", "a1"}) {
    EXPECT_TRUE(IsValidListId(text)) << text;
  }
  EXPECT_TRUE(IsValidListId(std::string(63, 'a')));
}

TEST(ListIdText, RefusesEverythingElse) {
  for (const char* text : {"", "1a", "-a", "a-", "A", "a b", "a/b", "\xC3\xA4"}) {
    EXPECT_FALSE(IsValidListId(text)) << text;
  }
  EXPECT_FALSE(IsValidListId(std::string(64, 'a')));
}

}  // namespace
}  // namespace portcullis
