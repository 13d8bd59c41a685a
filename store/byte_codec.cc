#include "store/byte_codec.h"

#include <bit>

namespace portcullis {
namespace {

constexpr unsigned kBitsAByte = 7;
constexpr std::uint8_t kMore = 0x80;

}  // namespace

ByteWriter& ByteWriter::Byte(std::uint8_t value) {
  bytes_.push_back(static_cast<char>(value));
  return *this;
}

ByteWriter& ByteWriter::Number(std::uint64_t value) {
  for (; value >= kMore; value >>= kBitsAByte) Byte(static_cast<std::uint8_t>(value | kMore));
  return Byte(static_cast<std::uint8_t>(value));
}

ByteWriter& ByteWriter::Signed(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  return Number(value < 0 ? ~(bits << 1U) : bits << 1U);
}

ByteWriter& ByteWriter::Real(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  for (unsigned shift = 0; shift < 32; shift += 8) Byte(static_cast<std::uint8_t>(bits >> shift));
  return *this;
}

ByteWriter& ByteWriter::Double(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  for (unsigned shift = 0; shift < 64; shift += 8) Byte(static_cast<std::uint8_t>(bits >> shift));
  return *this;
}

ByteWriter& ByteWriter::Text(std::string_view value) {
  Number(value.size());
  bytes_ += value;
  return *this;
}

std::uint8_t ByteReader::Byte() {
  if (rest_.empty()) {
    Fail();
    return 0;
  }
  const auto value = static_cast<std::uint8_t>(rest_.front());
  rest_.remove_prefix(1);
  return value;
}

bool ByteReader::Flag() {
  const std::uint8_t value = Byte();
  if (value > 1) Fail();
  return value == 1;
}

std::uint64_t ByteReader::Number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += kBitsAByte) {
    const std::uint8_t byte = Byte();
    value |= static_cast<std::uint64_t>(byte & ~kMore) << shift;
    if ((byte & kMore) == 0) return value;
  }
  Fail();
  return 0;
}

std::int64_t ByteReader::Signed() {
  const std::uint64_t bits = Number();
  return static_cast<std::int64_t>((bits & 1U) != 0 ? ~(bits >> 1U) : bits >> 1U);
}

float ByteReader::Real() {
  std::uint32_t bits = 0;
  for (unsigned shift = 0; shift < 32; shift += 8) bits |= std::uint32_t{Byte()} << shift;
  return std::bit_cast<float>(bits);
}

double ByteReader::Double() {
  std::uint64_t bits = 0;
  for (unsigned shift = 0; shift < 64; shift += 8) bits |= std::uint64_t{Byte()} << shift;
  return std::bit_cast<double>(bits);
}

std::string_view ByteReader::Text() {
  const std::size_t size = Count();
  const std::string_view text = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return text;
}

std::size_t ByteReader::Count() {
  const std::uint64_t count = Number();
  if (count <= rest_.size()) return static_cast<std::size_t>(count);
  Fail();
  return 0;
}

}  // namespace portcullis
