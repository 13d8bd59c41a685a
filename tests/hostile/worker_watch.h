// What the system says about the decoder process of this process.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>

namespace portcullis::testing {

/// The only child of this process; none if there is none or more than one.
std::optional<pid_t> OnlyChild();

/// Processor time that it has used; zero if it is gone.
std::chrono::nanoseconds ProcessorTime(pid_t process);

/// The most memory that it has ever held, shared memory included, in bytes; 0 if it is gone.
std::uint64_t PeakMemory(pid_t process);

}  // namespace portcullis::testing
