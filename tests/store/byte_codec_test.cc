#include "store/byte_codec.h"

#include <limits>
#include <string>

#include "gtest/gtest.h"

namespace portcullis {
namespace {

TEST(ByteCodec, ReadsWhatItWrote) {
  using Unsigned = std::numeric_limits<std::uint64_t>;
  using Signed = std::numeric_limits<std::int64_t>;
  using Real = std::numeric_limits<double>;
  ByteWriter writer;
  writer.Byte(255).Flag(true).Flag(false).Number(0).Number(127).Number(128).Number(Unsigned::max());
  writer.Signed(0).Signed(-1).Signed(Signed::min()).Signed(Signed::max());
  writer.Real(-0.5F).Double(0.1).Double(-Real::max()).Text("").Text(std::string("a\0b", 3));

  ByteReader reader(writer.bytes());
  EXPECT_EQ(reader.Byte(), 255);
  EXPECT_TRUE(reader.Flag());
  EXPECT_FALSE(reader.Flag());
  EXPECT_EQ(reader.Number(), 0U);
  EXPECT_EQ(reader.Number(), 127U);
  EXPECT_EQ(reader.Number(), 128U);
  EXPECT_EQ(reader.Number(), Unsigned::max());
  EXPECT_EQ(reader.Signed(), 0);
  EXPECT_EQ(reader.Signed(), -1);
  EXPECT_EQ(reader.Signed(), Signed::min());
  EXPECT_EQ(reader.Signed(), Signed::max());
  EXPECT_EQ(reader.Real(), -0.5F);
  EXPECT_EQ(reader.Double(), 0.1);
  EXPECT_EQ(reader.Double(), -Real::max());
  EXPECT_EQ(reader.Text(), "");
  EXPECT_EQ(reader.Text(), std::string("a\0b", 3));
  EXPECT_TRUE(reader.ok());
  EXPECT_TRUE(reader.IsAtEnd());
}

TEST(ByteCodec, NoticesTheEnd) {
  ByteReader reader("");
  EXPECT_EQ(reader.Byte(), 0);
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.Number(), 0U);
  EXPECT_EQ(reader.Text(), "");
}

TEST(ByteCodec, RefusesLengthsCountsAndNumbersThatCannotBe) {
  ByteReader text("\x05xyz");
  EXPECT_EQ(text.Text(), "");
  EXPECT_FALSE(text.ok());
  ByteReader count("\x02x");
  EXPECT_EQ(count.Count(), 0U);
  EXPECT_FALSE(count.ok());
  const std::string endless(11, '\xff');
  ByteReader number(endless);
  EXPECT_EQ(number.Number(), 0U);
  EXPECT_FALSE(number.ok());
  ByteReader flag("\x02");
  flag.Flag();
  EXPECT_FALSE(flag.ok());
}

}  // namespace
}  // namespace portcullis
