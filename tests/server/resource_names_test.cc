#include "server/resource_names.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis {
namespace {

using ::portcullis::testing::FailsWith;
using ::portcullis::testing::MessageHas;

TEST(ResourceNames, ReadBackWhatTheyWrote) {
  EXPECT_EQ(ListName(ListId{"demo"}), "lists/demo");
  EXPECT_EQ(*ParseListName("lists/demo", "list"), ListId{"demo"});
  EXPECT_EQ(EntryName(EntryId{1}), "entries/0000000000001");
  EXPECT_EQ(*ParseEntryName("entries/0000000000001", "name"), EntryId{1});
  EXPECT_EQ(ReferenceName(EntryId{1}, ReferenceId{2}),
            "entries/0000000000001/references/0000000000002");
  EXPECT_EQ(*ParsePolicyName(FormatPolicyName(PolicyNumber{7}), "name"), PolicyNumber{7});
}

TEST(ResourceNames, RefuseEverythingElseAndNameTheField) {
  for (const char* name : {"", "demo", "lists/", "lists/Demo", "lists/a/b", "entries/demo"}) {
    EXPECT_THAT(ParseListName(name, "list"),
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
  }
  for (const char* name : {"", "entries/", "entries/1", "entries/0000000000000", "lists/demo",
                           "entries/0000000000001/references/0000000000002"}) {
    EXPECT_THAT(ParseEntryName(name, "name"),
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid));
  }
  for (const char* name : {"", "7", "policies/", "policies/0", "policies/-1", "policies/07",
                           "policies/7 ", "policies/99999999999999999999"}) {
    EXPECT_THAT(ParsePolicyName(name, "name"),
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid))
        << name;
  }
  EXPECT_THAT(ParseListName("x", "entry.lists"), MessageHas("entry.lists"));
}

}  // namespace
}  // namespace portcullis
