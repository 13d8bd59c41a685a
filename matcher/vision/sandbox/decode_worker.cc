#include "matcher/vision/sandbox/decode_worker.h"

#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "matcher/vision/sandbox/decode_protocol.h"
#include "matcher/vision/sandbox/jail.h"
#include "matcher/vision/sandbox/pixel_arena.h"

namespace portcullis {
namespace {

struct WorkerArguments {
  JailLimits limits;
  std::size_t pixel_bytes = 0;
};

std::optional<std::uint64_t> ParseNumber(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<WorkerArguments> ParseArguments(int argc, char** argv) {
  constexpr int kNumbers = 3;
  if (argc != 1 + kNumbers) return std::nullopt;
  std::array<std::uint64_t, kNumbers> numbers = {};
  for (std::size_t i = 0; i < kNumbers; ++i) {
    const std::optional<std::uint64_t> number = ParseNumber(argv[i + 1]);
    if (!number) return std::nullopt;
    numbers[i] = *number;
  }
  return WorkerArguments{
      .limits = {.memory_bytes = numbers[0], .parent = static_cast<int>(numbers[1])},
      .pixel_bytes = static_cast<std::size_t>(numbers[2])};
}

/// False at the end of the requests.
bool ReadAll(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = read(kRequestFd, bytes.data(), bytes.size());
    if (got <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
  return true;
}

bool WriteFrame(const ProtocolBytes& content) {
  const ProtocolBytes frame = FrameOf(content);
  std::span<const std::uint8_t> rest(frame);
  while (!rest.empty()) {
    const ssize_t put = write(kReplyFd, rest.data(), rest.size());
    if (put <= 0) return false;
    rest = rest.subspan(static_cast<std::size_t>(put));
  }
  return true;
}

DecodeReply Answer(const DecodeRequest& request, std::span<const std::uint8_t> image,
                   std::span<std::uint8_t> pixels, const MakeDecoder& make_decoder) {
  const std::unique_ptr<ImageDecoder> decoder = make_decoder(request.limits);
  const PixelArena arena(pixels);
  const absl::StatusOr<DecodedImage> decoded = decoder->Decode(image);
  if (!decoded.ok()) return {.refusal = decoded.status(), .source = {}};
  const std::span<const std::uint8_t> from = decoded->image.pixels();
  if (from.size() > pixels.size()) _exit(kWrongUseExit);
  if (from.data() != pixels.data()) std::memcpy(pixels.data(), from.data(), from.size());
  return {.refusal = absl::OkStatus(),
          .width = decoded->image.width(),
          .height = decoded->image.height(),
          .source = decoded->source};
}

}  // namespace

int RunDecodeWorker(int argc, char** argv, const MakeDecoder& make_decoder) {
  const std::optional<WorkerArguments> arguments = ParseArguments(argc, argv);
  if (!arguments) {
    std::fputs("portcullis-decoder is started by portcullisd and of no use by itself\n", stderr);
    return kWrongUseExit;
  }
  void* memory =
      mmap(nullptr, arguments->pixel_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, kPixelsFd, 0);
  if (memory == MAP_FAILED) return kWrongUseExit;
  const std::span pixels(static_cast<std::uint8_t*>(memory), arguments->pixel_bytes);
  const absl::Status locked_in = EnterJail(arguments->limits);
  if (!WriteFrame(SerializeHello(locked_in)) || !locked_in.ok()) return kWrongUseExit;

  std::array<std::uint8_t, kRequestHeaderBytes> header;
  while (ReadAll(header)) {
    const std::optional<DecodeRequest> request = ParseRequest(header);
    if (!request) return kWrongUseExit;
    std::vector<std::uint8_t> image(static_cast<std::size_t>(request->image_bytes));
    if (!ReadAll(image)) return kWrongUseExit;
    if (!WriteFrame(SerializeReply(Answer(*request, image, pixels, make_decoder)))) return 0;
  }
  return 0;
}

}  // namespace portcullis
