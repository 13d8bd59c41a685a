// Files made to cost time or memory. What is refused is refused before its pixels have a place.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include "matcher/vision/decode/decoder.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/decode/image_files.h"
#include "tests/matcher/vision/decode/jpeg2000_files.h"
#include "tests/matcher/vision/face_record/record_builder.h"

namespace portcullis {
namespace {

using testing::FailsWith;
using testing::FileBytes;
using testing::FourQuarters;
using testing::JpegColour;
using testing::JpegFile;
using testing::MessageHas;
using testing::PngFile;
using testing::SamePixels;
using testing::WithDeclaredSize;
using testing::WithPngChunk;

absl::StatusOr<DecodedImage> Decode(const FileBytes& file, const DecodeLimits& limits = {}) {
  return MakeImageDecoder(limits)->Decode(file);
}

/// Where the segment with this marker starts: at its FF.
std::size_t Find(const FileBytes& jpeg, std::uint8_t marker) {
  for (std::size_t at = 0; at + 1 < jpeg.size(); ++at) {
    if (jpeg[at] == 0xFF && jpeg[at + 1] == marker) return at;
  }
  return jpeg.size();
}

FileBytes WithBytes(FileBytes bytes, std::size_t at, std::initializer_list<int> values) {
  for (const int value : values) bytes[at++] = static_cast<std::uint8_t>(value);
  return bytes;
}

FileBytes WithInserted(const FileBytes& file, std::size_t at, const FileBytes& bytes) {
  FileBytes longer(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(at));
  for (const std::uint8_t byte : bytes) longer.push_back(byte);
  for (std::size_t i = at; i < file.size(); ++i) longer.push_back(file[i]);
  return longer;
}

FileBytes JpegOfDeclaredSize(const FileBytes& jpeg, std::uint8_t frame, int width, int height) {
  return WithBytes(jpeg, Find(jpeg, frame) + 5,
                   {height >> 8, height & 0xFF, width >> 8, width & 0xFF});
}

struct Hostile {
  std::string name;
  FileBytes file;
  ErrorReason reason;
  std::string message;
};

std::vector<Hostile> HostileFiles() {
  const FileBytes jpeg = JpegFile(FourQuarters(64, 64));
  const FileBytes progressive = JpegFile(FourQuarters(64, 64), JpegColour::kRgb, true);
  const FileBytes png = PngFile(FourQuarters(64, 64));
  const std::size_t frame = Find(jpeg, 0xC0);
  const std::size_t scan = Find(jpeg, 0xDA);
  const FileBytes whole_frame(jpeg.begin() + static_cast<std::ptrdiff_t>(frame),
                              jpeg.begin() + static_cast<std::ptrdiff_t>(frame) + 19);
  FileBytes without_scan(jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(scan));
  without_scan.insert(without_scan.end(), {0xFF, 0xD9});
  FileBytes deep = jpeg;
  for (int i = 0; i < 50; ++i) deep = testing::BuildIso19794({.images = {{.data = deep}}});
  using enum ErrorReason;
  return {
      {"JPEG bomb", JpegOfDeclaredSize(jpeg, 0xC0, 3500, 3500), kImageUnreadable, "pixels a byte"},
      {"progressive JPEG bomb", JpegOfDeclaredSize(progressive, 0xC2, 3500, 3500), kImageUnreadable,
       "pixels a byte"},
      {"JPEG over the area", JpegOfDeclaredSize(jpeg, 0xC0, 4096, 4096), kImageTooManyPixels,
       "limit is 12500000 pixels"},
      {"small JPEG bomb", JpegOfDeclaredSize(jpeg, 0xC0, 990, 990), kImageUnreadable, "JPEG"},
      {"JPEG of height 0", JpegOfDeclaredSize(jpeg, 0xC0, 64, 0), kImageUnreadable, "0 px"},
      {"arithmetic JPEG", WithBytes(jpeg, frame + 1, {0xC9}), kImageUnsupported, "arithmetic"},
      {"lossless JPEG", WithBytes(jpeg, frame + 1, {0xC3}), kImageUnsupported, "lossless"},
      {"JPEG of five channels", WithBytes(jpeg, frame + 9, {5}), kImageUnsupported, "5 channels"},
      {"JPEG of two frames", WithInserted(jpeg, frame, whole_frame), kImageUnreadable,
       "two frames"},
      {"JPEG without frame", WithBytes(jpeg, frame + 1, {0xE5}), kImageUnreadable, "no frame"},
      {"JPEG without scan", without_scan, kImageUnreadable, "it has no scan"},
      {"JPEG with a long segment", WithBytes(jpeg, frame + 2, {0xFF, 0xFF}), kImageUnreadable,
       "a segment of 65535 bytes"},
      {"JPEG with bytes between", WithInserted(jpeg, frame, {1, 2, 3}), kImageUnreadable,
       "between its segments"},
      {"JPEG in a JPEG", WithInserted(jpeg, frame, {0xFF, 0xD8}), kImageUnreadable,
       "starts inside"},
      {"restarts that never come", WithInserted(jpeg, scan, {0xFF, 0xDD, 0, 4, 0, 1}),
       kImageUnreadable, "JPEG"},
      {"PNG bomb", WithDeclaredSize(png, 2200, 2200), kImageUnreadable, "px"},
      {"small PNG bomb", WithDeclaredSize(png, 990, 990), kImageUnreadable, "cannot be in"},
      {"PNG over the area", WithDeclaredSize(png, 2300, 2300), kImageTooManyPixels,
       "limit is 5000000 pixels"},
      {"PNG with data in two places",
       WithInserted(WithPngChunk(png, "IDAT", {1}), 33 + 13,
                    {0, 0, 0, 0, 't', 'E', 'X', 't', 0, 0, 0, 0}),
       kImageUnreadable, "not in one piece"},
      {"PNG with two palettes",
       WithPngChunk(WithPngChunk(png, "PLTE", {1, 2, 3}), "PLTE", {1, 2, 3}), kImageUnreadable,
       "two chunks PLTE"},
      {"PNG with a critical chunk of its own", WithPngChunk(png, "ABCD", {}), kImageUnreadable,
       "critical chunk"},
      {"records in records", deep, kImageUnreadable, "itself a face record"},
  };
}

double CpuSeconds() {
  timespec now = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

TEST(HostileImage, IsNamedWithin50MsOfProcessorTime) {
  for (const Hostile& hostile : HostileFiles()) {
    SCOPED_TRACE(hostile.name);
    const double start = CpuSeconds();
    const auto image = Decode(hostile.file);
    const double took = CpuSeconds() - start;
    EXPECT_THAT(image, FailsWith(absl::StatusCode::kInvalidArgument, hostile.reason));
    EXPECT_THAT(image, MessageHas(hostile.message));
    EXPECT_LT(took, 0.050);
  }
}

TEST(HostileImage, CostsLessThan64MiBEach) {
  for (const Hostile& hostile : HostileFiles()) {
    // In a process of its own, as the most memory that a process ever had never goes down.
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      rusage before = {};
      rusage after = {};
      getrusage(RUSAGE_SELF, &before);
      const bool refused = !Decode(hostile.file).ok();
      getrusage(RUSAGE_SELF, &after);
      constexpr long kMaxKibibytes = 64L << 10;
      _exit(refused && after.ru_maxrss - before.ru_maxrss < kMaxKibibytes ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << hostile.name;
  }
}

TEST(HostileImage, IsToldFromPlainWhiteOfNormalSize) {
  const Image white(1350, 1350, std::vector<std::uint8_t>(std::size_t{1350} * 1350 * 3, 255));
  EXPECT_OK(Decode(PngFile(white)));
  EXPECT_OK(Decode(JpegFile(white)));
  EXPECT_OK(Decode(JpegFile(white, JpegColour::kRgb, /*progressive=*/true)));
}

TEST(HostileImage, MayNotHaveMoreScansTimesPixelsThanTheBudget) {
  const FileBytes jpeg = JpegFile(FourQuarters(64, 64), JpegColour::kRgb, /*progressive=*/true);
  constexpr std::int64_t kTenScans = 10 * 64 * 64;  // of libjpeg's script for colour
  EXPECT_OK(Decode(jpeg, {.max_scan_pixels = kTenScans}));
  const auto refused = Decode(jpeg, {.max_scan_pixels = kTenScans - 1});
  EXPECT_THAT(refused,
              FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageTooManyPixels));
  EXPECT_THAT(refused, MessageHas("10 scans of 64x64 px"));
  // One scan is one pass, and no budget of passes.
  EXPECT_OK(Decode(JpegFile(FourQuarters(64, 64)), {.max_scan_pixels = 1}));
}

TEST(HostileImage, IsToldFromTheLargestPictureWhoseCoefficientsAllLieInMemory) {
  const auto decoded = Decode(testing::JpegFileInThreeScans(FourQuarters(4096, 3051)));
  ASSERT_OK(decoded);
  EXPECT_EQ(decoded->image.width(), 4096);
  EXPECT_EQ(decoded->image.height(), 3051);
}

TEST(HostileImage, IsHeldAgainstTheLimitOfItsArea) {
  const Image image = FourQuarters(60, 40);
  for (const FileBytes& file :
       {JpegFile(image), PngFile(image), testing::Jpeg2000Codestream(image)}) {
    EXPECT_OK(Decode(file, {.max_pixels = 2400}));
    EXPECT_THAT(Decode(file, {.max_pixels = 2399}),
                FailsWith(absl::StatusCode::kInvalidArgument, ErrorReason::kImageTooManyPixels));
  }
  EXPECT_FALSE(Decode(PngFile(image), {.max_png_pixels = 2399}).ok());
  EXPECT_FALSE(Decode(testing::Jpeg2000Codestream(image), {.max_jpeg2000_pixels = 2399}).ok());
}

TEST(HostileImage, MayCarryHeapsOfChunksThatMakeNoPixels) {
  const Image image = FourQuarters(64, 64);
  FileBytes png = WithPngChunk(PngFile(image), "zTXt", FileBytes(4U << 20U));
  const FileBytes empty_chunk = {0, 0, 0, 0, 't', 'I', 'M', 'E', 1, 2, 3, 4};
  FileBytes empty_chunks;
  for (int i = 0; i < 50'000; ++i) {
    for (const std::uint8_t byte : empty_chunk) empty_chunks.push_back(byte);
  }
  constexpr std::size_t kAfterHeader = 33;
  png = WithInserted(png, kAfterHeader, empty_chunks);
  const double start = CpuSeconds();
  const auto decoded = Decode(png);
  EXPECT_LT(CpuSeconds() - start, 0.050);
  ASSERT_OK(decoded);
  EXPECT_TRUE(SamePixels(decoded->image, image));
}

TEST(HostileImage, MayHaveItsDataInThousandsOfChunks) {
  const Image image = FourQuarters(64, 64);
  const FileBytes png = PngFile(image);
  const FileBytes empty_data = {0, 0, 0, 0, 'I', 'D', 'A', 'T', 0x35, 0xAF, 0x06, 0x1E};
  FileBytes chunks;
  for (int i = 0; i < 50'000; ++i) {
    for (const std::uint8_t byte : empty_data) chunks.push_back(byte);
  }
  const double start = CpuSeconds();
  const auto decoded = Decode(WithInserted(png, 33, chunks));
  EXPECT_LT(CpuSeconds() - start, 0.050);
  ASSERT_OK(decoded);
  EXPECT_TRUE(SamePixels(decoded->image, image));
}

TEST(HostileImage, OfAGoodJpegIsAGoodJpegWithRestarts) {
  const Image image = FourQuarters(64, 64);
  const auto plain = Decode(JpegFile(image));
  const auto decoded = Decode(testing::JpegFileWithRestarts(image, 1));
  ASSERT_OK(plain);
  ASSERT_OK(decoded);
  EXPECT_TRUE(SamePixels(decoded->image, plain->image));
}

}  // namespace
}  // namespace portcullis
