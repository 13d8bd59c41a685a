#include "clients/cli/face_picture.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/clients/cli/sample_assessment.h"

namespace portcullis::cli {
namespace {

constexpr Rgb kGrey = {100, 100, 100};

Bitmap Grey(int width, int height) {
  Bitmap bitmap(width, height);
  for (Rgb& pixel : bitmap.pixels) pixel = kGrey;
  return bitmap;
}

int Drawn(const Bitmap& picture) {
  int drawn = 0;
  for (const Rgb& pixel : picture.pixels) drawn += pixel == kGrey ? 0 : 1;
  return drawn;
}

TEST(DecodePng, GivesThePixels) {
  const absl::StatusOr<Bitmap> bitmap = DecodePng(SmallPng());
  ASSERT_TRUE(bitmap.ok()) << bitmap.status();
  ASSERT_EQ(bitmap->width, 4);
  ASSERT_EQ(bitmap->height, 2);
  EXPECT_EQ(bitmap->At(0, 0), (Rgb{255, 0, 0}));
  EXPECT_EQ(bitmap->At(2, 0), (Rgb{0, 0, 255}));
  EXPECT_EQ(bitmap->At(3, 1), (Rgb{0, 0, 0}));
}

TEST(DecodePng, RefusesWhatIsCutOffAnywhere) {
  const std::string png = SmallPng();
  // The last twelve bytes are an end without content.
  for (std::size_t size = 0; size + 12 < png.size(); ++size) {
    EXPECT_FALSE(DecodePng(png.substr(0, size)).ok()) << size;
  }
}

TEST(DecodePng, RefusesAPictureThatIsTooLargeToBeMeant) {
  std::string png = SmallPng();
  png[18] = '\x7f';  // the width, whose checksum is then wrong as well
  EXPECT_FALSE(DecodePng(png).ok());
}

TEST(FacePicture, IsOfTheSurroundingsOfTheFace) {
  v1::FaceReport face;
  face.mutable_source()->set_width_px(200);
  face.mutable_box()->set_left(50);
  face.mutable_box()->set_top(50);
  face.mutable_box()->set_width(100);
  face.mutable_box()->set_height(100);
  // 100 px and 35 more on each side are 170; the bitmap has half as many.
  const Bitmap picture = FacePicture(Grey(100, 100), face, 17, 17);
  EXPECT_EQ(picture.width, 17);
  EXPECT_EQ(picture.height, 17);
  // The box is from pixel 3 to 13 of 17, a line of one pixel: 4 x 11 less the corners counted
  // twice.
  EXPECT_EQ(Drawn(picture), 40);
  EXPECT_NE(picture.At(3, 3), kGrey);
  EXPECT_EQ(picture.At(8, 8), kGrey);
}

TEST(FacePicture, DrawsTheFivePoints) {
  v1::FaceReport face = GoodAssessment().face();
  face.clear_box();
  EXPECT_EQ(Drawn(FacePicture(Grey(413, 531), face, 41, 53)), 5);
}

TEST(FacePicture, ShowsTheWholeImageWhereThereIsNoFace) {
  const Bitmap picture = FacePicture(Grey(400, 100), {}, 20, 20);
  EXPECT_EQ(picture.width, 20);
  EXPECT_EQ(picture.height, 5);
  EXPECT_EQ(Drawn(picture), 0);
}

TEST(FacePicture, StaysWithinThePictureWhateverTheNumbersAre) {
  constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
  constexpr float kHuge = std::numeric_limits<float>::max();
  for (const float value : {kNone, kHuge, -kHuge, 0.0F, -1e9F, 1e9F}) {
    v1::FaceReport face = GoodAssessment().face();
    face.mutable_box()->set_left(value);
    face.mutable_box()->set_width(value);
    face.mutable_points()->mutable_nose_tip()->set_x(value);
    const Bitmap picture = FacePicture(Grey(50, 40), face, 20, 20);
    EXPECT_LE(picture.width, 20);
    EXPECT_LE(picture.height, 20);
  }
  EXPECT_EQ(FacePicture({}, {}, 20, 20).width, 0);
}

TEST(HalfBlocks, PutTwoPixelsInACharacter) {
  const Bitmap bitmap = *DecodePng(SmallPng());
  const std::vector<std::string> lines = HalfBlocks(bitmap, PictureColours::k24Bit);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].rfind("\033[38;2;255;0;0;48;2;0;0;0m▀", 0), 0U);
  EXPECT_EQ(lines[0].substr(lines[0].size() - 4), "\033[0m");
}

TEST(HalfBlocks, KnowTheColoursOfXterm) {
  Bitmap bitmap(1, 2);
  bitmap.At(0, 0) = {255, 0, 0};
  bitmap.At(0, 1) = {255, 255, 255};
  EXPECT_EQ(HalfBlocks(bitmap, PictureColours::k256)[0], "\033[38;5;196;48;5;231m▀\033[0m");
}

TEST(HalfBlocks, EndAnOddNumberOfRowsWithHalfALine) {
  Bitmap bitmap(1, 1);
  EXPECT_EQ(HalfBlocks(bitmap, PictureColours::k24Bit)[0].find("48;2"), std::string::npos);
}

}  // namespace
}  // namespace portcullis::cli
