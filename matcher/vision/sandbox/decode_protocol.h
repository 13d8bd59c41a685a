// What the server and a decoder process say to each other: fixed numbers, little-endian, no
// pointers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "matcher/core/image_source.h"
#include "matcher/vision/decode/decode_limits.h"

namespace portcullis {

using ProtocolBytes = std::vector<std::uint8_t>;

// Descriptors of the worker. There are no others.
inline constexpr int kRequestFd = 0;
inline constexpr int kReplyFd = 1;
inline constexpr int kPixelsFd = 3;  // shared memory; 2 is closed

// The worker's exit status: started or asked otherwise than this protocol says.
inline constexpr int kWrongUseExit = 2;
/// When it may not take the memory that an image needs.
inline constexpr int kOutOfMemoryExit = 3;

/// One more whenever anything below, or what the worker is started with, changes its meaning or its
/// length. An upgrade replaces the program of the worker while the server of before still runs.
inline constexpr int kProtocolVersion = 1;

/// Goes before the bytes of an image.
struct DecodeRequest {
  DecodeLimits limits;
  std::uint64_t image_bytes = 0;
};

inline constexpr std::size_t kRequestHeaderBytes = 80;
ProtocolBytes SerializeRequest(const DecodeRequest& request);
/// None if it is no request. `header` has kRequestHeaderBytes.
std::optional<DecodeRequest> ParseRequest(std::span<const std::uint8_t> header);

/// Replies travel as frames: a header with the length, then the content.
inline constexpr std::size_t kFrameHeaderBytes = 8;
inline constexpr std::size_t kMaxFrameBytes = std::size_t{1} << 20U;
ProtocolBytes FrameOf(const ProtocolBytes& content);
/// None if it is no frame or its content has more than kMaxFrameBytes.
std::optional<std::size_t> FrameLength(std::span<const std::uint8_t> header);

/// The first frame of a worker: kProtocolVersion, then nothing when it is locked in and ready, else
/// why it cannot be.
ProtocolBytes SerializeHello(const absl::Status& locked_in);
/// FAILED_PRECONDITION if the worker has another version, or with what it said if it is not ready.
absl::Status ParseHello(std::span<const std::uint8_t> content);

/// The answer to one image. Its pixels lie in the shared memory, three bytes each.
struct DecodeReply {
  absl::Status refusal;  // OK: the image was decoded
  int width = 0;
  int height = 0;
  ImageSource source;
};

ProtocolBytes SerializeReply(const DecodeReply& reply);

/// The worker may be in the hands of whoever made the image, so nothing that it says is trusted:
/// DATA_LOSS unless the reply is one that an honest decoder under `limits` could have given and
/// whose pixels fit into `memory_bytes`. Text is cut to a bounded length of printable ASCII.
absl::StatusOr<DecodeReply> ParseReply(std::span<const std::uint8_t> content,
                                       const DecodeLimits& limits, std::size_t memory_bytes);

}  // namespace portcullis
