// A decoder process from the outside: started, spoken to, killed.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "matcher/vision/sandbox/decode_protocol.h"
#include "matcher/vision/sandbox/shared_pixels.h"

namespace portcullis {

struct WorkerOptions {
  std::filesystem::path program;
  std::uint64_t memory_bytes = 0;
};

using WorkerDeadline = std::chrono::steady_clock::time_point;

/// Ends with its object, and with the thread that started it. Not thread-safe.
class WorkerProcess {
 public:
  /// Returns when the program runs, not when it is ready: its first frame is its hello. The worker
  /// gets its two pipes, `pixels` and no other descriptor, no environment and no blocked signal.
  /// INTERNAL if it cannot be started.
  static absl::StatusOr<std::unique_ptr<WorkerProcess>> Start(const WorkerOptions& options,
                                                              const SharedPixels& pixels);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  /// Lets it use this much processor time from now on; then SIGXCPU.
  void AllowProcessorTime(std::chrono::seconds more);

  /// ABORTED if the worker ended, DEADLINE_EXCEEDED if it reads too slowly.
  absl::Status Send(std::span<const std::uint8_t> bytes, WorkerDeadline deadline);

  /// The content of its next frame. ABORTED if the worker ended, DEADLINE_EXCEEDED if it says
  /// nothing, DATA_LOSS if it says something else.
  absl::StatusOr<ProtocolBytes> Receive(WorkerDeadline deadline);

  struct End {
    int signal = 0;  // 0: it exited by itself
    int exit_status = 0;
  };
  /// How the worker ended. One that has not by the deadline is killed.
  End AwaitEnd(WorkerDeadline deadline);

  /// At once. The object stays, to be waited for.
  void Kill();

  /// It runs, and has said nothing that nobody has read: what it says unasked would pass for the
  /// answer to the next image.
  bool IsIdle() const;

  /// How often Receive has succeeded, the hello included.
  int answers() const { return answers_; }

 private:
  WorkerProcess() = default;

  enum class Waiting { kToSend, kToReceive };
  absl::Status Await(Waiting waiting, WorkerDeadline deadline) const;
  absl::Status ReceiveAll(std::span<std::uint8_t> bytes, WorkerDeadline deadline);

  pid_t pid_ = -1;
  bool ended_ = false;
  End end_;
  int answers_ = 0;
  int requests_ = -1;
  // Held open so that writing to a worker that is gone fills a pipe and raises no SIGPIPE in the
  // server. That it is gone shows where its replies come from.
  int requests_other_end_ = -1;
  int replies_ = -1;
};

}  // namespace portcullis
