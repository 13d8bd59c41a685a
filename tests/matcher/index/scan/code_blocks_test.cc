#include "matcher/index/scan/code_blocks.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "gtest/gtest.h"
#include "tests/matcher/index/scan/vector_sets.h"

namespace portcullis {
namespace {

/// What a block's codes stand for at one place.
float Decoded(const CodeBlocks& codes, std::size_t row, std::size_t i) {
  const std::size_t block = row / CodeBlocks::kRowsPerBlock;
  const std::uint8_t byte =
      codes.data()[block * codes.block_bytes() +
                   i / CodeBlocks::kDimensionsPerGroup * CodeBlocks::kBytesPerGroup +
                   row % CodeBlocks::kRowsPerBlock * CodeBlocks::kDimensionsPerGroup +
                   i % CodeBlocks::kDimensionsPerGroup];
  return codes.bounds()[block].scale * static_cast<float>(byte - 128);
}

bool SameBlocks(const CodeBlocks& a, const CodeBlocks& b) {
  return a.rows() == b.rows() && a.blocks() == b.blocks() &&
         std::memcmp(a.data(), b.data(), a.blocks() * a.block_bytes()) == 0 &&
         std::memcmp(a.bounds().data(), b.bounds().data(), a.bounds().size_bytes()) == 0;
}

TEST(CodeBlocks, StandForRowsWithinTheErrorThatTheyTell) {
  const testing::VectorSet set = testing::People(35, 1, 30);
  const CodeBlocks codes = CodeBlocks::Encode(set.rows, 30);
  ASSERT_EQ(codes.rows(), 35U);
  ASSERT_EQ(codes.blocks(), 3U);
  for (std::size_t row = 0; row < 35; ++row) {
    double squared_error = 0;
    for (std::size_t i = 0; i < 30; ++i) {
      const double lost = set.rows[row * 30 + i] - Decoded(codes, row, i);
      squared_error += lost * lost;
    }
    const float told = codes.bounds()[row / 16].error;
    EXPECT_LE(std::sqrt(squared_error), told);
    EXPECT_LT(told, 0.02);  // 30 values, each wrong by at most half of about 0.5 / 127
  }
}

TEST(CodeBlocks, TakeAboutAByteADimension) {
  const testing::VectorSet set = testing::People(1600, 1, 128);
  EXPECT_EQ(CodeBlocks::Encode(set.rows, 128).bytes(), 1600 / 16 * (16 * 128 + 16 * 4 + 8));
}

TEST(CodeBlocks, AreTheSameWhenTheyGrowAsWhenMadeAtOnce) {
  const testing::VectorSet set = testing::People(100, 1, 7);
  CodeBlocks growing(7);
  for (const std::size_t rows : {1, 15, 16, 17, 50, 100}) {
    growing.Update({set.rows.data(), rows * 7}, growing.rows());
    EXPECT_TRUE(SameBlocks(growing, CodeBlocks::Encode({set.rows.data(), rows * 7}, 7))) << rows;
  }
  growing.Update({set.rows.data(), 33 * 7}, 33);
  EXPECT_TRUE(SameBlocks(growing, CodeBlocks::Encode({set.rows.data(), 33 * 7}, 7)));
}

TEST(CodeBlocks, KeepAnOutlierToItsBlock) {
  testing::VectorSet set = testing::People(48, 1, 4);
  set.rows[16 * 4] = 1e6F;
  const CodeBlocks codes = CodeBlocks::Encode(set.rows, 4);
  EXPECT_LT(codes.bounds()[0].error, 0.1);
  EXPECT_GT(codes.bounds()[1].error, 0.1);
  EXPECT_LT(codes.bounds()[2].error, 0.1);
}

TEST(CodeBlocks, TellNoErrorOfValuesThatHaveNoCodes) {
  for (const float value : {std::nanf(""), std::numeric_limits<float>::infinity(), -1e16F}) {
    const CodeBlocks codes = CodeBlocks::Encode(std::vector<float>{1, value, 1}, 1);
    EXPECT_EQ(codes.bounds()[0].scale, 0);
    EXPECT_EQ(codes.bounds()[0].error, std::numeric_limits<float>::infinity());
  }
}

}  // namespace
}  // namespace portcullis
