// A line that says how far a long task is.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <ostream>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace portcullis {

struct ProgressOptions {
  std::string task;  // "embedding"
  std::string unit;  // "images"
  std::size_t total = 0;
  bool on_terminal = false;  // one line that is rewritten, instead of a new one every few seconds
  std::function<std::chrono::steady_clock::time_point()> clock = std::chrono::steady_clock::now;
};

/// Writes nothing during the first two seconds, so that quick tasks stay silent. Thread-safe.
class Progress {
 public:
  /// `out` outlives this.
  Progress(std::ostream& out, ProgressOptions options);

  /// Ends the line, if one was begun.
  ~Progress();

  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Advance();

 private:
  using TimePoint = std::chrono::steady_clock::time_point;

  std::string Line(TimePoint now) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  std::ostream& out_;
  const ProgressOptions options_;
  const TimePoint started_;

  absl::Mutex mutex_;
  std::size_t done_ ABSL_GUARDED_BY(mutex_) = 0;
  TimePoint next_line_ ABSL_GUARDED_BY(mutex_);
  bool began_line_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace portcullis
