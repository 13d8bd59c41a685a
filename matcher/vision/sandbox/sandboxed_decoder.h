// The ImageDecoder that has its work done by a process which can do nothing else.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "matcher/core/image_decoder.h"
#include "matcher/vision/decode/decode_limits.h"

namespace portcullis {

struct SandboxOptions {
  std::filesystem::path program;            // portcullis-decoder
  std::chrono::milliseconds timeout{5000};  // for one image, by the clock on the wall
  std::uint64_t memory_mib = 512;           // that a worker may take for one image
  /// After so many a worker is replaced, so that an image which takes over its worker can falsify
  /// no more than this many after it. 1: every image gets a process that has seen no other.
  int images_per_worker = 64;
  /// Told when a worker ended on an image, or could not be started. Thread-safe.
  std::function<void(const absl::Status&)> report = [](const absl::Status&) {};
};

/// Beyond ImageDecoder's errors: IMAGE_UNREADABLE if the worker crashes, hangs, takes too much
/// memory or answers nonsense, after which there is a new worker; INTERNAL with DECODER_UNAVAILABLE
/// if none can be had that speaks this server's protocol, which says nothing about the image. A
/// worker that ended while it was idle costs no image anything.
///
/// FAILED_PRECONDITION with DECODER_UNAVAILABLE if the program does not start, is of another build
/// or cannot lock itself in, or there is no memory to share with it.
absl::StatusOr<std::unique_ptr<ImageDecoder>> MakeSandboxedDecoder(const DecodeLimits& limits,
                                                                   const SandboxOptions& options);

}  // namespace portcullis
