#include "server/update_mask.h"

#include <array>
#include <string_view>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/fakes/status_matchers.h"

namespace portcullis::testing {
namespace {

using ::testing::ElementsAre;

constexpr std::array<std::string_view, 3> kKnown = {"owner", "purpose", "severity"};

absl::StatusOr<FieldSet> Fields(std::initializer_list<const char*> paths) {
  google::protobuf::FieldMask mask;
  for (const char* path : paths) mask.add_paths(path);
  return FieldsOf(mask, kKnown);
}

TEST(UpdateMask, NamesFields) {
  EXPECT_THAT(*Fields({"purpose", "owner", "owner"}), ElementsAre("owner", "purpose"));
}

TEST(UpdateMask, MeansAllOfThemByAStar) {
  EXPECT_THAT(*Fields({"*"}), ElementsAre("owner", "purpose", "severity"));
}

TEST(UpdateMask, IsRefusedWhenItIsEmptyOrNamesAnotherField) {
  const auto invalid = FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kFieldInvalid);
  EXPECT_THAT(Fields({}), invalid);
  EXPECT_THAT(Fields({"owner", "name"}), invalid);
  EXPECT_THAT(Fields({"owner", "name"}), MessageHas("name"));
  EXPECT_THAT(Fields({"*", "owner"}), invalid);
  EXPECT_THAT(Fields({"owner.x"}), invalid);
  EXPECT_THAT(Fields({""}), invalid);
}

}  // namespace
}  // namespace portcullis::testing
