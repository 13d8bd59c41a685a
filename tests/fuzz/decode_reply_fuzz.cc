// Fuzz target: what a decoder process says, which may be in the hands of the image's author.
#include <cstddef>
#include <cstdint>
#include <span>

#include "matcher/vision/sandbox/decode_protocol.h"
#include "tests/fuzz/parser_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using portcullis::testing::Require;
  constexpr std::size_t kMemory = 3'000'000;
  const std::span content(data, size);
  if (size >= portcullis::kFrameHeaderBytes) {
    const auto length = portcullis::FrameLength(content.first(portcullis::kFrameHeaderBytes));
    Require(!length || *length <= portcullis::kMaxFrameBytes, "a frame announces too much");
  }
  static_cast<void>(portcullis::ParseHello(content));
  const auto reply = portcullis::ParseReply(content, {.max_side_px = 4096}, kMemory);
  if (!reply.ok()) return 0;
  if (!reply->refusal.ok()) {
    const std::string message(reply->refusal.message());
    for (const char letter : message) Require(letter >= ' ' && letter <= '~', message);
    return 0;
  }
  Require(
      reply->width > 0 && reply->height > 0 && reply->width <= 4096 && reply->height <= 4096 &&
          static_cast<std::size_t>(reply->width) * static_cast<std::size_t>(reply->height) * 3 <=
              kMemory,
      "a picture is larger than the memory for it");
  return 0;
}
