#include "tests/fuzz/part_mutator.h"

#include <algorithm>

#include "gtest/gtest.h"
#include "matcher/vision/decode/decoder.h"
#include "tests/matcher/vision/decode/image_files.h"
#include "tests/matcher/vision/decode/jpeg2000_files.h"

namespace portcullis::testing {
namespace {

constexpr std::size_t kMaxSize = 10'000;

/// Changes one byte, as libFuzzer's own mutator might.
MutateBytes OneByte(std::minstd_rand& random) {
  return [&random](std::uint8_t* data, std::size_t size, std::size_t max_size) {
    const std::size_t kept = std::clamp<std::size_t>(size, 1, max_size);
    data[random() % kept] = static_cast<std::uint8_t>(random());
    return kept;
  };
}

TEST(PartMutator, MostlyLeavesAFileThatItsCodecGoesOnWith) {
  std::minstd_rand random(1);
  const Image image = FourQuarters(20, 10);
  for (const FileBytes& file : {PngFile(image), JpegFile(image), Jpeg2000Codestream(image)}) {
    int decoded = 0;
    int changed = 0;
    for (int i = 0; i < 300; ++i) {
      const FuzzBytes mutant = MutateFile(file, kMaxSize, random, OneByte(random));
      if (mutant != file) ++changed;
      if (MakeImageDecoder({})->Decode(mutant).ok()) ++decoded;
    }
    EXPECT_GT(changed, 200);
    EXPECT_GT(decoded, 20);   // random bytes would hardly ever get there
    EXPECT_LT(decoded, 290);  // and some are refused
  }
}

TEST(PartMutator, KeepsWithinTheSizeThatItIsGiven) {
  std::minstd_rand random(1);
  const FileBytes file = PngFile(FourQuarters(50, 50));
  for (int i = 0; i < 300; ++i) {
    EXPECT_LE(MutateFile(file, file.size(), random, OneByte(random)).size(), file.size());
  }
}

TEST(PartMutator, ChangesWhatIsNoImageToo) {
  std::minstd_rand random(1);
  for (const FuzzBytes& file : {FuzzBytes{}, FuzzBytes{1, 2, 3}}) {
    EXPECT_FALSE(MutateFile(file, kMaxSize, random, OneByte(random)).empty());
  }
}

}  // namespace
}  // namespace portcullis::testing
