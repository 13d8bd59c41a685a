// An input stream over bytes that are in memory already (std::spanstream is C++23).
#pragma once

#include <cstdint>
#include <span>
#include <streambuf>

namespace portcullis {

/// Reads in place; the bytes outlive it. For std::istream.
class SpanStreamBuffer : public std::streambuf {
 public:
  explicit SpanStreamBuffer(std::span<const std::uint8_t> bytes) {
    auto* begin = const_cast<char*>(reinterpret_cast<const char*>(bytes.data()));  // only read
    setg(begin, begin, begin + bytes.size());
  }
};

}  // namespace portcullis
