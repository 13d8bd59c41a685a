#include "server/page_tokens.h"

#include <cctype>
#include <string>

#include "gtest/gtest.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using ::portcullis::testing::FailsWith;

const auto kIsInvalid =
    FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kPageTokenInvalid);

TEST(PageTokens, GiveBackTheLastId) {
  const PageTokens tokens;
  EXPECT_EQ(*tokens.Parse("lists", tokens.Make("lists", "demo")), "demo");
}

TEST(PageTokens, StartAtTheFirstPageWhenEmpty) { EXPECT_EQ(*PageTokens().Parse("lists", ""), ""); }

TEST(PageTokens, AreSafeInAnUrl) {
  const PageTokens tokens;
  for (int i = 0; i < 100; ++i) {
    for (const char c : tokens.Make("lists", std::to_string(i))) {
      EXPECT_TRUE(std::isalnum(c) != 0 || c == '-' || c == '_') << c;
    }
  }
}

TEST(PageTokens, ServeOnlyTheQueryThatTheyWereMadeFor) {
  const PageTokens tokens;
  EXPECT_THAT(tokens.Parse("entries lists/b", tokens.Make("entries lists/a", "x")), kIsInvalid);
  // The boundary between query and id cannot be moved.
  EXPECT_THAT(tokens.Parse("entries", tokens.Make("entriesx", "y")), kIsInvalid);
}

TEST(PageTokens, EndWithTheObjectThatMadeThem) {
  EXPECT_THAT(PageTokens().Parse("lists", PageTokens().Make("lists", "demo")), kIsInvalid);
}

TEST(PageTokens, AreRefusedWhenAnyCharacterIsChanged) {
  const PageTokens tokens;
  const std::string token = tokens.Make("lists", "demo");
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'B' ? 'a' : 'B';
    const auto parsed = tokens.Parse("lists", changed);
    // The last character has bits that carry nothing.
    if (parsed.ok()) {
      EXPECT_EQ(i, token.size() - 1);
      EXPECT_EQ(*parsed, "demo");
    }
  }
}

TEST(PageTokens, AreRefusedWhenTheyAreNoTokensAtAll) {
  for (const char* token : {"x", "!!!!", "AQ", "demo", "AQdemoAQdemoAQdemoAQdemo"}) {
    EXPECT_THAT(PageTokens().Parse("lists", token), kIsInvalid);
  }
}

}  // namespace
}  // namespace portcullis
