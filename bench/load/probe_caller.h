// Who makes one call of a load, seen from who decides when it is due.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>

namespace portcullis {

struct Answer {
  std::string status;        // "OK", "RESOURCE_EXHAUSTED/QUEUE_FULL", "CANCELLED"
  std::string outcome = {};  // of OK: "OUTCOME_CLEAR", ...
  std::map<std::string, double> steps_ms = {};  // of OK: the server's own timings
};

/// Thread-safe.
class ProbeCaller {
 public:
  using Done = std::function<void(const Answer& answer)>;

  virtual ~ProbeCaller() = default;

  /// Starts the call and returns; `done` is called once, on another thread or on this one. It must
  /// not throw.
  virtual void Call(std::size_t number, Done done) = 0;
};

}  // namespace portcullis
