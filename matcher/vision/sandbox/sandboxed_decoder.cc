#include "matcher/vision/sandbox/sandboxed_decoder.h"

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fmt/format.h"
#include "matcher/core/error_reason.h"
#include "matcher/core/status_macros.h"
#include "matcher/vision/sandbox/decode_protocol.h"
#include "matcher/vision/sandbox/shared_pixels.h"
#include "matcher/vision/sandbox/worker_process.h"
#include "matcher/vision/sandbox/worker_source.h"

namespace portcullis {
namespace {

using absl::StatusCode;
using std::chrono::steady_clock;

// Shared memory that is kept from image to image: a portrait of 2300x2300 px.
constexpr std::size_t kKeptBytes = std::size_t{16} << 20U;

// That a worker has ended shows a little earlier than how.
constexpr std::chrono::seconds kEndTimeout{5};

std::size_t PixelBytes(std::uint64_t width, std::uint64_t height) {
  return static_cast<std::size_t>(width * height * 3);
}

absl::Status Unreadable(std::string_view what) {
  return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageUnreadable, what);
}

absl::Status Unavailable(StatusCode code, const absl::Status& why) {
  return MakeError(code, ErrorReason::kDecoderUnavailable,
                   fmt::format("the decoder cannot be used: {}", std::string(why.message())));
}

absl::Status CheckBytes(std::span<const std::uint8_t> bytes, const DecodeLimits& limits) {
  if (bytes.empty()) return Unreadable("image has 0 bytes");
  if (bytes.size() <= limits.max_bytes) return absl::OkStatus();
  return MakeError(StatusCode::kInvalidArgument, ErrorReason::kImageTooLarge,
                   fmt::format("image has {} bytes, limit is {}", bytes.size(), limits.max_bytes));
}

class SandboxedDecoder : public ImageDecoder {
 public:
  SandboxedDecoder(const DecodeLimits& limits, SandboxOptions options,
                   std::unique_ptr<SharedPixels> pixels)
      : limits_(limits),
        options_(std::move(options)),
        pixels_(std::move(pixels)),
        workers_(WorkerOptionsOf(options_), *pixels_) {}

  /// Whether a worker can be had.
  absl::Status Try() {
    absl::StatusOr<std::unique_ptr<WorkerProcess>> worker = workers_.Take();
    if (!worker.ok()) return worker.status();
    workers_.Keep(*std::move(worker));
    return absl::OkStatus();
  }

  absl::StatusOr<DecodedImage> Decode(std::span<const std::uint8_t> bytes) override {
    PORTCULLIS_RETURN_IF_ERROR(CheckBytes(bytes, limits_));
    absl::StatusOr<std::unique_ptr<WorkerProcess>> worker = workers_.Take();
    if (!worker.ok()) {
      const absl::Status unavailable = Unavailable(StatusCode::kInternal, worker.status());
      options_.report(unavailable);
      return unavailable;
    }
    return DecodeWith(*std::move(worker), bytes);
  }

 private:
  static WorkerOptions WorkerOptionsOf(const SandboxOptions& options) {
    return {.program = options.program, .memory_bytes = options.memory_mib << 20U};
  }

  absl::StatusOr<DecodedImage> DecodeWith(std::unique_ptr<WorkerProcess> worker,
                                          std::span<const std::uint8_t> bytes) {
    const absl::StatusOr<DecodeReply> reply = Ask(*worker, bytes);
    if (!reply.ok()) {
      const absl::Status blame = Blame(*worker, reply.status(), bytes.size());
      workers_.Replace(std::move(worker));
      options_.report(blame);
      return blame;
    }
    absl::StatusOr<DecodedImage> decoded = DecodedFrom(*reply);
    if (worker->answers() > options_.images_per_worker) {
      workers_.Replace(std::move(worker));
    } else {
      workers_.Keep(std::move(worker));
    }
    return decoded;
  }

