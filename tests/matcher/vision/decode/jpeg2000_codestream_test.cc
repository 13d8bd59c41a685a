#include "matcher/vision/decode/jpeg2000_codestream.h"

#include <string>
#include <utility>
#include <vector>

#include "matcher/vision/decode/jpeg2000_coding.h"
#include "tests/fakes/status_matchers.h"
#include "tests/matcher/vision/decode/image_files.h"
#include "tests/matcher/vision/decode/jpeg2000_files.h"

namespace portcullis {
namespace {

using testing::FailsWith;
using testing::FileBytes;
using testing::FourQuarters;
using testing::Jpeg2000Options;
using testing::MessageHas;

// Where openjpeg's encoder puts what: SOC and SIZ with three components, then COD.
constexpr std::size_t kSizAt = 2;
constexpr std::size_t kSizesAt = 8;  // right, bottom, left, top, then the same of the tiles
constexpr std::size_t kTilesAt = 24;
constexpr std::size_t kComponentsAt = 42;
constexpr std::size_t kCodAt = 51;
constexpr std::size_t kLayersAt = kCodAt + 6;
constexpr std::size_t kDecompositionsAt = kCodAt + 9;
constexpr std::size_t kBlockAt = kCodAt + 10;
constexpr std::size_t kPrecinctsAt = kCodAt + 14;

FileBytes Stream(const Jpeg2000Options& options = {}) {
  return testing::Jpeg2000Codestream(FourQuarters(64, 64), options);
}

FileBytes With(FileBytes bytes, std::size_t at, std::initializer_list<int> values) {
  for (const int value : values) bytes[at++] = static_cast<std::uint8_t>(value);
  return bytes;
}

TEST(Jpeg2000Codestream, IsReadAsItIsWritten) {
  const FileBytes stream = testing::Jpeg2000Codestream(FourQuarters(40, 30), {.left = 3});
  const auto read = ReadJpeg2000Codestream(stream, {});
  ASSERT_OK(read);
  EXPECT_EQ(read->width, 40);
  EXPECT_EQ(read->height, 30);
  EXPECT_EQ(read->left, 3);
  EXPECT_EQ(read->components.size(), 3U);
  EXPECT_EQ(read->components[2].bits, 8);
  EXPECT_EQ(read->components[2].dx, 1);
}

TEST(Jpeg2000Codestream, NamesWhatIsBeyondALimit) {
  const FileBytes stream = Stream();
  ASSERT_EQ(stream[kSizAt + 1], 0x51);
  ASSERT_EQ(stream[kCodAt + 1], 0x52);
  using enum ErrorReason;
  struct Case {
    FileBytes file;
    ErrorReason reason;
    std::string message;
  };
  const Case cases[] = {
      {With(stream, kSizesAt, {0, 0, 0x20, 0}), kImageTooManyPixels, "8192x64 px"},
      {With(stream, kSizesAt, {0, 0, 0x10, 0, 0, 0, 0x10, 0}), kImageTooManyPixels,
       "4096x4096 px, limit is 2500000 pixels"},
      {With(stream, kSizesAt, {0, 0, 0x05, 0, 0, 0, 0x05, 0}), kImageUnreadable, "pixels a byte"},
      {With(stream, kSizesAt, {0, 0, 0, 0}), kImageUnreadable, "0 px"},
      {With(stream, kTilesAt, {0, 0, 0, 0}), kImageUnreadable, "tiles do not cover"},
      {With(stream, kTilesAt, {0, 0, 0, 1, 0, 0, 0, 1}), kImageUnsupported,
       "4096 tiles, limit is 1024"},
      {With(stream, kComponentsAt, {37}), kImageUnsupported, "38 bits"},
      {With(stream, kComponentsAt + 1, {0}), kImageUnreadable, "no samples"},
      {With(stream, kComponentsAt + 1, {2}), kImageUnsupported, "sampled 2x1"},
      {With(stream, kComponentsAt + 4, {3}), kImageUnsupported, "sampled 3x1"},
      {With(stream, kLayersAt, {0, 0}), kImageUnreadable, "no layer"},
      {With(stream, kLayersAt, {0xFF, 0xFF}), kImageUnsupported, "65535 layers"},
      {With(stream, kDecompositionsAt, {11}), kImageUnsupported, "11 decompositions"},
      {With(stream, kBlockAt, {9}), kImageUnreadable, "code-blocks are too large"},
      {With(stream, kSizAt + 4, {0x80}), kImageUnsupported, "Part 2"},
      {With(stream, kCodAt, {0xFF, 0x50}), kImageUnsupported, "high throughput"},
      {With(stream, kCodAt, {0xFF, 0x60}), kImageUnsupported, "marker FF60"},
      {With(stream, kCodAt, {0xFF, 0x64}), kImageUnreadable, "no COD"},
      {With(stream, kSizAt, {0xFF, 0x52}), kImageUnreadable, "SIZ does not follow"},
  };
  for (const Case& test : cases) {
    const auto read = ReadJpeg2000Codestream(test.file, {});
    EXPECT_THAT(read, FailsWith(absl::StatusCode::kInvalidArgument, test.reason));
    EXPECT_THAT(read, MessageHas(test.message));
  }
  EXPECT_THAT(ReadJpeg2000Codestream(stream, {.max_jpeg2000_bytes = stream.size() - 1}),
              FailsWith(absl::StatusCode::kInvalidArgument, kImageTooLarge));
}

TEST(Jpeg2000Codestream, IsUnreadableWhereATileIsMissingOrAPartIsTooLong) {
  const FileBytes stream = Stream({.tile_side = 32});
  ASSERT_OK(ReadJpeg2000Codestream(stream, {}));
  std::size_t tile_part = 0;
  while (stream[tile_part] != 0xFF || stream[tile_part + 1] != 0x90) ++tile_part;
  const FileBytes again = With(stream, tile_part + 4, {0, 1});  // tile 1 twice, tile 0 never
  EXPECT_THAT(ReadJpeg2000Codestream(again, {}), MessageHas("tile 0 is missing"));
  const FileBytes beyond = With(stream, tile_part + 4, {0, 4});
  EXPECT_THAT(ReadJpeg2000Codestream(beyond, {}), MessageHas("a part of tile 4"));
  const FileBytes too_long = With(stream, tile_part + 6, {0x7F, 0xFF, 0xFF, 0xFF});
  EXPECT_THAT(ReadJpeg2000Codestream(too_long, {}), MessageHas("a tile-part of 2147483647 bytes"));
  const FileBytes too_short = With(stream, tile_part + 6, {0, 0, 0, 12});
  EXPECT_THAT(ReadJpeg2000Codestream(too_short, {}), MessageHas("a tile-part of 12 bytes"));
  const FileBytes coding_in_tile = With(stream, tile_part + 12, {0xFF, 0x52, 0, 2});
  EXPECT_THAT(ReadJpeg2000Codestream(coding_in_tile, {}), MessageHas("marker FF52 in a tile"));
}

// 1000x800 samples, two decompositions, blocks of 64: the lowest resolution of 250x200 is one
// sub-band of 4x4 blocks; the next has three of 250x200, 16 blocks each; the last three of 500x400,
// 8x7 each. 16 + 48 + 168 = 232, and one precinct a resolution.
TEST(Jpeg2000Coding, CountsTheWorkOfATile) {
  const std::vector<std::uint8_t> parameters = {2, 4, 4, 0, 0};
  const auto coding = ReadJpeg2000Coding(parameters, false);
  ASSERT_OK(coding);
  const Jpeg2000Work work = WorkOfTile(*coding, 1000, 800);
  EXPECT_EQ(work.blocks, 232);
  EXPECT_EQ(work.precincts, 3);
}

// The same with precincts of 128: 2x2, 4x4 and 8x7 of them; blocks in the sub-bands of the two
// higher resolutions are 64 as before.
TEST(Jpeg2000Coding, CountsPrecincts) {
  const std::vector<std::uint8_t> parameters = {2, 4, 4, 0, 0, 0x77, 0x77, 0x77};
  const auto coding = ReadJpeg2000Coding(parameters, true);
  ASSERT_OK(coding);
  const Jpeg2000Work work = WorkOfTile(*coding, 1000, 800);
  EXPECT_EQ(work.blocks, 232);
  EXPECT_EQ(work.precincts, 4 + 16 + 56);
}

TEST(Jpeg2000Coding, RefusesPrecinctsAndBlocksThatCostMemory) {
  // 1000x900 px in one tile, with blocks of 4x4, or with precincts of 16x16 in 100 layers.
  const FileBytes large =
      With(With(Stream({.precinct = 64}), kSizesAt, {0, 0, 0x03, 0xE8, 0, 0, 0x03, 0x84}), kTilesAt,
           {0, 0, 0x03, 0xE8, 0, 0, 0x03, 0x84});
  EXPECT_THAT(ReadJpeg2000Codestream(With(large, kBlockAt, {0, 0}), {}),
              MessageHas("code-blocks, limit is 65536"));
  const FileBytes many_layers = With(large, kLayersAt, {0, 100});
  EXPECT_THAT(ReadJpeg2000Codestream(With(many_layers, kPrecinctsAt, {0x44, 0x44, 0x44}), {}),
              MessageHas("packets, limit is 262144"));
  const std::vector<std::uint8_t> narrow = {1, 4, 4, 0, 0, 0x11, 0x10};
  EXPECT_THAT(ReadJpeg2000Coding(narrow, true), MessageHas("1 sample wide"));
  EXPECT_THAT(ReadJpeg2000Coding(narrow, false), testing::IsOk());
  EXPECT_THAT(ReadJpeg2000Coding(std::vector<std::uint8_t>{5, 4, 4, 0, 0, 0x77}, true),
              MessageHas("precincts end early"));
}

}  // namespace
}  // namespace portcullis
