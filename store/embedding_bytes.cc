#include "store/embedding_bytes.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

namespace portcullis {
namespace {

static_assert(std::numeric_limits<float>::is_iec559 && sizeof(float) == sizeof(std::uint32_t));
constexpr std::size_t kBytesPerValue = sizeof(std::uint32_t);

}  // namespace

std::string EncodeEmbedding(std::span<const float> values) {
  if constexpr (std::endian::native == std::endian::little) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * kBytesPerValue};
  }
  std::string bytes;
  bytes.reserve(values.size() * kBytesPerValue);
  for (const float value : values) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (unsigned shift = 0; shift < 32; shift += 8) {
      bytes.push_back(static_cast<char>(bits >> shift & 0xFFU));
    }
  }
  return bytes;
}

std::optional<std::vector<float>> DecodeEmbedding(std::string_view bytes) {
  if (bytes.empty() || bytes.size() % kBytesPerValue != 0) return std::nullopt;
  if constexpr (std::endian::native == std::endian::little) {
    std::vector<float> values(bytes.size() / kBytesPerValue);
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }
  std::vector<float> values;
  values.reserve(bytes.size() / kBytesPerValue);
  for (std::size_t i = 0; i < bytes.size(); i += kBytesPerValue) {
    std::uint32_t bits = 0;
    for (std::size_t byte = kBytesPerValue; byte-- > 0;) {
      bits = bits << 8U | static_cast<unsigned char>(bytes[i + byte]);
    }
    values.push_back(std::bit_cast<float>(bits));
  }
  return values;
}

}  // namespace portcullis
