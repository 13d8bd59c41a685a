// The books of a load: every call that was due is in them once, under how it ended.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "bench/load/percentiles.h"
#include "bench/load/probe_caller.h"

namespace portcullis {

/// From the start of the load.
struct CallTimes {
  std::chrono::nanoseconds due{};
  std::chrono::nanoseconds sent{};
  std::chrono::nanoseconds answered{};
};

/// What is measured lies in [from, to): before it the server warms up, after it the load has ended.
struct Window {
  std::chrono::nanoseconds from{};
  std::chrono::nanoseconds to{};
};

/// Of the calls that ended with one status.
struct StatusSummary {
  LatencySummary since_due;   // what a traveller waits, also while the generator was late
  LatencySummary since_sent;  // what the server is answerable for
};

struct TallySummary {
  std::size_t due = 0;     // in the window
  std::size_t unsent = 0;  // of them, not made as too many were under way
  double window_s = 0;
  double ok_per_s = 0;          // answered OK within the window, whenever they were due
  std::size_t answered_ok = 0;  // in the whole load: before, within and after the window
  LatencySummary lateness;      // from due to sent
  std::map<std::string, StatusSummary> statuses;
  std::map<std::string, std::size_t> outcomes;
  std::map<std::string, double> mean_steps_ms;  // of the calls that ended OK
};

/// Thread-compatible.
class Tally {
 public:
  explicit Tally(Window window) : window_(window) {}

  void Add(const CallTimes& times, const Answer& answer);
  void AddUnsent(std::chrono::nanoseconds due);

  TallySummary Summary() const;

 private:
  struct Samples {
    std::vector<double> since_due_ms;
    std::vector<double> since_sent_ms;
  };

  bool IsInWindow(std::chrono::nanoseconds time) const {
    return window_.from <= time && time < window_.to;
  }

  const Window window_;
  std::size_t unsent_ = 0;
  std::size_t answered_ok_ = 0;
  std::size_t answered_ok_in_window_ = 0;
  std::vector<double> lateness_ms_;
  std::map<std::string, Samples> samples_;
  std::map<std::string, std::size_t> outcomes_;
  std::map<std::string, double> step_sums_ms_;
};

}  // namespace portcullis
