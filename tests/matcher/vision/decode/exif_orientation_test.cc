#include "matcher/vision/decode/exif_orientation.h"

#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/decode/image_files.h"

namespace portcullis {
namespace {

using testing::FileBytes;
using testing::TiffWithOrientation;

TEST(ExifOrientation, IsReadInBothByteOrders) {
  for (const bool big_endian : {false, true}) {
    const auto orientation = ReadExifOrientation(TiffWithOrientation(6, big_endian));
    ASSERT_OK(orientation);
    EXPECT_EQ(*orientation, ExifOrientation::kTurnRight);
  }
}

TEST(ExifOrientation, IsUprightWhereTheBlockDoesNotSay) {
  const FileBytes empty_directory = {'I', 'I', 42, 0, 8, 0, 0, 0, 0, 0};
  const auto orientation = ReadExifOrientation(empty_directory);
  ASSERT_OK(orientation);
  EXPECT_EQ(*orientation, ExifOrientation::kUpright);
}

TEST(ExifOrientation, IsAnErrorForEveryCutOffBlock) {
  const FileBytes whole = TiffWithOrientation(6);
  const std::size_t end_of_entry = 8 + 2 + 12;
  for (std::size_t length = 0; length < end_of_entry; ++length) {
    EXPECT_THAT(
        ReadExifOrientation(std::span(whole).first(length)),
        testing::FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable))
        << length;
  }
}

TEST(ExifOrientation, IsAnErrorWhereItIsNotAShortInteger) {
  FileBytes as_text = TiffWithOrientation(6);
  as_text[13] = 2;
  EXPECT_FALSE(ReadExifOrientation(as_text).ok());
}

}  // namespace
}  // namespace portcullis
