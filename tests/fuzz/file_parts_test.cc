#include "tests/fuzz/file_parts.h"

#include <algorithm>
#include <string_view>

#include "gtest/gtest.h"
#include "matcher/vision/decode/decoder.h"
#include "tests/matcher/vision/decode/image_files.h"

namespace portcullis::testing {
namespace {

bool HasPart(const FileParts& file, std::string_view tag) {
  return std::any_of(file.parts.begin(), file.parts.end(), [tag](const FilePart& part) {
    return std::equal(tag.begin(), tag.end(), part.tag.begin(), part.tag.end(),
                      [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
  });
}

TEST(FileParts, PutTogetherAreTheFile) {
  const Image image = FourQuarters(20, 10);
  for (const FileBytes& file :
       {PngFile(image), JpegFile(image), JpegFile(image, JpegColour::kRgb, /*progressive=*/true)}) {
    const FileParts split = SplitFile(file);
    EXPECT_GE(split.parts.size(), 3U);
    EXPECT_EQ(JoinFile(split), file);
  }
}

TEST(FileParts, OfAnythingElseAreOnePart) {
  const FileBytes text = {'t', 'e', 'x', 't'};
  EXPECT_EQ(SplitFile(text).parts.size(), 1U);
  EXPECT_EQ(JoinFile(SplitFile(text)), text);
}

TEST(FileParts, GiveAChangedPngItsChecksumBack) {
  FileParts split = SplitFile(PngFile(FourQuarters(20, 10)));
  ASSERT_TRUE(HasPart(split, "IHDR"));
  split.parts.insert(split.parts.begin() + 1, {{'t', 'E', 'X', 't'}, {'a', 0, 'b'}});
  EXPECT_TRUE(MakeImageDecoder({})->Decode(JoinFile(split)).ok());
}

TEST(FileParts, SurviveAFileCutAnywhere) {
  for (const FileBytes& file : {PngFile(FourQuarters(9, 9)), JpegFile(FourQuarters(9, 9))}) {
    for (std::size_t length = 0; length < file.size(); ++length) {
      const FileBytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
      const FileBytes joined = JoinFile(SplitFile(cut));
      EXPECT_GE(joined.size() + 8, cut.size());
    }
  }
}

TEST(FileParts, OfJpeg2000AreBoxesAndSegments) {
  const FileBytes codestream = {0xFF, 0x4F, 0xFF, 0x51, 0, 4, 1, 2,    0xFF, 0x90,
                                0,    2,    0xFF, 0x93, 7, 8, 9, 0xFF, 0xD9};
  const FileParts segments = SplitFile(codestream);
  EXPECT_EQ(segments.kind, PartsKind::kCodestream);
  EXPECT_EQ(segments.parts.size(), 6U);  // SOC SIZ SOT SOD data EOC
  EXPECT_EQ(JoinFile(segments), codestream);
  FileBytes boxes = {0,  0, 0, 12, 'j', 'P', ' ', ' ', 13,  10, 0x87,
                     10, 0, 0, 0,  9,   'f', 't', 'y', 'p', 1};
  EXPECT_EQ(SplitFile(boxes).parts.size(), 2U);
  EXPECT_EQ(JoinFile(SplitFile(boxes)), boxes);
}

}  // namespace
}  // namespace portcullis::testing
