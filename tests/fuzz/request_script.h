// One call of the server as the fuzzer writes it: which method, by whom, and the messages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace portcullis::testing {

struct RequestScript {
  std::uint8_t method = 0;
  std::uint8_t actor = 0;
  std::vector<std::string> messages;  // serialised, or what is none

  friend bool operator==(const RequestScript&, const RequestScript&) = default;
};

/// Of any bytes. At most 12 messages.
RequestScript ParseScript(std::span<const std::uint8_t> bytes);

/// ParseScript(SerializeScript(script)) == script where no message has more than 65535 bytes.
std::string SerializeScript(const RequestScript& script);

}  // namespace portcullis::testing
