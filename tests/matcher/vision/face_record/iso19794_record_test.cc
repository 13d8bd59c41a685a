#include "matcher/vision/face_record/iso19794_record.h"

#include <string>

#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/face_record/record_builder.h"

namespace portcullis {
namespace {

using testing::BuildIso19794;
using testing::FailsWith;
using testing::FileBytes;
using testing::Iso19794Image;
using testing::Iso19794Record;
using testing::MessageHas;

const FileBytes kImage = {0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3};

FileBytes Image(const FaceRecord& record) { return {record.image.begin(), record.image.end()}; }

TEST(Iso19794Record, GivesTheImageAndWhatIsSaidAboutIt) {
  const FileBytes file = BuildIso19794({.images = {{.data = kImage,
                                                    .image_type = 2,
                                                    .points = {{.code = 0x38, .x = 120, .y = 240},
                                                               {.code = 0xC4, .x = 1, .y = 2}}}}});
  // 14 of header, 20 of face information, two points of 8, 12 of image information.
  ASSERT_EQ(file.size(), 14 + 20 + 16 + 12 + kImage.size());
  const auto record = ParseIso19794Record(file);
  ASSERT_OK(record);
  EXPECT_EQ(Image(*record), kImage);
  EXPECT_EQ(record->facts, (FaceRecordFacts{.kind = FaceRecordKind::kIso19794_5,
                                            .image_type = FaceImageType::kTokenFrontal,
                                            .capture_date = std::nullopt,
                                            .points = {{"3.8", {120, 240}}, {"12.4", {1, 2}}}}));
}

TEST(Iso19794Record, ReadsBytesWrittenByHand) {
  const FileBytes file = {
      'F',  'A',  'C', 0,    '0', '1',  '0',  0,    0, 0, 0, 57, 0, 1,  // header
      0,    0,    0,   43,                                              // block length
      0,    1,    2,   3,    4,   0,    0,    0,    0, 1, 0, 0,  0, 0,
      0,    0,    1,   0x21, 0,   10,   0x01, 0x2C, 0, 0,        // MPEG-4 point 2.1 at (10, 300)
      0,    0,    1,   0x9D, 2,   0x13, 1,    2,    0, 0, 0, 0,  // basic, 413x531
      0xAB, 0xCD, 0xEF};
  const auto record = ParseIso19794Record(file);
  ASSERT_OK(record);
  EXPECT_EQ(Image(*record), (FileBytes{0xAB, 0xCD, 0xEF}));
  EXPECT_EQ(record->facts.image_type, FaceImageType::kBasic);
  EXPECT_EQ(record->facts.points, (std::vector<RecordPoint>{{"2.1", {10, 300}}}));
  EXPECT_EQ(record->facts.images, 1);
  EXPECT_FALSE(record->facts.capture_date);
}

TEST(Iso19794Record, KnowsEveryImageType) {
  const std::pair<std::uint8_t, FaceImageType> cases[] = {{0, FaceImageType::kBasic},
                                                          {1, FaceImageType::kFullFrontal},
                                                          {2, FaceImageType::kTokenFrontal},
                                                          {3, FaceImageType::kOther},
                                                          {255, FaceImageType::kOther}};
  for (const auto& [code, want] : cases) {
    const FileBytes file = BuildIso19794({.images = {{.data = kImage, .image_type = code}}});
    const auto record = ParseIso19794Record(file);
    ASSERT_OK(record);
    EXPECT_EQ(record->facts.image_type, want) << int{code};
  }
}

TEST(Iso19794Record, GivesTheFirstOfSeveralImagesAndSaysHowManyThereAre) {
  const FileBytes file =
      BuildIso19794({.images = {{.data = kImage}, {.data = {9}, .image_type = 0}}});
  const auto record = ParseIso19794Record(file);
  ASSERT_OK(record);
  EXPECT_EQ(Image(*record), kImage);
  EXPECT_EQ(record->facts.images, 2);
  EXPECT_EQ(record->facts.image_type, FaceImageType::kFullFrontal);
}

TEST(Iso19794Record, LeavesOutPointsOfAnotherTypeThanMpeg4) {
  const FileBytes file = BuildIso19794(
      {.images = {{.data = kImage, .points = {{.type = 2}, {.type = 1, .x = 5, .y = 6}}}}});
  const auto record = ParseIso19794Record(file);
  ASSERT_OK(record);
  EXPECT_EQ(record->facts.points, (std::vector<RecordPoint>{{"3.8", {5, 6}}}));
}

TEST(Iso19794Record, MayBeFollowedByZeroBytesOnly) {
  FileBytes file = BuildIso19794({.images = {{.data = kImage}}});
  const std::size_t length = file.size();
  file.resize(length + 100);
  const auto record = ParseIso19794Record(file);
  ASSERT_OK(record);
  EXPECT_EQ(Image(*record), kImage);
  file.back() = 1;
  EXPECT_THAT(ParseIso19794Record(file),
              MessageHas("padding at offset " + std::to_string(length + 99)));
}

TEST(Iso19794Record, NamesFieldAndOffsetOfWhatIsWrong) {
  struct Case {
    Iso19794Record record;
    std::string message;
  };
  const Iso19794Image good = {.data = kImage};
  const Case cases[] = {
      {{.images = {good}, .version = std::string("020\0", 4)}, "version at offset 4"},
      {{.images = {good}, .length = 0}, "length of the record at offset 8 is 0"},
      {{.images = {good}, .length = 13}, "length of the record at offset 8 is 13"},
      {{.images = {good}, .length = 0xFFFFFFFF}, "length of the record at offset 8 is 4294967295"},
      {{.images = {good}, .length = 54}, "the file has 53"},
      {{.images = {good}, .length = 52}, "image block at offset 18 needs 35 bytes, 34 are left"},
      {{.images = {good}, .image_count = 0}, "number of images at offset 12 is 0"},
      {{.images = {good}, .image_count = 17}, "number of images at offset 12 is 17"},
      {{.images = {good}, .image_count = 2}, "length of an image block at offset 53"},
      {{.images = {good, good}, .image_count = 1}, "39 bytes more than its images have"},
      {{.images = {{.data = {}}}}, "image data at offset 46 is empty"},
      {{.images = {{.data = kImage, .block_length = 3}}}, "an image block at offset 14 is 3"},
      {{.images = {{.data = kImage, .block_length = 4}}}, "number of feature points at offset 18"},
      {{.images = {{.data = kImage, .block_length = 0xFFFFFFFF}}}, "image block at offset 18"},
      {{.images = {{.data = kImage, .point_count = 256}}}, "is 256, limit is 255"},
      {{.images = {{.data = kImage, .point_count = 3}}}, "x of a feature point at offset 52"},
  };
  for (const Case& test : cases) {
    const FileBytes file = BuildIso19794(test.record);
    const auto record = ParseIso19794Record(file);
    EXPECT_THAT(record,
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable));
    EXPECT_THAT(record, MessageHas(test.message));
  }
}

TEST(Iso19794Record, IsRefusedWhenCutAtAnyByte) {
  const FileBytes file = BuildIso19794({.images = {{.data = kImage, .points = {{}, {}}}}});
  for (std::size_t length = 0; length < file.size(); ++length) {
    const FileBytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_THAT(ParseIso19794Record(cut),
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable))
        << length;
  }
}

}  // namespace
}  // namespace portcullis
