// Gives up, for good, everything that a process needs only if it is not one that decodes.
#pragma once

#include <cstdint>

#include "absl/status/status.h"

namespace portcullis {

struct JailLimits {
  std::uint64_t memory_bytes = 0;  // of address space, beyond what the process has on entering
  int parent = 0;                  // process whose end ends this one
};

/// The parent renews the limit of processor time, see WorkerProcess. Afterwards this process has
/// the descriptors of decode_protocol.h and no way to another; can neither be looked into nor leave
/// a core; is killed by SIGSYS for every system call but reading requests, writing replies, taking
/// and returning memory that is not executable, and ending. It ends with `parent`, also when that
/// one ended already. Not to be called with other threads running. An error leaves it half locked
/// in: end it.
absl::Status EnterJail(const JailLimits& limits);

}  // namespace portcullis
