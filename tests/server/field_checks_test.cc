#include "server/field_checks.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis::testing {
namespace {

const auto kIsInvalid = FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid);

TEST(FieldChecks, AcceptTextOfEveryScript) {
  for (const char* text :
       {"", "Zo\xc3\xab", "\xd0\x9c\xd0\xb0\xd1\x80\xd0\xb8\xd1\x8f", "\xe9\x99\xb3",
        "\xf0\x9f\x99\x82", "\xc2\xa0", "\xed\x9f\xbf", "\xee\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_OK(CheckOptionalText(text, 100, "field")) << text;
  }
}

TEST(FieldChecks, RefuseWhatIsNotUtf8) {
  for (const char* text : {"\x80", "\xff", "\xc3", "\xc3(", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\x80",
                           "\xe2\x82", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf0\x9f\x99",
                           "\xf4\x90\x80\x80", "\xf8\x88\x80\x80"}) {
    EXPECT_THAT(CheckOptionalText(text, 100, "field"), kIsInvalid) << text;
    EXPECT_THAT(CheckOptionalText(text, 100, "field", TextForm::kProse), kIsInvalid) << text;
  }
}

TEST(FieldChecks, RefuseControlCharacters) {
  for (int c = 0; c < 0x20; ++c) {
    const std::string text = {'a', static_cast<char>(c), 'b'};
    EXPECT_THAT(CheckOptionalText(text, 100, "field"), kIsInvalid) << c;
    const bool allowed = c == '\n' || c == '\t';
    EXPECT_EQ(CheckOptionalText(text, 100, "field", TextForm::kProse).ok(), allowed) << c;
  }
  for (const char* text : {"\x7f", "\xc2\x80", "\xc2\x9f"}) {
    EXPECT_THAT(CheckOptionalText(text, 100, "field"), kIsInvalid);
    EXPECT_THAT(CheckOptionalText(text, 100, "field", TextForm::kProse), kIsInvalid);
  }
}

TEST(FieldChecks, CountBytesAndNameTheFieldAndNotTheValue) {
  EXPECT_OK(CheckRequiredText("abc", 3, "field"));
  const absl::Status too_long = CheckRequiredText("secret", 3, "entry.display_name");
  EXPECT_THAT(too_long, kIsInvalid);
  EXPECT_EQ(too_long.message(), "entry.display_name has 6 bytes, limit is 3");
  EXPECT_EQ(CheckRequiredText("", 3, "field").message(), "field is empty");
}

TEST(FieldChecks, TellNoRevisionFromAWrongOne) {
  EXPECT_EQ(*ExpectedRevision(0), std::nullopt);
  EXPECT_EQ(*ExpectedRevision(3), Revision{3});
  EXPECT_THAT(ExpectedRevision(-1), kIsInvalid);
}

}  // namespace
}  // namespace portcullis::testing