  /// With its pixels, which are still those of this reply.
  absl::StatusOr<DecodedImage> DecodedFrom(const DecodeReply& reply) {
    if (!reply.refusal.ok()) return reply.refusal;
    const auto pixels = pixels_->bytes().first(PixelBytes(
        static_cast<std::uint64_t>(reply.width), static_cast<std::uint64_t>(reply.height)));
    Image image(reply.width, reply.height, {pixels.begin(), pixels.end()});
    if (pixels.size() > kKeptBytes) pixels_->ReleaseBeyond(kKeptBytes);
    return DecodedImage{std::move(image), reply.source};
  }

  absl::StatusOr<DecodeReply> Ask(WorkerProcess& worker, std::span<const std::uint8_t> bytes) {
    const auto deadline = steady_clock::now() + options_.timeout;
    // More than is waited for: the clock on the wall decides wherever this side is there to look.
    worker.AllowProcessorTime(std::chrono::ceil<std::chrono::seconds>(options_.timeout));
    PORTCULLIS_RETURN_IF_ERROR(worker.Send(SerializeRequest({limits_, bytes.size()}), deadline));
    PORTCULLIS_RETURN_IF_ERROR(worker.Send(bytes, deadline));
    PORTCULLIS_ASSIGN_OR_RETURN(const ProtocolBytes content, worker.Receive(deadline));
    return ParseReply(content, limits_, pixels_->bytes().size());
  }

  /// What a worker that was ready, and then got this image, failed of.
  absl::Status Blame(WorkerProcess& worker, const absl::Status& failure, std::size_t size) const {
    if (absl::IsDeadlineExceeded(failure)) return TookTooLong();
    if (absl::IsDataLoss(failure)) return Unreadable("the decoder answered nonsense on this image");
    if (!absl::IsAborted(failure)) return Unavailable(StatusCode::kInternal, failure);
    const WorkerProcess::End end = worker.AwaitEnd(steady_clock::now() + kEndTimeout);
    if (end.signal == SIGXCPU) return TookTooLong();
    if (end.signal != 0) {
      return Unreadable(
          fmt::format("the decoder ended on this image of {} bytes (signal {})", size, end.signal));
    }
    if (end.exit_status == kWrongUseExit) {
      return Unavailable(StatusCode::kInternal,
                         absl::FailedPreconditionError("it understands no request of this server"));
    }
    if (end.exit_status == kOutOfMemoryExit) {
      return Unreadable(
          fmt::format("the image needs more memory than the {} MiB that a decoder may take",
                      options_.memory_mib));
    }
    return Unreadable(fmt::format("the decoder ended on this image of {} bytes (exit status {})",
                                  size, end.exit_status));
  }

  absl::Status TookTooLong() const {
    return Unreadable(fmt::format("the decoder was not done with this image after {} ms",
                                  options_.timeout.count()));
  }

  const DecodeLimits limits_;
  const SandboxOptions options_;
  const std::unique_ptr<SharedPixels> pixels_;
  WorkerSource workers_;  // ends before the memory that its workers write to
};

}  // namespace

absl::StatusOr<std::unique_ptr<ImageDecoder>> MakeSandboxedDecoder(const DecodeLimits& limits,
                                                                   const SandboxOptions& options) {
  const auto side = static_cast<std::uint64_t>(limits.max_side_px);
  const std::uint64_t most = std::min(side * side, static_cast<std::uint64_t>(limits.max_pixels));
  absl::StatusOr<std::unique_ptr<SharedPixels>> pixels = SharedPixels::Create(PixelBytes(most, 1));
  if (!pixels.ok()) return Unavailable(StatusCode::kFailedPrecondition, pixels.status());
  auto decoder = std::make_unique<SandboxedDecoder>(limits, options, *std::move(pixels));
  const absl::Status usable = decoder->Try();
  if (!usable.ok()) return Unavailable(StatusCode::kFailedPrecondition, usable);
  return decoder;
}

}  // namespace portcullis
