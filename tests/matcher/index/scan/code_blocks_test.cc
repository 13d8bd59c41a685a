#include "matcher/index/scan/code_blocks.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <vector>

#include "gtest/gtest.h"
#include "tests/matcher/index/scan/vector_sets.h"

namespace portcullis {
namespace {

/// What the codes stand for at one place.
float Decoded(const CodeBlocks& codes, std::size_t row, std::size_t i) {
  const std::size_t block = row / CodeBlocks::kRowsPerBlock;
  const std::uint8_t byte =
      codes.data()[block * codes.block_bytes() +
                   i / CodeBlocks::kDimensionsPerGroup * CodeBlocks::kBytesPerGroup +
                   row % CodeBlocks::kRowsPerBlock * CodeBlocks::kDimensionsPerGroup +
                   i % CodeBlocks::kDimensionsPerGroup];
  return codes.centre()[i] + codes.bounds()[block].scale * static_cast<float>(byte - 128);
}

void ExpectToStandFor(const std::vector<float>& rows, const CodeBlocks& codes) {
  const std::size_t dimension = codes.dimension();
  ASSERT_EQ(codes.rows(), rows.size() / dimension);
  ASSERT_EQ(codes.blocks(), (codes.rows() + 15) / 16);
  for (std::size_t row = 0; row < codes.rows(); ++row) {
    double squared_error = 0;
    for (std::size_t i = 0; i < dimension; ++i) {
      const double lost = rows[row * dimension + i] - Decoded(codes, row, i);
      squared_error += lost * lost;
    }
    // What this test itself rounds is below a millionth.
    ASSERT_LE(std::sqrt(squared_error), codes.bounds()[row / 16].error + 1e-6) << row;
  }
}

TEST(CodeBlocks, StandForRowsWithinTheErrorThatTheyTell) {
  const testing::VectorSet set = testing::People(35, 1, 30);
  const CodeBlocks codes = CodeBlocks::Encode(set.rows, 30);
  ExpectToStandFor(set.rows, codes);
  // 30 values, each wrong by at most half of about 0.5 / 127.
  for (const CodeBlocks::Bound& bound : codes.bounds()) EXPECT_LT(bound.error, 0.02);
}

TEST(CodeBlocks, StandAsWellForRowsFarFromTheOrigin) {
  const testing::VectorSet set = testing::People(35, 1, 30);
  std::vector<float> far = set.rows;
  for (float& value : far) value += 100;
  const CodeBlocks codes = CodeBlocks::Encode(far, 30);
  ExpectToStandFor(far, codes);
  for (const CodeBlocks::Bound& bound : codes.bounds()) EXPECT_LT(bound.error, 0.02);
}

TEST(CodeBlocks, TakeAboutAByteADimension) {
  const testing::VectorSet set = testing::People(1600, 1, 128);
  EXPECT_EQ(CodeBlocks::Encode(set.rows, 128).bytes(), 100 * (16 * 128 + 16 * 4 + 8) + 128 * 4);
}

TEST(CodeBlocks, FollowRowsThatAreAddedAndRemoved) {
  const testing::VectorSet set = testing::People(100, 1, 7);
  std::vector<float> rows;
  CodeBlocks codes(7);
  for (const std::size_t count : std::initializer_list<std::size_t>{1, 15, 16, 17, 50, 100}) {
    rows.assign(set.rows.begin(), set.rows.begin() + static_cast<std::ptrdiff_t>(count * 7));
    codes.Update(rows, codes.rows());
    ExpectToStandFor(rows, codes);
  }
  rows.erase(rows.begin() + 33L * 7, rows.begin() + 40L * 7);
  codes.Update(rows, 33);
  ExpectToStandFor(rows, codes);
  codes.Update({}, 0);
  EXPECT_EQ(codes.rows(), 0U);
}

TEST(CodeBlocks, KeepAnOutlierToItsBlock) {
  testing::VectorSet set = testing::People(48, 1, 4);
  set.rows[std::size_t{16} * 4] = 1e6F;
  const CodeBlocks codes = CodeBlocks::Encode(set.rows, 4);
  EXPECT_LT(codes.bounds()[0].error, 0.1);
  EXPECT_GT(codes.bounds()[1].error, 0.1);
  EXPECT_LT(codes.bounds()[2].error, 0.1);
}

TEST(CodeBlocks, TellNoErrorOfValuesThatHaveNoCodes) {
  for (const float value : {std::nanf(""), std::numeric_limits<float>::infinity(), -1e16F}) {
    const CodeBlocks codes = CodeBlocks::Encode(std::vector<float>{1, value, 1, 1}, 1);
    EXPECT_EQ(codes.bounds()[0].scale, 0);
    EXPECT_EQ(codes.bounds()[0].error, std::numeric_limits<float>::infinity());
  }
}

}  // namespace
}  // namespace portcullis
