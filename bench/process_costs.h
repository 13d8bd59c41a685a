// What this process has used.
#pragma once

#include <chrono>
#include <cstddef>
#include <ctime>
#include <fstream>

namespace portcullis {

/// Of the calling thread, or of the process: what other programs do beside it does not count.
inline std::chrono::duration<double> ProcessorTime(clockid_t clock) {
  timespec used = {};
  clock_gettime(clock, &used);
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

inline double ProcessorMs(clockid_t clock) {
  return std::chrono::duration<double, std::milli>(ProcessorTime(clock)).count();
}

/// In kB, of the whole process.
inline std::size_t ResidentKiB() {
  std::ifstream statm("/proc/self/statm");
  std::size_t size = 0;
  std::size_t resident = 0;
  statm >> size >> resident;
  return resident * 4;
}

}  // namespace portcullis
