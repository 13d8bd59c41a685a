#include "matcher/vision/face_record/der_reader.h"

#include <string>

#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/face_record/record_builder.h"

namespace portcullis {
namespace {

using testing::Der;
using testing::FailsWith;
using testing::FileBytes;
using testing::Joined;
using testing::MessageHas;

absl::StatusOr<DerElement> Read(const FileBytes& bytes) {
  ByteCursor cursor(bytes);
  return ReadDerElement(cursor, "field");
}

TEST(DerReader, ReadsTagLengthAndContentOfEveryForm) {
  struct Case {
    std::string name;
    FileBytes bytes;
    std::uint32_t tag;
    std::size_t length;
    std::size_t offset;
  };
  FileBytes long_form = {0x30, 0x82, 0x01, 0x00};
  long_form.resize(4 + 256);
  const Case cases[] = {
      {"short", {0x80, 0x02, 7, 8}, 0x80, 2, 2},
      {"empty", {0x80, 0x00}, 0x80, 0, 2},
      {"two-byte tag", {0x7F, 0x61, 0x01, 9}, 0x7F61, 1, 3},
      {"two-byte length", long_form, 0x30, 256, 4},
      {"length longer than needed", {0x80, 0x84, 0, 0, 0, 1, 9}, 0x80, 1, 6},
  };
  for (const Case& test : cases) {
    const auto element = Read(test.bytes);
    ASSERT_OK(element) << test.name;
    EXPECT_EQ(element->tag, test.tag) << test.name;
    EXPECT_EQ(element->content.size(), test.length) << test.name;
    EXPECT_EQ(element->offset, test.offset) << test.name;
  }
}

TEST(DerReader, NamesFieldAndOffsetOfWhatIsWrong) {
  struct Case {
    FileBytes bytes;
    std::string message;
  };
  const Case cases[] = {
      {{}, "field at offset 0 needs 1 bytes, 0 are left"},
      {{0x80}, "field at offset 1 needs 1 bytes, 0 are left"},
      {{0x80, 5, 1}, "field at offset 2 needs 5 bytes, 1 are left"},
      {{0x80, 0x82, 1}, "field at offset 3 needs 1 bytes"},
      {{0x80, 0x80, 1, 0, 0}, "indefinite"},
      {{0x80, 0x85, 0, 0, 0, 0, 1, 9}, "over four bytes"},
      {{0x80, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 9}, "needs 4294967295 bytes, 1 are left"},
      {{0x7F, 0x81, 0x01, 0x00}, "over two bytes"},
      {{0x7F}, "offset 1"},
  };
  for (const Case& test : cases) {
    const auto element = Read(test.bytes);
    EXPECT_THAT(element,
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable));
    EXPECT_THAT(element, MessageHas(test.message));
  }
}

TEST(DerReader, FindsTheFirstFieldWithATagAndSkipsOthers) {
  const FileBytes bytes = Der(0x30, Joined({Der(0x99, {1}), Der(0x80, {2}), Der(0x80, {3})}));
  const auto element = Read(bytes);
  ASSERT_OK(element);
  const auto fields = DerFields::Read(*element, "sequence");
  ASSERT_OK(fields);
  EXPECT_EQ(fields->all().size(), 3U);
  ASSERT_NE(fields->Find(0x80), nullptr);
  EXPECT_EQ(fields->Find(0x80)->content.front(), 2);
  EXPECT_EQ(fields->Find(0x80)->offset, 7U);
  EXPECT_EQ(fields->Find(0x81), nullptr);
  EXPECT_THAT(fields->Get(0x81, "x"), MessageHas("x at offset 2 is missing: no element 81"));
}

TEST(DerReader, RefusesMoreFieldsThanTheLimit) {
  FileBytes content;
  for (std::size_t i = 0; i <= DerFields::kMaxFields; ++i) content.insert(content.end(), {0x80, 0});
  const FileBytes bytes = Der(0x30, content);
  const auto element = Read(bytes);
  ASSERT_OK(element);
  EXPECT_THAT(DerFields::Read(*element, "sequence"), MessageHas("more than 512 parts"));
}

TEST(DerReader, ReadsNumbersThatAreNotNegative) {
  const auto number = [](const FileBytes& content) { return DerNumber({0x02, content, 0}, "n"); };
  EXPECT_EQ(*number({0}), 0);
  EXPECT_EQ(*number({0x7F}), 127);
  EXPECT_EQ(*number({0x00, 0xFF}), 255);
  EXPECT_EQ(*number({0x7F, 0xFF, 0xFF, 0xFF}), 0x7FFFFFFF);
  EXPECT_THAT(number({}), MessageHas("is empty"));
  EXPECT_THAT(number({0x80}), MessageHas("is negative"));
  EXPECT_THAT(number({0x00, 0x80, 0x00, 0x00, 0x00}), MessageHas("2^31"));
  EXPECT_THAT(number(FileBytes(100, 0x7F)), MessageHas("2^31"));
}

}  // namespace
}  // namespace portcullis
