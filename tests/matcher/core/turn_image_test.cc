#include "matcher/core/turn_image.h"

#include <cstdint>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace portcullis {
namespace {

using ::testing::ElementsAreArray;

/// Every pixel has its letter's three channels: itself, 100 and 200 more.
Image Letters(int width, int height, const std::vector<std::uint8_t>& letters) {
  std::vector<std::uint8_t> pixels;
  for (const std::uint8_t letter : letters) {
    pixels.insert(pixels.end(), {letter, static_cast<std::uint8_t>(letter + 100),
                                 static_cast<std::uint8_t>(letter + 200)});
  }
  return Image(width, height, std::move(pixels));
}

void ExpectSame(const Image& image, const Image& expected) {
  EXPECT_EQ(image.width(), expected.width());
  EXPECT_EQ(image.height(), expected.height());
  EXPECT_THAT(image.pixels(), ElementsAreArray(expected.pixels()));
}

const Image kUpright = Letters(3, 2,
                               {1, 2, 3,  //
                                4, 5, 6});

TEST(TurnClockwise, BringsTheFirstColumnToTheTop) {
  ExpectSame(TurnClockwise(kUpright, Turn::kQuarter), Letters(2, 3,
                                                              {4, 1,  //
                                                               5, 2,  //
                                                               6, 3}));
}

TEST(TurnClockwise, BringsTheLastRowToTheTopUpsideDown) {
  ExpectSame(TurnClockwise(kUpright, Turn::kHalf), Letters(3, 2,
                                                           {6, 5, 4,  //
                                                            3, 2, 1}));
}

TEST(TurnClockwise, BringsTheLastColumnToTheTop) {
  ExpectSame(TurnClockwise(kUpright, Turn::kThreeQuarters), Letters(2, 3,
                                                                    {3, 6,  //
                                                                     2, 5,  //
                                                                     1, 4}));
}

TEST(TurnClockwise, IsUndoneByTheRestOfAFullTurn) {
  ExpectSame(TurnClockwise(TurnClockwise(kUpright, Turn::kQuarter), Turn::kThreeQuarters),
             kUpright);
  ExpectSame(TurnClockwise(TurnClockwise(kUpright, Turn::kHalf), Turn::kHalf), kUpright);
}

TEST(TurnClockwise, TakesASinglePixel) {
  const Image dot = Letters(1, 1, {7});
  for (const Turn turn : {Turn::kQuarter, Turn::kHalf, Turn::kThreeQuarters}) {
    ExpectSame(TurnClockwise(dot, turn), dot);
  }
}

}  // namespace
}  // namespace portcullis
