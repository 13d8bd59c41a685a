#include "store/embedding_bytes.h"

#include <cmath>
#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace portcullis {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

TEST(EmbeddingBytes, AreLittleEndianFloats) {
  const float values[] = {1.0F, -2.0F};
  EXPECT_EQ(EncodeEmbedding(values), std::string("\x00\x00\x80\x3f\x00\x00\x00\xc0", 8));
}

TEST(EmbeddingBytes, ComeBackAsTheyWere) {
  const float values[] = {0.1F, -0.0F, std::numeric_limits<float>::denorm_min(), 3e38F};
  const auto decoded = DecodeEmbedding(EncodeEmbedding(values));
  EXPECT_THAT(decoded, Optional(ElementsAre(values[0], values[1], values[2], values[3])));
  EXPECT_TRUE(std::signbit((*decoded)[1]));
}

TEST(EmbeddingBytes, AreRefusedWhenEmptyOrCutShort) {
  EXPECT_FALSE(DecodeEmbedding("").has_value());
  EXPECT_FALSE(DecodeEmbedding("seven b").has_value());
}

}  // namespace
}  // namespace portcullis
