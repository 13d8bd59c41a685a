// Face records through the decoder.
#include <string>
#include <string_view>

#include "matcher/vision/decode/decoder.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/decode/image_files.h"
#include "tests/matcher/vision/decode/jpeg2000_files.h"
#include "tests/matcher/vision/face_record/record_builder.h"

namespace portcullis {
namespace {

using testing::BuildDataGroup2;
using testing::BuildIso19794;
using testing::BuildIso39794;
using testing::FailsWith;
using testing::FileBytes;
using testing::FourQuarters;
using testing::JpegFile;
using testing::JpegFileWithExif;
using testing::MessageHas;
using testing::PngFile;
using testing::SamePixels;

absl::StatusOr<DecodedImage> Decode(const FileBytes& file, const DecodeLimits& limits = {}) {
  return MakeImageDecoder(limits)->Decode(file);
}

TEST(RecordDecode, SaysWhereThePixelsComeFrom) {
  const Image image = FourQuarters(12, 8);
  struct Case {
    FileBytes file;
    ImageCoding coding;
  };
  const FileBytes jpeg2000 = testing::Jpeg2000Codestream(image);
  const Case cases[] = {
      {JpegFile(image), ImageCoding::kJpeg},
      {PngFile(image), ImageCoding::kPng},
      {jpeg2000, ImageCoding::kJpeg2000},
      {testing::Jp2File(jpeg2000, testing::EnumeratedColours(16)), ImageCoding::kJpeg2000}};
  for (const Case& test : cases) {
    const auto bare = Decode(test.file);
    ASSERT_OK(bare);
    EXPECT_EQ(bare->source, (ImageSource{.coding = test.coding, .record = std::nullopt}));
    for (const FileBytes& record :
         {BuildIso19794({.images = {{.data = test.file}}}), BuildIso39794({.image = test.file})}) {
      const auto wrapped = Decode(record);
      ASSERT_OK(wrapped);
      EXPECT_EQ(wrapped->source.coding, test.coding);
      ASSERT_TRUE(wrapped->source.record);
      EXPECT_FALSE(wrapped->source.record->cbeff);
      EXPECT_TRUE(SamePixels(wrapped->image, bare->image));
    }
  }
}

TEST(RecordDecode, KeepsWhatAPassportSays) {
  const FileBytes image = testing::Jpeg2000Codestream(FourQuarters(240, 320));
  const FileBytes passport = BuildDataGroup2(BuildIso19794(
      {.images = {
           {.data = image, .image_type = 2, .points = {{.code = 0xC1, .x = 60, .y = 144}}}}}));
  const auto decoded = Decode(passport);
  ASSERT_OK(decoded);
  EXPECT_EQ(decoded->source.record, (FaceRecordFacts{.kind = FaceRecordKind::kIso19794_5,
                                                     .cbeff = true,
                                                     .image_type = FaceImageType::kTokenFrontal,
                                                     .capture_date = std::nullopt,
                                                     .points = {{"12.1", {60, 144}}}}));
}

TEST(RecordDecode, TurnsTheImageInARecordOnce) {
  const FileBytes jpeg = JpegFileWithExif(FourQuarters(48, 32), testing::TiffWithOrientation(6));
  const auto bare = Decode(jpeg);
  const auto wrapped = Decode(BuildDataGroup2(BuildIso19794({.images = {{.data = jpeg}}})));
  ASSERT_OK(bare);
  ASSERT_OK(wrapped);
  EXPECT_EQ(wrapped->image.width(), 32);
  EXPECT_EQ(wrapped->image.height(), 48);
  EXPECT_TRUE(SamePixels(wrapped->image, bare->image));
}

TEST(RecordDecode, NamesWhatIsWrongInsideARecord) {
  const std::string_view webp = "RIFF\x01\x01\x01\x01WEBPVP8 ";
  const FileBytes jpeg = JpegFile(FourQuarters(16, 16));
  const FileBytes cut(jpeg.begin(), jpeg.end() - 10);
  const auto in_record = [](const FileBytes& image) {
    return Decode(BuildIso19794({.images = {{.data = image}}}));
  };
  const auto unsupported = in_record(FileBytes(webp.begin(), webp.end()));
  EXPECT_THAT(unsupported,
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnsupported));
  EXPECT_THAT(unsupported, MessageHas("in a face record: image is WebP"));
  EXPECT_THAT(in_record(cut),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable));
  EXPECT_THAT(in_record({1, 2, 3}), MessageHas("in a face record: not an image"));
  EXPECT_THAT(Decode(BuildIso39794({.image = BuildIso39794({.image = jpeg})})),
              MessageHas("is itself a face record"));
}

TEST(RecordDecode, HoldsTheWholeRecordAgainstTheLimitOfBytes) {
  const FileBytes jpeg = JpegFile(FourQuarters(16, 16));
  const FileBytes record = BuildIso19794({.images = {{.data = jpeg}}});
  EXPECT_OK(Decode(record, {.max_bytes = record.size()}));
  EXPECT_THAT(Decode(record, {.max_bytes = record.size() - 1}),
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageTooLarge));
}

}  // namespace
}  // namespace portcullis
