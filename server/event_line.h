// Lines of the log about what no call has done.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "border/screening/recall_watch.h"

namespace portcullis {

/// "catch_up_failed" and why; no reason if `status` is OK.
std::string EventLine(std::string_view event, const absl::Status& status);

/// About the approximate search: "approximate_search_on", "approximate_search_off" or
/// "approximate_search_not_earned", with what was measured.
std::string EventLine(const RecallEvent& event);

/// Whether that line is a warning: answers have become slower, or the approximate search failed.
bool IsWarning(const RecallEvent& event);

}  // namespace portcullis
