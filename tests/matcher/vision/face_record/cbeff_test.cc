#include "matcher/vision/face_record/cbeff.h"

#include <string>

#include "matcher/vision/face_record/face_record.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/face_record/record_builder.h"

namespace portcullis {
namespace {

using testing::BuildDataGroup2;
using testing::BuildIso19794;
using testing::BuildIso39794;
using testing::Der;
using testing::FailsWith;
using testing::FileBytes;
using testing::Joined;
using testing::MessageHas;

const FileBytes kImage = {0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3};
const FileBytes kBlock = {1, 2, 3};

FileBytes Copy(std::span<const std::uint8_t> bytes) { return {bytes.begin(), bytes.end()}; }

TEST(Cbeff, IsUnwrappedFromEachOfItsOuterTags) {
  const FileBytes one_template = Der(0x7F60, Joined({Der(0xA1, {}), Der(0x5F2E, kBlock)}));
  const FileBytes group = Der(0x7F61, Joined({Der(0x02, {1}), one_template}));
  for (const FileBytes& file : {one_template, group, Der(0x75, group)}) {
    EXPECT_TRUE(StartsLikeCbeff(file));
    const auto block = UnwrapCbeff(file);
    ASSERT_OK(block);
    EXPECT_EQ(Copy(block->content), kBlock);
    EXPECT_EQ(block->offset, file.size() - kBlock.size());
    EXPECT_EQ(block->templates, 1);
  }
}

TEST(Cbeff, HoldsConstructedDataBlocksInTheThreeWaysThatAreWritten) {
  for (const FileBytes& block :
       {Der(0x7F2E, Der(0xA1, kBlock)), Der(0x7F2E, kBlock), Der(0x5F2E, kBlock)}) {
    const FileBytes file = Der(0x7F60, block);
    const auto unwrapped = UnwrapCbeff(file);
    ASSERT_OK(unwrapped);
    EXPECT_EQ(Copy(unwrapped->content), kBlock);
  }
}

TEST(Cbeff, NamesFieldAndOffsetOfWhatIsWrong) {
  struct Case {
    FileBytes file;
    std::string message;
  };
  FileBytes followed = BuildDataGroup2(kBlock);
  followed.push_back(0xFF);
  const Case cases[] = {
      {Der(0x76, {}), "another tag"},
      {Der(0x75, {}), "group at offset 2 is missing"},
      {Der(0x75, Der(0x7F61, {})), "number of templates at offset 5 is missing"},
      {BuildDataGroup2(kBlock, {.count = 2}), "number of templates at offset 7 is 2, there are 1"},
      {BuildDataGroup2(kBlock, {.count = 0}), "number of templates at offset 7 is 0, there are 1"},
      {BuildDataGroup2(kBlock, {.templates = 17}), "limit is 16"},
      {Der(0x7F61, Der(0x02, {0})), "template at offset 3 is missing"},
      {Der(0x7F60, {}), "data block at offset 3 is missing"},
      {Der(0x7F60, Der(0x7D, {})), "template at offset 3 is encrypted"},
      {Der(0x7F60, Der(0x7F2E, Joined({Der(0xA1, kBlock), {0}}))), "goes on after its content"},
      {followed, "padding at offset"},
  };
  for (const Case& test : cases) {
    const auto block = UnwrapCbeff(test.file);
    EXPECT_THAT(block,
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable));
    EXPECT_THAT(block, MessageHas(test.message));
  }
}

TEST(FaceRecord, IsToldByItsFirstBytes) {
  EXPECT_TRUE(StartsLikeFaceRecord(BuildIso19794({.images = {{.data = kImage}}})));
  EXPECT_TRUE(StartsLikeFaceRecord(BuildIso39794({.image = kImage})));
  EXPECT_TRUE(StartsLikeFaceRecord(BuildDataGroup2(kBlock)));
  EXPECT_TRUE(StartsLikeFaceRecord(BuildDataGroup2(FileBytes(100000))));
  const std::string texts[] = {"",
                               "e",
                               "u",
                               "each of us",
                               "under the sun",
                               "FACE",
                               "\x7f"
                               "ELF"};
  for (const std::string& text : texts) {
    EXPECT_FALSE(StartsLikeFaceRecord(FileBytes(text.begin(), text.end()))) << text;
  }
}

TEST(FaceRecord, SaysThatItWasWrappedAndHowManyImagesThereAre) {
  const FileBytes iso19794 = BuildIso19794({.images = {{.data = kImage}, {.data = kImage}}});
  const auto bare = ParseFaceRecord(iso19794);
  ASSERT_OK(bare);
  EXPECT_FALSE(bare->facts.cbeff);
  EXPECT_EQ(bare->facts.images, 2);
  const FileBytes wrapped_file = BuildDataGroup2(iso19794, {.templates = 2});
  const auto wrapped = ParseFaceRecord(wrapped_file);
  ASSERT_OK(wrapped);
  EXPECT_TRUE(wrapped->facts.cbeff);
  EXPECT_EQ(wrapped->facts.images, 3);
  EXPECT_EQ(Copy(wrapped->image), kImage);
  const FileBytes iso39794 =
      BuildDataGroup2(BuildIso39794({.image = kImage}), {.constructed = true});
  const auto constructed = ParseFaceRecord(iso39794);
  ASSERT_OK(constructed);
  EXPECT_EQ(constructed->facts.kind, FaceRecordKind::kIso39794_5);
  EXPECT_EQ(Copy(constructed->image), kImage);
}

TEST(FaceRecord, IsRefusedInsideAnother) {
  const FileBytes record = BuildIso19794({.images = {{.data = kImage}}});
  const FileBytes group = BuildDataGroup2(record);
  for (const FileBytes& inner : {record, group, BuildIso39794({.image = kImage})}) {
    EXPECT_THAT(ParseFaceRecord(BuildIso39794({.image = inner})),
                MessageHas("itself a face record"));
    EXPECT_THAT(ParseFaceRecord(BuildIso19794({.images = {{.data = inner}}})),
                MessageHas("itself a face record"));
  }
  EXPECT_THAT(ParseFaceRecord(BuildDataGroup2(group)),
              MessageHas("in the biometric data block at offset"));
}

TEST(FaceRecord, IsRefusedWhenItsWrappingIsCutAtAnyByte) {
  const FileBytes file = BuildDataGroup2(BuildIso19794({.images = {{.data = kImage}}}));
  for (std::size_t length = 0; length < file.size(); ++length) {
    const FileBytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_THAT(ParseFaceRecord(cut),
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable))
        << length;
  }
}

}  // namespace
}  // namespace portcullis
