// How far a long command has come, for who waits for it.
#pragma once

#include <chrono>
#include <cstddef>
#include <ostream>
#include <string>

namespace portcullis::cli {

struct Progress {
  std::size_t done = 0;
  std::size_t total = 0;
  std::size_t refused = 0;
  double per_second = 0;  // 0: not known yet
};

/// "[#####-----] 1,234 of 2,468, 12/s, about 2 min left, 3 refused".
std::string DescribeProgress(const Progress& progress);

/// On a terminal one line that is drawn again and again; else a line every few seconds. Not
/// thread-safe.
class ProgressLine {
 public:
  using Clock = std::chrono::steady_clock;

  /// `out` outlives this.
  ProgressLine(std::ostream& out, bool on_terminal, Clock::time_point now);

  /// Draws if it is time to; `progress.per_second` is worked out here.
  void Show(Progress progress, Clock::time_point now);
  /// A line of its own, which stays.
  void Remark(const std::string& text);
  /// Takes the line away.
  void End();

 private:
  double Rate(std::size_t done, Clock::time_point now);

  std::ostream& out_;
  const bool on_terminal_;
  Clock::time_point drawn_;
  // The rate is that of the last while: what was done in an earlier run goes fast.
  Clock::time_point window_begin_;
  std::size_t window_done_ = 0;
  double last_rate_ = 0;
};

}  // namespace portcullis::cli
