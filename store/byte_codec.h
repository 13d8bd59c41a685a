// Numbers and texts as bytes, for records that this program alone reads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace portcullis {

class ByteWriter {
 public:
  ByteWriter& Byte(std::uint8_t value);
  ByteWriter& Flag(bool value) { return Byte(value ? 1 : 0); }
  /// Seven bits a byte, the lowest first.
  ByteWriter& Number(std::uint64_t value);
  /// Small for numbers near zero, of either sign.
  ByteWriter& Signed(std::int64_t value);
  ByteWriter& Real(float value);
  ByteWriter& Double(double value);
  ByteWriter& Text(std::string_view value);

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Reads in the order of writing. What is not there or malformed reads as zero or empty, and ok()
/// is false from then on.
class ByteReader {
 public:
  /// `bytes` outlives this.
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t Byte();
  bool Flag();
  std::uint64_t Number();
  std::int64_t Signed();
  float Real();
  double Double();
  std::string_view Text();
  /// How many elements follow, of at least one byte each; not more than there are bytes.
  std::size_t Count();

  /// Says that what was read makes no sense.
  void Fail() { ok_ = false; }
  bool ok() const { return ok_; }
  bool IsAtEnd() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace portcullis
