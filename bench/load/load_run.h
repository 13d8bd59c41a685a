// Makes the calls of a load when they are due, however the server fares.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "bench/load/probe_caller.h"
#include "bench/load/tally.h"

namespace portcullis {

/// Open loop: call i is made at due[i], ascending, whether or not those before it were answered.
/// With `most_under_way` calls unanswered further ones are booked as unsent: a generator that runs
/// out of memory measures nothing. Returns when every call is answered; the caller sees to it, by
/// a deadline, that each one is. Sleeps and calls on this thread.
TallySummary RunOpenLoop(ProbeCaller& caller, const std::vector<std::chrono::nanoseconds>& due,
                         Window window, std::size_t most_under_way);

/// Closed loop: `under_way` calls at any time, each replaced as soon as it is answered, until
/// window.to. What a server answers then is the most that it can. A call is due when it is made.
TallySummary RunClosedLoop(ProbeCaller& caller, std::size_t under_way, Window window);

}  // namespace portcullis
