// What comes out of the sandbox is what comes out of the decoder in it.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fmt/format.h"
#include "matcher/vision/decode/decoder.h"
#include "matcher/vision/sandbox/sandboxed_decoder.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/decode/image_files.h"
#include "tests/matcher/vision/decode/jpeg2000_files.h"
#include "tests/matcher/vision/face_record/record_builder.h"

namespace portcullis {
namespace {

using testing::FileBytes;
using testing::FourQuarters;
using testing::JpegColour;
using testing::JpegFile;
using testing::JpegFileWithExif;
using testing::PngFile;
using testing::TiffWithOrientation;
using testing::WithPngChunk;

constexpr DecodeLimits kLimits = {.max_bytes = 100'000, .max_side_px = 2400};

class SameDecoding : public ::testing::Test {
 protected:
  void SetUp() override {
    auto sandboxed = MakeSandboxedDecoder(kLimits, {.program = PORTCULLIS_DECODER});
    ASSERT_OK(sandboxed);
    sandboxed_ = *std::move(sandboxed);
  }

  void Compare(const FileBytes& file, const std::string& what) {
    Compare(MakeImageDecoder(kLimits)->Decode(file), file, what);
  }

  /// One that both take.
  void CompareGood(const FileBytes& file, const std::string& what) {
    const auto here = MakeImageDecoder(kLimits)->Decode(file);
    EXPECT_TRUE(here.ok()) << what << ": " << here.status();
    Compare(here, file, what);
  }

 private:
  void Compare(const absl::StatusOr<DecodedImage>& here, const FileBytes& file,
               const std::string& what) {
    const auto there = sandboxed_->Decode(file);
    ASSERT_EQ(there.status(), here.status()) << what;
    if (!here.ok()) return;
    EXPECT_EQ(there->image.width(), here->image.width()) << what;
    EXPECT_EQ(there->image.height(), here->image.height()) << what;
    EXPECT_EQ(there->source, here->source) << what;
    const auto a = here->image.pixels();
    const auto b = there->image.pixels();
    EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin(), b.end())) << what;
  }

  std::unique_ptr<ImageDecoder> sandboxed_;
};

TEST_F(SameDecoding, OfGoodImages) {
  const Image image = FourQuarters(37, 21);
  CompareGood(JpegFile(image), "JPEG");
  CompareGood(JpegFile(image, JpegColour::kGrey), "grey JPEG");
  CompareGood(JpegFile(image, JpegColour::kRgb, /*progressive=*/true), "progressive JPEG");
  CompareGood(PngFile(image), "PNG");
  CompareGood(JpegFile(Image(1, 1, {1, 2, 3})), "one pixel");
  CompareGood(PngFile(FourQuarters(2400, 1)), "the longest side");
  for (std::uint16_t orientation = 0; orientation < 9; ++orientation) {
    const FileBytes tiff = TiffWithOrientation(orientation);
    CompareGood(JpegFileWithExif(image, tiff), fmt::format("orientation {}", orientation));
    CompareGood(WithPngChunk(PngFile(image), "eXIf", tiff),
                fmt::format("orientation {}", orientation));
  }
}

TEST_F(SameDecoding, OfJpeg2000) {
  const FileBytes codestream = testing::Jpeg2000Codestream(FourQuarters(37, 21));
  CompareGood(codestream, "codestream");
  CompareGood(testing::Jp2File(codestream, testing::EnumeratedColours(16)), "JP2");
}

TEST_F(SameDecoding, OfFaceRecordsWithAllThatTheySay) {
  const FileBytes image = JpegFile(FourQuarters(37, 21));
  testing::Iso19794Record older;
  older.images = {{.data = image, .image_type = 2, .points = {{.x = 9, .y = 8}, {.code = 0x21}}},
                  {.data = image}};
  CompareGood(testing::BuildIso19794(older), "19794-5");
  CompareGood(testing::BuildDataGroup2(testing::BuildIso19794(older), {.templates = 3}),
              "in CBEFF");
  testing::Iso39794Record newer{.image = image};
  newer.year = 2024;
  newer.month = 2;
  newer.landmarks = {testing::BuildMpeg4Landmark(21, 10, 12)};
  CompareGood(testing::BuildIso39794(newer), "39794-5");
  newer.day = 29;
  CompareGood(testing::BuildDataGroup2(testing::BuildIso39794(newer), {.constructed = true}),
              "39794-5 in CBEFF");
  newer.month = 0;
  newer.day = 0;
  Compare(testing::BuildIso39794(newer), "a date that is none");
  newer.month = 2;
  newer.day = 29;
  newer.image = testing::BuildIso19794(older);
  Compare(testing::BuildIso39794(newer), "a record in a record");
}

TEST_F(SameDecoding, OfRefusedImages) {
  const Image image = FourQuarters(37, 21);
  Compare({}, "no bytes");
  Compare(FileBytes(100'000), "as many zeros as there may be bytes");
  Compare(FileBytes(100'001), "one more");
  Compare(JpegFile(image, JpegColour::kCmyk), "CMYK");
  Compare(PngFile(FourQuarters(2401, 1)), "too wide");
  Compare(JpegFileWithExif(image, TiffWithOrientation(9)), "no orientation");
  Compare(testing::WithDeclaredSize(PngFile(image), 30000, 30000), "declared too wide");
  for (const std::string_view start : {"GIF89a......", "BM..........", "no image"}) {
    Compare(FileBytes(start.begin(), start.end()), std::string(start));
  }
}

TEST_F(SameDecoding, OfImagesCutAtAnyByte) {
  for (const FileBytes& file : {JpegFile(FourQuarters(16, 16)), PngFile(FourQuarters(16, 16))}) {
    for (std::size_t length = 0; length < file.size(); ++length) {
      Compare(FileBytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length)),
              fmt::format("cut at {}", length));
    }
  }
}

TEST_F(SameDecoding, OfALargeImageBetweenSmallOnes) {
  // More pixels than the shared memory keeps between two images.
  const FileBytes large = JpegFile(FourQuarters(2400, 2400));
  CompareGood(JpegFile(FourQuarters(16, 16)), "small");
  CompareGood(large, "large");
  CompareGood(JpegFile(FourQuarters(16, 16)), "small again");
  CompareGood(large, "large again");
}

TEST(SandboxedDecoderMemory, OfTheLeastThatMayBeConfiguredIsEnoughForTheLargestJpeg) {
  const auto sandboxed =
      MakeSandboxedDecoder({}, {.program = PORTCULLIS_DECODER, .memory_mib = 128});
  ASSERT_OK(sandboxed);
  EXPECT_OK((*sandboxed)->Decode(testing::JpegFileInThreeScans(FourQuarters(4096, 3051))));
}

}  // namespace
}  // namespace portcullis
