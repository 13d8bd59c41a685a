// oneDNN in this process: which instructions it uses, how many threads.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "matcher/core/cpu_path.h"

namespace portcullis {

/// Lets oneDNN use what `path` allows (portable: SSE4.1, the least that it generates code for). The
/// choice holds for the process: FAILED_PRECONDITION if another was made before. Thread-safe.
absl::Status ChooseOnednnPath(CpuPath path);

/// Channels that lie side by side in memory on `path`: as many floats as two registers, or one of
/// AVX-512, hold.
int ChannelBlock(CpuPath path);

/// What oneDNN starts on the calling thread stays on it. Cheap; OpenMP keeps this per thread.
void KeepOnednnOnThisThread();

/// "oneDNN 2.6.3".
std::string OnednnVersion();

}  // namespace portcullis
